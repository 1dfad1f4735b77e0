"""What people do with long works: start, stop, take up again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.files import api as files
from diwan.kit.refusals import NotAllowed, Refusal

from .enums import ItemState, State
from .kinds import kind_of
from .models import RESULT, Batch, BatchItem
from .work import carry_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

LARGEST = 5000  # items: what a person can still read through, and a worker do within minutes
FILE_LIVES = timedelta(hours=24)
WORK_LIVES = timedelta(days=90)


class NothingChosen(Refusal):
    message = _("Nothing was chosen, so nothing was done.")
    advice = _("Go back to the list and choose at least one line.")
    status = 400


class TooManyItems(Refusal):
    message = _("%(count)s things were chosen; at most %(limit)s can be treated at once.")
    advice = _("Narrow the filter, and start several works.")
    status = 400


class WorkEnded(Refusal):
    message = _("This work has ended already; nothing was changed.")


class WorkRunning(Refusal):
    message = _("This work is still running; wait for its end or stop it first.")


class NothingLeft(Refusal):
    message = _("Everything in this work was done; there is nothing to try again.")


class UnknownKind(LookupError):
    """No app registered this kind: a bug in the caller."""


@transaction.atomic
def start(
    *,
    actor: Actor,
    kind: str,
    title: str,
    language: str,
    now: datetime,
    items: Sequence[tuple[str, str]] = (),
    params: dict[str, Any] | None = None,
    administration_id: int | None = None,
) -> Batch:
    """Start a long work: `items` are (subject, label), none where the kind makes a file. The worker takes it up.

    Who may do it to each thing is asked at its turn, by the rules of the act itself.

    Raises:
        NotAllowed: nobody is signed in.
        NothingChosen, TooManyItems
    """
    known = kind_of(kind)
    if known is None:
        raise UnknownKind(kind)
    if actor.person_id is None:
        raise NotAllowed
    if known.act and not items:
        raise NothingChosen
    if len(items) > LARGEST:
        raise TooManyItems(count=len(items), limit=LARGEST)
    batch = Batch.objects.create(
        kind=kind,
        title=title[:250],
        owner_id=actor.person_id,
        administration_id=administration_id,
        language=language,
        params=params or {},
        total=len(items),
        created_at=now,
    )
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, position=position, subject=subject, label=label[:300])
        for position, (subject, label) in enumerate(items, 1)
    )
    carry_out.later(batch_id=batch.pk)
    return batch


@transaction.atomic
def stop(*, actor: Actor, batch_id: int, now: datetime) -> Batch:
    """Stop after the item in hand; what is done stays done.

    Raises:
        NotAllowed, WorkEnded
    """
    batch = mine(actor, batch_id)
    if not batch.live:
        raise WorkEnded
    batch.state, batch.ended_at = State.STOPPED, now
    batch.save(update_fields=["state", "ended_at"])
    return batch


@transaction.atomic
def take_up_again(*, actor: Actor, batch_id: int, now: datetime) -> Batch:
    """Try again what was refused, failed or not reached; what was done is left alone.

    Raises:
        NotAllowed, WorkRunning, NothingLeft
    """
    batch = mine(actor, batch_id)
    if batch.live:
        raise WorkRunning
    if batch.state == State.DONE and batch.refused + batch.failed == 0:
        raise NothingLeft
    batch.items.exclude(state=ItemState.DONE).update(state=ItemState.WAITING, message="", at=None)
    makes_file = not batch.items.exists()
    batch.state, batch.ended_at, batch.message = State.WAITING, None, ""
    batch.round, batch.refused, batch.failed = batch.round + 1, 0, 0
    batch.done = 0 if makes_file else batch.done
    batch.save(update_fields=["state", "ended_at", "message", "round", "refused", "failed", "done"])
    carry_out.later(batch_id=batch.pk)
    return batch


def mine(actor: Actor, batch_id: int) -> Batch:
    """The work, locked, if it is this actor's own."""
    batch = Batch.objects.locked().get(pk=batch_id)
    if actor.person_id is None or batch.owner_id != actor.person_id:
        raise NotAllowed
    return batch


def forget_old(*, now: datetime) -> int:
    """Give up the files of yesterday and delete the works of last season; how many were touched."""
    touched = 0
    for batch in Batch.objects.filter(file__isnull=False, ended_at__lt=now - FILE_LIVES):
        with transaction.atomic():
            if batch.file_id is not None:
                files.release(file_id=batch.file_id, purpose=RESULT, subject=str(batch.pk))
            batch.file = None
            batch.save(update_fields=["file"])
        touched += 1
    old = Batch.objects.filter(ended_at__lt=now - WORK_LIVES, file=None)
    touched += old.count()
    old.delete()
    return touched
