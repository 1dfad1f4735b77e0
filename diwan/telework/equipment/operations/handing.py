"""Items change hands by a slip that both sides sign: one signature each, however many items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.acts import api as acts

from .. import papers, policies
from ..enums import Condition, Kind, SlipState, State, Step, Way
from ..events import SlipSigned
from ..models import DueReturn, Item, Need, Photo, Slip, SlipLine
from .shared import NotNow, locked, move, note, remember

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

PHOTOS = "equipment.photo"


class NothingChosen(Refusal):
    message = _("Choose at least one item.")
    status = 422


class OnAnotherSlip(Refusal):
    message = _("“%(item)s” is on another slip that waits for signatures.")
    advice = _("Wait for it, or withdraw it.")


class NotTheirs(Refusal):
    message = _("“%(item)s” is not with this person. Nothing was changed.")


class PersonElsewhere(Refusal):
    message = _("This person is not of the administration, or their account is closed.")
    advice = _("What somebody who left still holds is taken back by a return that the desk signs alone.")
    status = 422


class OwnDesk(Refusal):
    message = _("Nobody hands equipment to themselves.")
    advice = _("Ask a colleague of the desk to make the slip.")


class AlreadySigned(Refusal):
    message = _("This slip is over: %(state)s. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Line:
    item_id: int
    condition: str = Condition.GOOD
    remark: str = ""


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    person_id: int,
    lines: Sequence[Line],
    note_text: str = "",
    photos: Sequence[int] = (),
    agreement_id: int | None = None,
    now: datetime,
) -> Slip:
    """Offer items to an employee: the desk signs, then they accept under proof. Until then nothing has changed hands.

    Raises:
        NotAllowed, NothingChosen, NotNow, OnAnotherSlip, PersonElsewhere, OwnDesk; what `acts.prepare` raises
    """
    items = chosen(actor, lines)
    if person_id == actor.person_id:
        raise OwnDesk
    for item in items:
        if item.state != State.STORED:
            raise NotNow(item=str(item), state=item.get_state_display())
    home = items[0].administration_id
    if not get_user_model().objects.filter(pk=person_id, administration=home, is_active=True).exists():
        raise PersonElsewhere
    slip = Slip(way=Way.OUT, person_id=person_id, agreement=agreement_id, note=note_text)
    return offered(slip, items, lines, photos, actor, now)


@transaction.atomic
def take_back(
    *,
    actor: Actor,
    person_id: int,
    lines: Sequence[Line],
    note_text: str = "",
    alone: str = "",
    photos: Sequence[int] = (),
    now: datetime,
) -> Slip:
    """Take items back: the employee signs that they gave them, the desk that it has them. `alone` says why the desk
    signs by itself (the person left). What is not given back is lost, what is damaged goes to repair.

    Raises:
        NotAllowed, NothingChosen, NotTheirs, OnAnotherSlip, OwnDesk; what `acts.prepare` raises
    """
    items = chosen(actor, lines)
    if person_id == actor.person_id:
        raise OwnDesk
    for item in items:
        if item.holder_id != person_id:
            raise NotTheirs(item=str(item))
    slip = Slip(way=Way.BACK, person_id=person_id, note=note_text, alone=alone)
    return offered(slip, items, lines, photos, actor, now)


@transaction.atomic
def withdraw(*, actor: Actor, slip_id: int, reason: str, now: datetime) -> Slip:
    """The desk takes a slip back that nobody has signed yet.

    Raises:
        NotAllowed, AlreadySigned; what `acts.withdraw` raises
    """
    slip = Slip.objects.select_related("unit").select_for_update(of=("self",), no_key=True).get(pk=slip_id)
    if not policies.may_keep(actor, slip.unit):
        raise NotAllowed
    if slip.state != SlipState.SIGNING:
        raise AlreadySigned(state=slip.get_state_display())
    acts.withdraw(actor=actor, act_id=slip.act or 0, reason=reason, now=now)
    over(slip, SlipState.WITHDRAWN, reason, now)
    note(slip.administration_id, "withdrawn", slip.subject_key, actor, now)
    return slip


@transaction.atomic
def slip_signed(*, actor: Actor, act_id: int, reference: str, now: datetime) -> Slip | None:
    """Both sides have signed: the items change hands. None when this was noted before."""
    slip = Slip.objects.select_for_update(no_key=True).filter(act=act_id, state=SlipState.SIGNING).first()
    if slip is None:
        return None
    lines = {line.item_id: line for line in slip.lines.all()}  # type: ignore[attr-defined]
    for item in locked(lines):
        if slip.way == Way.OUT:
            move(item, State.OUT, holder_id=slip.person_id, now=now)
            step = Step.HANDED
        else:
            step = given_back(item, lines[item.pk].condition, now)
        remember(item, step, actor, now, person_id=slip.person_id, slip=slip, note=lines[item.pk].remark)
    slip.reference = reference
    over(slip, SlipState.SIGNED, "", now)
    if slip.way == Way.OUT:
        kinds = Item.objects.filter(pk__in=lines).values_list("kind", flat=True)
        Need.objects.filter(person=slip.person_id, kind__in=list(kinds), met_at=None).update(met_at=now)
    elif not Item.objects.filter(holder=slip.person_id).exists():
        DueReturn.objects.filter(person=slip.person_id, closed_at=None).update(closed_at=now)
    facts.tell(
        SlipSigned(
            slip_id=slip.pk, person_id=slip.person_id, administration_id=slip.administration_id, way=str(slip.way)
        )
    )
    note(slip.administration_id, "signed", slip.subject_key, actor, now, reference=reference, items=len(lines))
    return slip


@transaction.atomic
def slip_refused(*, act_id: int, reason: str, now: datetime) -> Slip | None:
    """A side refused: nothing changes hands. None when this was noted before."""
    slip = Slip.objects.select_for_update(no_key=True).filter(act=act_id, state=SlipState.SIGNING).first()
    if slip is not None:
        over(slip, SlipState.REFUSED, reason[:500] or "—", now)
    return slip


@transaction.atomic
def need(*, actor: Actor, person_id: int, unit: Any, kinds: Sequence[str], now: datetime) -> int:
    """Say what somebody needs before they begin: exactly these kinds from now on. How many wait.

    Raises:
        NotAllowed, PersonElsewhere
    """
    if not policies.may_keep(actor, unit):
        raise NotAllowed
    people = get_user_model().objects.filter(pk=person_id, administration=unit.administration_id, is_active=True)
    if not people.exists():
        raise PersonElsewhere
    rows = Need.objects.filter(person=person_id, met_at=None)
    rows.exclude(kind__in=kinds).delete()
    held = set(Item.objects.filter(holder=person_id, state=State.OUT).values_list("kind", flat=True))
    for kind in set(kinds) - set(rows.values_list("kind", flat=True)) - held:
        Need.objects.create(
            administration_id=unit.administration_id,
            unit_id=unit.pk,
            person_id=person_id,
            kind=Kind(kind),
            noted_by_id=actor.person_id,
            noted_at=now,
        )
    note(unit.administration_id, "needed", f"accounts.user:{person_id}", actor, now, kinds=sorted(kinds))
    return rows.count()


# --- inside ----------------------------------------------------------------------------------------------------------


def chosen(actor: Actor, lines: Sequence[Line]) -> list[Item]:
    """The items of a slip, locked; all are kept by this desk, of one administration, and on no other slip."""
    if not lines:
        raise NothingChosen
    items = locked([line.item_id for line in lines])
    if not items or any(not policies.may_keep(actor, item.unit) for item in items):
        raise NotAllowed
    if len({item.administration_id for item in items}) != 1:
        raise NotAllowed
    busy = SlipLine.objects.filter(item__in=items, live=True).select_related("item").first()
    if busy is not None:
        raise OnAnotherSlip(item=str(busy.item))
    return items


def offered(
    slip: Slip, items: Sequence[Item], lines: Sequence[Line], photos: Sequence[int], actor: Actor, now: datetime
) -> Slip:
    slip.administration_id, slip.unit_id = items[0].administration_id, items[0].unit_id
    slip.made_by_id, slip.made_at = actor.person_id, now
    slip.save()
    said = {line.item_id: line for line in lines}
    SlipLine.objects.bulk_create(
        SlipLine(slip=slip, item=item, condition=Condition(said[item.pk].condition), remark=said[item.pk].remark[:300])
        for item in items
    )
    files.claim_all(list(photos), purpose=PHOTOS, subject=slip.subject_key, now=now)
    Photo.objects.bulk_create(Photo(slip=slip, file_id=key) for key in dict.fromkeys(photos))
    act = acts.prepare(
        actor=actor,
        kind=papers.KINDS[Way(slip.way)],
        unit_id=slip.unit_id,
        subject=slip.subject_key,
        title=papers.title_of(slip),
        content=papers.content_of(slip, now),
        signers=signers(slip),
        person_id=slip.person_id,
        now=now,
    )
    slip.act = act.pk
    slip.save(update_fields=["act"])
    note(slip.administration_id, "offered", slip.subject_key, actor, now, way=str(slip.way), items=len(items))
    return slip


def signers(slip: Slip) -> list[acts.Signer]:
    """Who gives signs first, who receives signs last."""
    desk, employee = acts.Signer(person_id=slip.made_by_id), acts.Signer(person_id=slip.person_id)
    if slip.way == Way.OUT:
        return [desk, employee]
    return [desk] if slip.alone else [employee, desk]


def given_back(item: Item, condition: str, now: datetime) -> Step:
    """Where an item goes when it is taken back. What was lost meanwhile stays lost, unless it is here after all."""
    if condition == Condition.MISSING:
        if item.state != State.LOST:
            move(item, State.LOST, now=now)
        item.holder, item.since = None, None  # the return settles it: nobody is asked for it any more
        item.save(update_fields=["holder", "since"])
        return Step.LOST
    if item.state == State.LOST:
        move(item, State.STORED, now=now)
    else:
        move(item, State.REPAIR if condition == Condition.DAMAGED else State.STORED, now=now)
    return Step.RETURNED


def over(slip: Slip, state: SlipState, reason: str, now: datetime) -> None:
    slip.state, slip.reason, slip.ended_at = state, reason, now
    slip.save(update_fields=["state", "reason", "ended_at", "reference"])
    SlipLine.objects.filter(slip=slip).update(live=False)
