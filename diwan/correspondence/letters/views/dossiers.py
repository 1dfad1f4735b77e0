"""Files by subject: their list, one file with its letters, and what its keepers do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import covers, policies
from ..enums import PLAN, Level
from ..forms.plan import DossierForm, NewDossierForm, PutForm
from ..operations import dossiers as operations
from ..operations.placing import letter_named
from ..queries import plan as queries

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Dossier


@require_GET
def dossiers(request: HttpRequest) -> HttpResponse:
    """The files whose title one may read."""
    text, every = request.GET.get("q", "").strip()[:200], request.GET.get("closed") == "1"
    rows = queries.listed(request.actor, timezone.now(), text=text, open_only=not every)
    context = {"rows": rows, "q": text, "every": every, "keeps": request.actor.may(PLAN)}
    return render(request, "letters/dossiers.html", context)


def dossier_or_404(request: HttpRequest, dossier_id: int) -> Dossier:
    rows = queries.dossiers(request.actor, timezone.now())  # type: ignore[attr-defined]
    row = rows.select_related("plan_class", "unit", "administration").filter(pk=dossier_id).first()
    if row is None:
        raise Http404
    return row


def units_kept(actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """The units whose files this actor keeps."""
    reached = organisations.reached(actor, (PLAN,))[PLAN]
    named = organisations.units_named(reached.units, now)
    named |= organisations.units_of(reached.administrations, now) if reached.administrations else {}
    return [(key, names.here) for key, names in named.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def open_(request: HttpRequest) -> HttpResponse:
    """A new file."""
    if not request.actor.may(PLAN):
        raise NotAllowed
    now = timezone.now()
    classes = queries.choices(queries.tree(queries.classes(request.actor, open_only=True)))
    units = units_kept(request.actor, now)
    form = NewDossierForm(
        request.POST or None, units=units, classes=classes, initial={"plan_class": request.GET.get("class", "")}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = operations.open_dossier(
                actor=request.actor,
                unit_id=said["unit"],
                plan_class_id=said["plan_class"],
                title=said["title"],
                level=Level(said["level"]),
                now=now,
            )
            return redirect("letters:dossier", row.pk)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "letters/dossier_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def dossier(request: HttpRequest, dossier_id: int) -> HttpResponse:
    return shown(request, dossier_or_404(request, dossier_id))


def shown(request: HttpRequest, row: Dossier, *, status: int = 200, **forms: Any) -> HttpResponse:
    now = timezone.now()
    keeps = policies.may_plan(request.actor, row.unit)  # type: ignore[attr-defined]
    units = organisations.units_named([row.unit_id], now)
    context = {
        "dossier": row,
        "country": row.administration.country,
        "unit_name": units[row.unit_id].here if row.unit_id in units else "",
        "letters": queries.letters_in(request.actor, row),  # type: ignore[attr-defined]
        "keeps": keeps,
        "put_form": PutForm(auto_id="put-%s"),
        "change_form": DossierForm(initial={"title": row.title, "level": row.level}, auto_id="change-%s"),
        **forms,
    }
    return render(request, "letters/dossier.html", context, status=status)


@require_POST
@idempotent
def change(request: HttpRequest, dossier_id: int) -> HttpResponse:
    row = dossier_or_404(request, dossier_id)
    form = DossierForm(request.POST, auto_id="change-%s")
    if not form.is_valid():
        return shown(request, row, status=422, change_form=form)
    said = form.cleaned_data
    operations.change_dossier(
        actor=request.actor, dossier_id=row.pk, title=said["title"], level=Level(said["level"]), now=timezone.now()
    )
    return redirect("letters:dossier", row.pk)


@require_POST
@idempotent
def close(request: HttpRequest, dossier_id: int) -> HttpResponse:
    row = dossier_or_404(request, dossier_id)
    operations.close_dossier(actor=request.actor, dossier_id=row.pk, now=timezone.now())
    return redirect("letters:dossier", row.pk)


@require_POST
@idempotent
def reopen(request: HttpRequest, dossier_id: int) -> HttpResponse:
    row = dossier_or_404(request, dossier_id)
    operations.reopen_dossier(actor=request.actor, dossier_id=row.pk, now=timezone.now())
    return redirect("letters:dossier", row.pk)


@require_POST
@idempotent
def put(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """A letter, by its reference, into the file."""
    row, form = dossier_or_404(request, dossier_id), PutForm(request.POST, auto_id="put-%s")
    if form.is_valid():
        try:
            letter = letter_named(request.actor, form.cleaned_data["reference"])
            operations.put_in_dossier(actor=request.actor, letter_id=letter.pk, dossier_id=row.pk, now=timezone.now())
            return redirect("letters:dossier", row.pk)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error("reference", str(refusal))
    return shown(request, row, status=422, put_form=form)


@require_POST
@idempotent
def take(request: HttpRequest, dossier_id: int, letter_id: int) -> HttpResponse:
    """A letter out of the file."""
    row = dossier_or_404(request, dossier_id)
    if not any(letter.pk == letter_id for letter in queries.letters_in(request.actor, row)):
        raise Http404
    operations.put_in_dossier(actor=request.actor, letter_id=letter_id, dossier_id=None, now=timezone.now())
    return redirect("letters:dossier", row.pk)


@require_GET
def cover(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """The sheet put on the paper file: its number, title, class, and the letters in it."""
    row = dossier_or_404(request, dossier_id)
    made = covers.cover(
        row,
        queries.letters_in(request.actor, row),
        trail=queries.trail(row.plan_class),
        language=get_language() or "ar",
        now=timezone.now(),
    )
    name = f"{row.code.replace('/', '-')}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
