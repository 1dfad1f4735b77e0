"""The minutes: written from the agenda by several hands, sent to be signed, sealed for ever.

What each writer began from travels with what they send (`base`, a fingerprint), so that two who write at once are told
where they differ, and nothing of either is lost.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.acts import api as acts

from .. import papers, policies
from ..enums import MINUTES, WRITTEN, State
from ..events import MinutesSigned
from ..models import AgendaItem, Decision, Meeting, Participant
from .shared import locked, move, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class Differs(Refusal):
    """Somebody else wrote the same point meanwhile. `found` says what stands there now, by field."""

    message = _("Somebody else wrote here meanwhile. Nothing of yours was lost, and nothing was saved yet.")
    advice = _("Compare both texts, keep what is right, then save again.")
    status = 422

    def __init__(self, found: dict[str, str]) -> None:
        super().__init__()
        self.found = found


class NothingWritten(Refusal):
    message = _("The minutes are empty: write at least what was said on one point.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    text: str
    person_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a writer sends of one point. `base` is the fingerprint of the text they began from; None writes over.
    `votes` are for, against and abstained."""

    item_id: int
    said: str
    base: str | None = None
    votes: tuple[int | None, int | None, int | None] = (None, None, None)
    decisions: Sequence[NewDecision] = ()
    dropped: Sequence[int] = ()


def fingerprint(text: str) -> str:
    """Of a text as forms send it: lines end in one way only."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def write_minutes(
    *,
    actor: Actor,
    meeting_id: int,
    written: Sequence[Written],
    conclusion: str = "",
    base: str | None = None,
    now: datetime,
) -> Meeting:
    """Save what one writer has.

    Raises:
        NotAllowed, WrongMoment, MinutesSealed
        Differs: the same point was changed by somebody else, differently.
    """
    meeting = locked(meeting_id, among=WRITTEN)
    if not policies.may_write(actor, meeting):
        raise NotAllowed
    items = {item.pk: item for item in AgendaItem.objects.select_for_update().filter(meeting=meeting)}
    clashes: dict[str, str] = {}
    for one in written:
        item = items.get(one.item_id)
        if item is None:
            continue
        merged = settle(item.said, one.said, one.base)
        if merged is None:
            clashes[f"said-{item.pk}"] = item.said
            continue
        item.said = merged
        item.votes_for, item.votes_against, item.votes_blank = one.votes
        item.save()
    merged = settle(meeting.conclusion, conclusion, base)
    if merged is None:
        clashes["conclusion"] = meeting.conclusion
    if clashes:
        raise Differs(clashes)
    meeting.conclusion = merged or ""
    meeting.save(update_fields=["conclusion"])
    _decide(meeting, written, items)
    note(meeting, "minutes_written", actor, now)
    return meeting


def settle(there: str, mine: str, base: str | None) -> str | None:
    """What stands after somebody who began from `base` sends `mine` over `there`; None where both changed it."""
    mine, there = plain(mine), plain(there)
    if base is None or mine == there or fingerprint(there) == base:
        return mine
    return there if fingerprint(mine) == base else None


def _decide(meeting: Meeting, written: Sequence[Written], items: dict[int, AgendaItem]) -> None:
    invited = set(Participant.objects.filter(meeting=meeting, person__isnull=False).values_list("person_id", flat=True))
    for one in written:
        if one.item_id not in items:
            continue
        Decision.objects.filter(item=one.item_id, pk__in=one.dropped, task=None).delete()
        for new in one.decisions:
            person = new.person_id if new.person_id in invited else None
            Decision.objects.get_or_create(
                item=items[one.item_id], text=new.text, person_id=person, defaults={"due_on": new.due_on}
            )


@transaction.atomic
def send_minutes(*, actor: Actor, meeting_id: int, now: datetime) -> Meeting:
    """The minutes become an act that the secretary and then the chair sign.

    Raises:
        NotAllowed, WrongMoment, MinutesSealed, NothingWritten; what `acts.prepare` raises
    """
    meeting = locked(meeting_id, among=(State.CLOSED,))
    if not policies.may_write(actor, meeting):
        raise NotAllowed
    if not any(item.said or item.decisions.exists() for item in meeting.items.all()):  # type: ignore[attr-defined]
        raise NothingWritten
    move(meeting, State.SIGNING)
    signers = list(dict.fromkeys((meeting.secretary_id, meeting.chair_id)))
    act = acts.prepare(
        actor=actor,
        kind=MINUTES,
        unit_id=meeting.unit_id,
        subject=meeting.subject_key,
        title=papers.title_of(meeting),
        content=papers.content_of(meeting),
        signers=[acts.Signer(person_id=person) for person in signers],
        now=now,
    )
    meeting.act, meeting.refusal = act.pk, ""
    meeting.save(update_fields=["state", "act", "refusal"])
    note(meeting, "minutes_sent", actor, now, act=act.pk)
    return meeting


@transaction.atomic
def minutes_signed(*, actor: Actor, act_id: int, reference: str, now: datetime) -> Meeting | None:
    """All have signed: nothing changes any more. None when this was noted before."""
    meeting = Meeting.objects.select_for_update(no_key=True).filter(act=act_id, state=State.SIGNING).first()
    if meeting is None:
        return None
    move(meeting, State.SIGNED)
    meeting.reference, meeting.signed_at = reference, now
    meeting.save(update_fields=["state", "reference", "signed_at"])
    note(meeting, "minutes_signed", actor, now, act=act_id, reference=reference)
    facts.tell(MinutesSigned(meeting_id=meeting.pk, administration_id=meeting.administration_id, reference=reference))
    return meeting


@transaction.atomic
def minutes_returned(*, act_id: int, reason: str, now: datetime) -> Meeting | None:
    """A signer refused: the minutes may be written again. None when this was noted before."""
    rows = Meeting.objects.select_related("administration").select_for_update(of=("self",), no_key=True)
    meeting = rows.filter(act=act_id, state=State.SIGNING).first()
    if meeting is None:
        return None
    move(meeting, State.CLOSED)
    meeting.refusal = reason[:500]
    meeting.save(update_fields=["state", "refusal"])
    return meeting


@transaction.atomic
def tasks_from(*, meeting_id: int, set_task: Any, now: datetime) -> list[Decision]:
    """Decisions with somebody in charge and a date become tasks, once each; those that became one now.

    `set_task(decision)` makes it and returns its key, or None where no task may be set for that person.
    """
    rows = Decision.objects.select_for_update(of=("self",)).select_related("item__meeting")
    made = []
    for decision in rows.filter(item__meeting=meeting_id, task=None, person__isnull=False, due_on__isnull=False):
        task = set_task(decision)
        if task is not None:
            decision.task = task
            decision.save(update_fields=["task"])
            made.append(decision)
    return made
