"""Giving a letter: whom, what, by when; one page that works without JavaScript, searched as one types with it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from diwan.core.batches import api as batches
from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.readonly import reads_only
from diwan.kit.refusals import NotAllowed

from .. import policies, tree, works
from ..enums import ASIDE, DISPATCH, Verb
from ..forms.choice import ChoiceForm
from ..models import DistributionList
from ..operations import giving, keeping
from ..pace import days_end, pace_of, usual_due
from ..queries import choosing, proposals
from .shared import WITH, back_to, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter

    from ..models import Instruction

LARGEST = 500  # letters given at once


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def give(request: HttpRequest, letter_id: int) -> HttpResponse:
    row, now = shown(request, letter_id), timezone.now()
    parent = demand_giver(request.actor, row)
    form = form_of(request, row, now)
    if request.method != "POST":
        form.add(choosing.named(request.GET.getlist("key"), row.administration_id, now), Verb.PREPARE)
        add_list(request.actor, form, request.GET.get("list", ""), row, now)
        return render(request, "circulation/give.html", context(request, [row], parent, form, now))
    said: dict[str, Any] = {"asked": form.asked, "note": form.note, "parent_id": parent.pk if parent else None}
    giving.give(actor=request.actor, letter_id=row.pk, now=now, **said)
    return back_to(row.pk)


@require_POST
@reads_only
def choose(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The same page with a line more or less, a list opened, or what a search found."""
    row, now = shown(request, letter_id), timezone.now()
    parent, form = demand_giver(request.actor, row), form_of(request, row, now)
    change(request, form, row, now)
    return render(request, "circulation/give.html", context(request, [row], parent, form, now))


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def give_many(request: HttpRequest) -> HttpResponse:
    """Several letters to the same units: a long work with an answer for each."""
    rows, now = chosen(request), timezone.now()
    form = form_of(request, rows[0], now)
    if request.method != "POST":
        return render(request, "circulation/give.html", context(request, rows, None, form, now))
    if not form.lines:
        raise giving.NobodyNamed
    title = ngettext("Give %(count)s letter", "Give %(count)s letters", len(rows)) % {"count": len(rows)}
    batch = batches.start(
        actor=request.actor,
        kind=works.GIVE,
        title=title,
        language=get_language() or "ar",
        items=[(str(row.pk), label_of(row)) for row in rows],
        params=works.params_of(form.asked, form.note),
        administration_id=rows[0].administration_id,
        now=now,
    )
    return redirect("batches:batch", batch.pk)


@require_POST
@reads_only
def choose_many(request: HttpRequest) -> HttpResponse:
    rows, now = chosen(request), timezone.now()
    form = form_of(request, rows[0], now)
    change(request, form, rows[0], now)
    return render(request, "circulation/give.html", context(request, rows, None, form, now))


@require_POST
@idempotent
def save_choice(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Keep the choice as a distribution list of the unit one acts from, and go on with it. Dates belong to this
    letter, and stay with it."""
    row, now = shown(request, letter_id), timezone.now()
    demand_giver(request.actor, row)
    form, seat = form_of(request, row, now), next(iter(request.actor.seats))
    asked = [
        replace(asked, due_on=None, due_days=line.days) for asked, line in zip(form.asked, form.lines, strict=True)
    ]
    said = {"administration_id": row.administration_id, "unit_id": seat.unit_id, "asked": asked}
    kept = keeping.keep_list(actor=request.actor, name=request.POST.get("list_name", ""), now=now, **said)
    return redirect(f"{reverse('circulation:give', args=[row.pk])}?list={kept.pk}")


def demand_giver(actor: Actor, row: Letter) -> Instruction | None:
    """What is passed on; a refusal to whoever can neither pass on nor give."""
    parent = tree.parent_for(actor, row)
    if parent is None and not actor.may(DISPATCH):
        raise NotAllowed
    return parent


def chosen(request: HttpRequest) -> list[Letter]:
    """The letters named, as far as they may be read."""
    if not request.actor.may(DISPATCH) and not any(seat.is_head for seat in request.actor.seats):
        raise NotAllowed
    data = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in data.getlist("letter") if key.isdecimal() and len(key) < 18][:LARGEST]
    if not keys:
        raise batches.NothingChosen
    rows = letters.Letter.objects.visible_to(request.actor).filter(pk__in=keys).select_related(*WITH)
    found = list(rows.order_by("pk"))
    if not found:
        raise Http404
    return found


def form_of(request: HttpRequest, row: Letter, now: datetime) -> ChoiceForm:
    days, usual = usual_due(row, pace_of(row.administration_id), now)
    ends = partial(days_end, row, now=now)
    return ChoiceForm.read(request.POST, row.administration_id, now, usual=usual, days=days, ends=ends)


def change(request: HttpRequest, form: ChoiceForm, row: Letter, now: datetime) -> None:
    """What the button pressed does to the choice."""
    said = request.POST
    for button, verb in (("add", Verb.PREPARE), ("opinion", Verb.OPINION), ("copy", Verb.INFORM)):
        keys = said.getlist(button)
        leads = keys if verb not in ASIDE and not form.lines else ()
        form.add(choosing.named(keys, row.administration_id, now), verb, leads)
    for key in said.getlist("drop"):
        form.drop(key)
    if "use" in said:
        add_list(request.actor, form, said.get("list", ""), row, now)


def add_list(actor: Actor, form: ChoiceForm, number: str, row: Letter, now: datetime) -> None:
    """All the lines of a distribution list, in one choice."""
    if number.isdecimal() and len(number) < 18:
        kept = DistributionList.objects.visible_to(actor).filter(pk=int(number)).first()
        form.add_entries(kept.entries.all() if kept else (), row.administration_id, now)


def context(
    request: HttpRequest, rows: Sequence[Letter], parent: Instruction | None, form: ChoiceForm, now: datetime
) -> dict[str, Any]:
    row, actor, text = rows[0], request.actor, request.POST.get("q", "")[:100]
    single = len(rows) == 1 and "letter_id" in request.resolver_match.kwargs  # type: ignore[union-attr]
    units = [line.choice.unit for line in form.lines]
    form.keep_aside(choosing.beside(actor, row.administration_id, units, now, parent))
    consult = policies.may_consult(actor, row)
    return {
        "letter": row,
        "letters": rows,
        "single": single,
        "parent": parent,
        "form": form,
        "verbs": Verb.choices,
        "asides": [(verb.value, verb.label) for verb in ASIDE],
        "q": text,
        "found": choosing.found(actor, row, text, now, parent=parent, consult=consult, taken=form.keys),
        "lists": choosing.lists_for(actor, row.administration_id),
        "proposals": proposals.proposals(actor, row, now) if single and not form.lines else [],
        "country": row.administration.country,
        "already": tree.tree(actor, row, now) if single else None,
    }


def label_of(row: Letter) -> str:
    return f"{row.reference} · {row.subject}" if row.level == letters.Level.ORDINARY else row.reference
