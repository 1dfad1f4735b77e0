"""What whoever keeps the mail does to a letter: each act is a small page of its own, led to from the toolbar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import Level, LinkKind
from ..forms import acts as forms
from ..models import Letter
from ..operations import correcting, dossiers, moving, placing
from ..queries import plan
from .letters import shown

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, kw_only=True)
class ActPage:
    """A form and the operation it leads to. `form(request, letter, data)` makes the form; `run` says what is done."""

    path: str
    title: Any
    button: Any
    form: Callable[[HttpRequest, Letter, Any], django_forms.Form]
    run: Callable[..., Any]
    lead: Any = ""
    warning: Any = ""
    danger: bool = False
    may: Callable[..., bool] = policies.may_keep


def plain(form: type[django_forms.Form]) -> Callable[..., django_forms.Form]:
    return lambda request, letter, data: form(data)


def level_form(request: HttpRequest, letter: Letter, data: Any) -> forms.LevelForm:
    return forms.LevelForm(data, initial={"level": letter.level})


def class_form(request: HttpRequest, letter: Letter, data: Any) -> forms.ClassForm:
    actor = request.actor  # type: ignore[attr-defined]
    rows = plan.classes(actor, administration_id=letter.administration_id, open_only=True)
    return forms.ClassForm(data, choices=plan.choices(plan.tree(rows)), initial={"plan_class": letter.plan_class_id})


def file_form(request: HttpRequest, letter: Letter, data: Any) -> forms.FileForm:
    actor = request.actor  # type: ignore[attr-defined]
    rows = plan.dossiers(actor, timezone.now()).filter(administration=letter.administration_id, closed_on=None)
    choices = [(row.pk, str(row)) for row in rows.order_by("-opened_on")[:500]]
    return forms.FileForm(data, choices=choices, initial={"dossier": letter.dossier_id})


def due_form(request: HttpRequest, letter: Letter, data: Any) -> forms.DueForm:
    return forms.DueForm(data, initial={"due_on": letter.due_on, "due_kind": letter.due_kind or "internal"})


ACTS = {
    "reopen": ActPage(
        path="reopen",
        title=_("Open the letter again"),
        button=_("Open it again"),
        form=plain(forms.ReasonForm),
        run=lambda reason, **about: moving.reopen(reason=reason, **about),
    ),
    "return": ActPage(
        path="return",
        title=_("Return the letter to its sender"),
        lead=_("It keeps its number, and nothing more is done with it here."),
        warning=_("This cannot be undone."),
        button=_("Return it"),
        form=plain(forms.ReasonForm),
        run=lambda reason, **about: moving.return_(reason=reason, **about),
        danger=True,
    ),
    "level": ActPage(
        path="level",
        title=_("Who may read it"),
        lead=_("The change counts from this moment on, in every list and search."),
        button=_("Change"),
        form=level_form,
        run=lambda level, reason, **about: placing.change_level(level=Level(level), reason=reason, **about),
    ),
    "class": ActPage(
        path="class",
        title=_("Place in the classification plan"),
        button=_("Put it there"),
        form=class_form,
        run=lambda plan_class, **about: placing.put_in_class(plan_class_id=plan_class, **about),
    ),
    "file": ActPage(
        path="file",
        title=_("File by subject"),
        button=_("Keep it there"),
        form=file_form,
        run=lambda dossier, **about: dossiers.put_in_dossier(dossier_id=dossier, **about),
    ),
    "due": ActPage(
        path="due",
        title=_("Due date"),
        lead=_("Leave the day empty if nothing is due any more."),
        button=_("Change"),
        form=due_form,
        run=lambda **said: placing.move_due(**said),
    ),
    "link": ActPage(
        path="link",
        title=_("Link to an earlier letter"),
        button=_("Link them"),
        form=plain(forms.LinkToForm),
        run=lambda kind, reference, **about: placing.link_to(kind=LinkKind(kind), reference=reference, **about),
    ),
    "annul": ActPage(
        path="annul",
        title=_("Annul the registration"),
        warning=_("This cannot be undone. The number stays in the register and is never given again."),
        button=_("Annul the registration"),
        form=plain(forms.AnnulForm),
        run=lambda reason, sure, **about: correcting.annul(reason=reason, **about),
        danger=True,
        may=policies.may_correct,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def act(request: HttpRequest, letter_id: int, name: str) -> HttpResponse:
    """One act on one letter: its form, or the letter after it; a refusal is said in the form, and nothing is lost."""
    letter, what = shown(request, letter_id), ACTS[name]
    if not what.may(request.actor, letter):
        raise NotAllowed
    form = what.form(request, letter, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            what.run(actor=request.actor, letter_id=letter.pk, now=timezone.now(), **form.cleaned_data)
            return after(request, letter.pk)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"letter": letter, "what": what, "form": form}
    return render(request, "letters/act.html", context, status=422 if form.errors else 200)


def after(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter; the list for whoever has just put it out of their own sight."""
    seen = Letter.objects.visible_to(request.actor).filter(pk=letter_id).exists()  # type: ignore[attr-defined]
    return redirect("letters:letter", letter_id) if seen else redirect("letters:letters")


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def rectify(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Correct what was entered wrongly at registration."""
    letter = shown(request, letter_id)
    if not policies.may_correct(request.actor, letter):
        raise NotAllowed
    form = forms.RectifyForm(request.POST or None, stands=correcting.registered(letter))
    if request.method == "POST" and form.is_valid():
        about = {"actor": request.actor, "letter_id": letter.pk, "now": timezone.now()}
        try:
            correcting.rectify(changes=form.changes, reason=form.cleaned_data["reason"], **about)
            return after(request, letter.pk)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"letter": letter, "form": form}
    return render(request, "letters/rectify.html", context, status=422 if form.errors else 200)


@require_POST
@idempotent
def unlink(request: HttpRequest, letter_id: int, link_id: int) -> HttpResponse:
    """Take away a link made by mistake."""
    shown(request, letter_id)
    placing.unlink(actor=request.actor, letter_id=letter_id, link_id=link_id, now=timezone.now())
    return redirect("letters:letter", letter_id)
