"""The form that enters a letter in a register: what is on the desk, whom it is from, what it belongs with."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from ..enums import REGISTER, Kind, Level, Medium, PartyRole, Priority
from ..forms import registering as forms
from ..models import Letter
from ..operations import registering
from ..operations.placing import NoSuchLetter
from ..queries import directory, plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor, OfficeCard

STAYS = ("kind", "office", "medium")  # what the next letter has in common with this one


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=files.receive)
def new(request: HttpRequest) -> HttpResponse:
    """The form; on success, the letter with its number."""
    now, actor = timezone.now(), request.actor
    if not actor.may(REGISTER):
        raise NotAllowed
    offices = organisations.offices_within(actor, REGISTER, now, open_only=True)
    if not offices:
        return render(request, "letters/register.html", status=422 if request.method == "POST" else 200)
    kind = kind_asked(request)
    form = form_for(request, kind, offices, now)
    parties, links = formsets(request, kind)
    same: list[Letter] = []
    if request.method == "POST":
        letter = registered(request, kind, form, parties, links, same, now)
        if letter is not None:
            return done(request, letter, form.cleaned_data)
    for name, refusal in getattr(request, "problems", []):
        form.add_error(None, _("%(name)s: %(refusal)s") % {"name": name, "refusal": refusal})
    context = {
        "kind": kind,
        "kinds": Kind.choices,
        "form": form,
        "parties": parties,
        "links": links,
        "same": same,
        "kept": [(files.ticket(piece), piece) for piece in getattr(request, "received", [])],
    }
    status = 422 if form.errors or not parties_valid(parties) or same else 200
    return render(request, "letters/register.html", context, status=status)


def kind_asked(request: HttpRequest) -> Kind:
    text = request.POST.get("kind") or request.GET.get("kind") or ""
    return Kind(text) if text in Kind.values else Kind.INCOMING


def form_for(request: HttpRequest, kind: Kind, offices: Sequence[OfficeCard], now: datetime) -> forms.RegisterForm:
    """The form with what may be chosen at the office at hand."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = request.POST.get("office") or request.GET.get("office") or ""
    office = next((o for o in offices if str(o.id) == asked), offices[0])
    waiting = registers.reserved_at([office.id]).filter(book__kind=kind)
    rows = plan.classes(actor, administration_id=office.administration_id, open_only=True)
    opened = plan.dossiers(actor, now).filter(administration=office.administration_id, closed_on=None)
    choices = {
        "office": [(o.id, f"{o.code} · {o.names.here}") for o in offices],
        "reserved": [(entry.pk, entry.reference) for entry in waiting],
        "plan_class": plan.choices(plan.tree(rows)),
        "dossier": [(row.pk, str(row)) for row in opened.order_by("-opened_on")[:500]],
    }
    initial = {name: request.GET[name] for name in STAYS if name in request.GET}
    today = calendars.local_day(now, office.country)
    medium = Medium.INTERNAL if kind == Kind.INTERNAL else Medium.PAPER
    return forms.RegisterForm(
        request.POST or None,
        kind=kind,
        choices=choices,
        initial={"office": office.id, "received_on": today, "dated_on": today, "medium": medium, **initial},
    )


def formsets(request: HttpRequest, kind: Kind) -> tuple[Any, Any]:
    if request.method == "POST":
        return forms.PartyFormSet(request.POST, prefix="parties"), forms.LinkFormSet(request.POST, prefix="links")
    roles = [{"role": role} for role in forms.ROLES[kind]]
    answered = request.GET.get("answers", "")
    return (
        forms.PartyFormSet(prefix="parties", initial=roles),
        forms.LinkFormSet(prefix="links", initial=[{"kind": "answers", "reference": answered}]),
    )


def parties_valid(parties: Any) -> bool:
    return not parties.is_bound or parties.is_valid()


def registered(
    request: HttpRequest,
    kind: Kind,
    form: forms.RegisterForm,
    parties: Any,
    links: Any,
    same: list[Letter],
    now: datetime,
) -> Letter | None:
    """The letter; None when something is wrong, which the form then says. `same` gets what it may be a double of."""
    valid = [form.is_valid(), parties.is_valid(), links.is_valid()]
    if not all(valid) or request.problems:  # type: ignore[attr-defined]
        return None
    said, actor = form.cleaned_data, request.actor  # type: ignore[attr-defined]
    people = forms.correspondents(parties)
    if kind == Kind.INCOMING and not said["sure"]:
        sender = next((party.name for party in people if party.role == PartyRole.SENDER), "")
        same += directory.same_reference(actor, said["office"], said["their_reference"], sender)
        if same:
            return None
    try:
        return registering.register(
            actor=actor,
            office_id=said["office"],
            kind=kind,
            letter=new_letter(said, people),
            pieces=[piece.pk for piece in request.received],  # type: ignore[attr-defined]
            reserved=said["reserved"],
            links=forms.links_of(links),
            now=now,
        )
    except NotAllowed:
        raise
    except (registering.NoCorrespondent, NoSuchLetter, Refusal) as refusal:
        form.add_error(None, str(refusal))
        return None


def new_letter(said: dict[str, Any], people: tuple[registering.Correspondent, ...]) -> registering.NewLetter:
    """Form data in the words of the operation."""
    due = said["due_on"]
    return registering.NewLetter(
        parties=people,
        medium=Medium(said["medium"]),
        level=Level(said["level"]),
        priority=Priority(said["priority"]),
        received_on=said.get("received_on"),
        their_reference=said.get("their_reference", ""),
        due_kind=said["due_kind"] if due else "",
        **{
            name: said[name]
            for name in ("subject", "language", "dated_on", "plan_class", "dossier", "due_on", "kept_at")
        },
    )


def done(request: HttpRequest, letter: Letter, said: dict[str, Any]) -> HttpResponse:
    """The letter with its number; the form again for whoever may not open what they have just numbered."""
    messages.success(request, _("Registered under the number %(reference)s.") % {"reference": letter.reference})
    seen = Letter.objects.visible_to(request.actor).filter(pk=letter.pk).exists()  # type: ignore[attr-defined]
    if request.POST.get("next") == "new" or not seen:
        stays = f"?kind={letter.kind}&office={said['office']}&medium={said['medium']}"
        return redirect(reverse("letters:register") + stays)
    return redirect("letters:letter", letter.pk)
