"""A letter is begun, and what stands around its text is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import showing
from ..enums import Layout
from ..forms.writing import BeginForm, DescribeForm
from ..models import Formula, Template
from ..operations import beginning
from ..operations import particulars as operations
from ..panels import asked_of
from ..queries.addressing import known_names, resolved, same_as
from .showing import written

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..forms.writing import AddressForm


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """Begin a letter, or the reply to one (`answers`)."""
    actor, now = request.actor, timezone.now()
    if not letters.acting_seats(actor):
        raise NotAllowed
    answered = answered_letter(request)
    offered = offers(actor, answered)
    form = BeginForm(request.POST or None, choices=offered, initial=first_words(actor, answered, offered))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        layout = said["layout"] or layout_of(said["template"])
        draft = beginning.begin(
            actor=actor,
            post_id=said["post"],
            beginning=beginning.Beginning(
                kind=said["kind"],
                subject=said["subject"],
                addressees=addressees(form, post_administration(actor, said["post"]), answered, now),
                layout=layout,
                template=said["template"],
                formula=said["formula"],
                answers=answered.pk if answered else None,
                instruction=said["instruction"] if answered else None,
                level=said["level"],
            ),
            now=now,
        )
        return redirect("drafting:draft", draft.pk)
    context = {
        "form": form,
        "answered": answered,
        "known": known_names({seat.administration_id for seat in letters.acting_seats(actor)}, now),
    }
    return render(request, "drafting/new.html", context, status=422 if form.errors else 200)


def answered_letter(request: HttpRequest) -> letters.Letter | None:
    """The letter a reply is begun to; to who may not read it, it does not exist."""
    given = request.POST.get("answers") or request.GET.get("answers", "")
    if not given.isdigit() or len(given) > 18:
        return None
    rows = letters.Letter.objects.visible_to(request.actor).select_related("administration")
    found = rows.filter(pk=int(given)).first()
    if found is None:
        raise Http404
    return found


def offers(actor: Actor, answered: letters.Letter | None) -> dict[str, list]:
    """What each list of the form offers."""
    seats = letters.acting_seats(actor)
    if answered:
        seats = [seat for seat in seats if seat.administration_id == answered.administration_id] or seats
    templates: dict[int, str] = {}
    for seat in seats:
        rows = Template.objects.offered_to(seat.unit_path, seat.administration_id)
        templates |= {row.pk: f"{row.names.here} · {row.get_kind_display()}" for row in rows}
    formulae = Formula.objects.filter(administration__in={s.administration_id for s in seats}, retired_at=None)
    asked = asked_of(actor, answered) if answered else []
    return {
        "post": [(seat.post_id, f"{seat.title.here} · {seat.unit_name}") for seat in seats],
        "template": [("", _("An empty letter")), *templates.items()],
        "formula": [("", _("Without a formula")), *((row.pk, row.names.here) for row in formulae)],
        "instruction": [(one.pk, f"{one.get_verb_display()} · {one.text[:80]}") for one in asked],
    }


def first_words(actor: Actor, answered: letters.Letter | None, offered: dict[str, list]) -> dict[str, Any]:
    """A reply goes to the sender, about the same subject."""
    words: dict[str, Any] = {"post": offered["post"][0][0] if offered["post"] else None}
    if answered is None:
        return words
    sender = answered.parties.filter(role=letters.PartyRole.SENDER).first()
    internal = answered.kind == letters.Kind.INTERNAL
    words |= {
        "answers": answered.pk,
        "subject": answered.subject,
        "kind": letters.Kind.INTERNAL if internal else letters.Kind.OUTGOING,
        "addressee": sender.name if sender else answered.correspondent,
        "title": sender.title if sender else "",
        "level": answered.level,
    }
    if offered["instruction"]:
        words["instruction"] = offered["instruction"][0][0]
    return words


def layout_of(template_id: int | None) -> Layout:
    template = Template.objects.filter(pk=template_id).first() if template_id else None
    last = template.versions.first() if template else None
    return Layout(last.layout) if last else Layout.ARABIC


def post_administration(actor: Actor, post_id: int) -> int:
    seat = letters.seat_at(actor, post_id)
    if seat is None:
        raise NotAllowed
    return seat.administration_id


def addressees(
    form: AddressForm, administration_id: int, answered: letters.Letter | None, now: datetime
) -> tuple[letters.Correspondent, ...]:
    """Who the form names: the sender of the letter answered keeps the addresses it came with."""
    role = letters.PartyRole
    wanted = [(form.cleaned_data["addressee"].strip(), form.cleaned_data["title"].strip(), role.ADDRESSEE)]
    wanted += [(name, "", role.ADDRESSEE) for name in form.names("others")]
    wanted += [(name, "", role.COPY) for name in form.names("copies")]
    known = resolved([name for name, _title, _role in wanted], administration_id, now)
    return tuple(
        same_as(answered, name, title, kind) or known[name](name, title, kind) for name, title, kind in wanted if name
    )


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def particulars(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Who it goes to, the formula, the languages, who is to sign."""
    draft, now = written(request, draft_id), timezone.now()
    formulae = operations.formulae_of(draft)
    offered = {
        "formula": [("", _("Without a formula")), *((row.pk, row.names.here) for row in formulae)],
        "signatory": [("", _("Whoever may sign")), *showing.signatories(draft, now)],
    }
    form = DescribeForm(request.POST or None, choices=offered, initial=standing_particulars(draft))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        operations.describe(
            actor=request.actor,
            draft_id=draft.pk,
            said=operations.Particulars(
                addressees=addressees(form, draft.letter.administration_id, draft.answers, now),
                layout=said["layout"],
                formula=said["formula"],
                signatory=said["signatory"],
                level=said["level"],
            ),
            now=now,
        )
        return redirect("drafting:draft", draft.pk)
    known = known_names({draft.letter.administration_id}, now)
    context = {"form": form, "draft": draft, "letter": draft.letter, "known": known}
    return render(request, "drafting/particulars.html", context, status=422 if form.errors else 200)


def standing_particulars(draft: Any) -> dict[str, Any]:
    parties = list(draft.letter.parties.all())
    to = [party for party in parties if party.role == letters.PartyRole.ADDRESSEE]
    return {
        "addressee": to[0].name if to else "",
        "title": to[0].title if to else "",
        "others": "\n".join(party.name for party in to[1:]),
        "copies": "\n".join(party.name for party in parties if party.role == letters.PartyRole.COPY),
        "layout": draft.layout,
        "formula": draft.formula_id,
        "signatory": draft.signatory_id,
        "level": draft.letter.level,
    }
