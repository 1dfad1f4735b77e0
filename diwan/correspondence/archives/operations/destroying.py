"""Destruction: proposed by one, approved by another, carried out line by line, certified under seal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIST_TRANSITIONS, ItemState, ListState
from ..events import DestructionDone
from ..models import CERTIFICATE, DestructionItem, DestructionList
from ..queries import due
from .scheduling import demand, record

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NothingDue(Refusal):
    message = _("Nothing has reached the end of its time. No list was made.")


class ListSettled(Refusal):
    message = _("This list is now: %(state)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


class HeldMeanwhile(Refusal):
    message = _("It is held: %(name)s. It was left as it is.")


def propose(
    *, actor: Actor, administration_id: int, note: str = "", only: Collection[str] | None = None, now: datetime
) -> DestructionList:
    """List what the schedule says to destroy today: all of it, or those chosen (`dossier:3`, `letter:7`).

    Raises:
        NotAllowed, NothingDue
    """
    with acknowledged():
        demand(actor, administration_id)
        country = organisations.root_unit(administration_id).administration.country
        found = due.destroyable(administration_id, calendars.local_day(now, country))
        chosen = [one for one in found if only is None or key(one) in only]
        if not chosen:
            raise NothingDue
        row = DestructionList.objects.create(
            administration_id=administration_id,
            reference=uuid4().hex,  # its own comes from its key
            note=note.strip(),
            proposed_at=now,
            proposed_by_id=actor.person_id,
        )
        row.reference = named(row, now)
        row.save(update_fields=["reference"])
        DestructionItem.objects.bulk_create(
            DestructionItem(
                listing=row,
                dossier_id=one.dossier_id,
                letter_id=one.letter_id,
                name=one.name[:300],
                rule=f"{one.rule.plan_class.code}: {one.rule.years} ({one.rule.source})",
                closed_on=one.closed_on,
                over_on=one.over_on,
                letters=one.letters,
            )
            for one in chosen
        )
        record(administration_id, "archives.proposed", f"list:{row.pk}", actor, now, lines=len(chosen))
        return row


def spare(*, actor: Actor, item_id: int, reason: str, now: datetime) -> DestructionItem:
    """Leave a line out, as long as the list is not carried out; whoever keeps or approves may.

    Raises:
        letters.ReasonMissing, NotAllowed, ListSettled
    """
    if not reason.strip():
        raise letters.ReasonMissing
    with acknowledged():
        list_id = DestructionItem.objects.values_list("listing_id", flat=True).get(pk=item_id)
        one = locked(list_id)
        if not (policies.may_keep(actor, one.administration_id) or policies.may_approve(actor, one)):
            raise NotAllowed
        if one.state != ListState.PROPOSED:
            raise ListSettled(state=one.get_state_display())
        row = DestructionItem.objects.get(pk=item_id)
        row.state, row.reason = ItemState.SPARED, reason.strip()
        row.save(update_fields=["state", "reason"])
        record(one.administration_id, "archives.spared", f"item:{row.pk}", actor, now)
        return row


def approve(*, actor: Actor, list_id: int, now: datetime) -> DestructionList:
    """Approve a list somebody else proposed: from here on it may be carried out.

    Raises:
        NotAllowed, ListSettled
    """
    return _decide(actor, list_id, ListState.APPROVED, "", now)


def refuse(*, actor: Actor, list_id: int, reason: str, now: datetime) -> DestructionList:
    """Refuse a list: its lines may be listed again later.

    Raises:
        letters.ReasonMissing, NotAllowed, ListSettled
    """
    if not reason.strip():
        raise letters.ReasonMissing
    return _decide(actor, list_id, ListState.REFUSED, reason.strip(), now)


def _decide(actor: Actor, list_id: int, state: ListState, reason: str, now: datetime) -> DestructionList:
    with acknowledged():
        row = locked(list_id)
        if not policies.may_approve(actor, row):
            raise NotAllowed
        move(row, state)
        row.decided_at, row.decided_by_id, row.reason = now, actor.person_id, reason
        row.save(update_fields=["state", "decided_at", "decided_by", "reason"])
        if state == ListState.REFUSED:
            DestructionItem.objects.filter(listing=row, state=ItemState.LISTED).update(
                state=ItemState.SPARED, reason=reason[:300]
            )
        record(row.administration_id, f"archives.{state.value}", f"list:{row.pk}", actor, now)
        return row


def destroy(*, actor: Actor, item_id: int, now: datetime) -> None:
    """Carry out one line of an approved list: its letters are erased, all or none. Twice does no harm.

    Raises:
        NotAllowed, ListSettled
        HeldMeanwhile: a hold was placed since the list was made.
        letters.NotNow: a letter of the file was opened again.
    """
    with acknowledged():
        list_id = DestructionItem.objects.values_list("listing_id", flat=True).get(pk=item_id)
        one = locked(list_id)
        demand(actor, one.administration_id)
        if one.state != ListState.APPROVED:
            raise ListSettled(state=one.get_state_display())
        row = DestructionItem.objects.select_for_update(no_key=True).get(pk=item_id)
        if row.state != ItemState.LISTED:
            return
        if due.is_held(dossier_id=row.dossier_id, letter_id=row.letter_id):
            raise HeldMeanwhile(name=row.name)
        ids = [row.letter_id] if row.letter_id else letter_ids(row.dossier_id)
        gone: list[str] = []
        for letter_id in ids:
            if letter_id is not None:
                letter = letters.locked(letter_id)
                gone += letters.erase(letter=letter, actor=actor, certificate=one.reference, now=now)
        failpoints.reach("archives.erased")
        row.state, row.destroyed_at, row.digests, row.letters = ItemState.DESTROYED, now, gone, len(ids)
        row.save(update_fields=["state", "destroyed_at", "digests", "letters"])
        record(one.administration_id, "archives.destroyed", f"item:{row.pk}", actor, now, files=len(gone))
        if not DestructionItem.objects.filter(listing=one, state=ItemState.LISTED).exists():
            finish(one, actor, now)


def finish(row: DestructionList, actor: Actor, now: datetime) -> None:
    """The last line is done: the certificate is owed."""
    move(row, ListState.DONE)
    row.done_at = now
    row.save(update_fields=["state", "done_at"])
    facts.tell(DestructionDone(list_id=row.pk))
    record(row.administration_id, "archives.done", f"list:{row.pk}", actor, now)


def attach_certificate(*, list_id: int, file_id: int, now: datetime) -> None:
    """Keep the sealed certificate; the first one stands."""
    with acknowledged():
        row = locked(list_id)
        if row.certificate_id is None:
            files.claim(file_id, purpose=CERTIFICATE, subject=str(row.pk), now=now)
            row.certificate_id = file_id
            row.save(update_fields=["certificate"])


def move(row: DestructionList, state: ListState) -> None:
    if state not in LIST_TRANSITIONS[row.state]:
        raise ListSettled(state=row.get_state_display())
    row.state = state


def locked(list_id: int) -> DestructionList:
    return DestructionList.objects.select_for_update(no_key=True).get(pk=list_id)


def letter_ids(dossier_id: int | None) -> list[int]:
    rows = letters.Letter.objects.filter(dossier=dossier_id).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def key(one: due.Due) -> str:
    return f"dossier:{one.dossier_id}" if one.dossier_id else f"letter:{one.letter_id}"


def named(row: DestructionList, now: datetime) -> str:
    """`MEN-ELIM-2026-0007`: its own key, so that no two lists ever share one."""
    code = organisations.root_unit(row.administration_id).administration.code
    return f"{code}-ELIM-{now.year}-{row.pk:04d}"
