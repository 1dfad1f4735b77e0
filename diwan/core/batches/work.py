"""Carrying out: the job behind every long work.

The line of an item is written in the transaction of its act, under the lock of its batch. So a process killed anywhere
leaves no item acted upon twice and none said done that is not, whoever takes the work up again.
"""

from __future__ import annotations

import logging
import tempfile
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.kit import failpoints
from diwan.kit.refusals import Refusal

from .enums import ItemState, State
from .kinds import Kind, Task, kind_of
from .models import RESULT, Batch, BatchItem

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)  # the database went away: the job is tried again, no item is to blame
REPORT_EVERY = 0.3  # seconds between two notes of progress


class Stopped(Exception):
    """Its owner stopped the work while a file was being made."""


# An hour of database trouble or a worker killed at each item must not end a work: it is tried again for long.
@facts.job(queue="batches", lock="batch:{batch_id}", retry=facts.BackOff(tries=1000, ceiling=60))
def carry_out(*, batch_id: int) -> None:
    """Do what is left of a work. It may run twice: what is done is not done again."""
    batch = begin(batch_id, timezone.now())
    if batch is None:
        return
    kind = kind_of(batch.kind)
    with translation.override(batch.language):
        if kind is None:
            end(batch_id, State.FAILED, timezone.now(), _("This kind of work is not known here any more."))
        elif kind.make:
            produce(batch, kind)
        else:
            while carry_one(batch_id, kind):
                failpoints.reach("batch.noted")


@transaction.atomic
def begin(batch_id: int, now: datetime) -> Batch | None:
    """Take a work up; None when it has ended, was stopped or is gone."""
    batch = Batch.objects.locked().filter(pk=batch_id).first()
    if batch is None or not batch.live:
        return None
    batch.state = State.RUNNING
    batch.started_at = batch.started_at or now
    batch.save(update_fields=["state", "started_at"])
    return batch


def carry_one(batch_id: int, kind: Kind) -> bool:
    """Do the next item, and say whether there may be more."""
    now = timezone.now()
    with transaction.atomic():
        batch = Batch.objects.locked().get(pk=batch_id)
        if batch.state != State.RUNNING:
            return False
        item = batch.items.filter(state=ItemState.WAITING).first()
        if item is None:
            conclude(batch, State.DONE, now)
            return False
        item.state, item.message = attempt(kind, replace(task_of(batch, now), subject=item.subject))
        item.at = now
        item.save(update_fields=["state", "message", "at"])
        setattr(batch, item.state, getattr(batch, item.state) + 1)
        batch.save(update_fields=[item.state])
        failpoints.reach("batch.acted")
    return True


def attempt(kind: Kind, task: Task) -> tuple[str, str]:
    """Act on one thing in a savepoint of its own: what became of it, and what is said about it."""
    assert kind.act is not None
    try:
        with transaction.atomic():
            said = kind.act(task)
            connection.check_constraints()  # those checked at the commit: there they would undo the note as well
    except Refusal as refusal:
        return ItemState.REFUSED, str(refusal)
    except AWAY:
        raise
    except Exception:
        log.exception("Item %s of long work %s failed", task.subject, task.batch_id)
        return ItemState.FAILED, _("An unexpected fault. Nothing was changed here; it was noted for the operator.")
    return ItemState.DONE, said or ""


def task_of(batch: Batch, now: datetime) -> Task:
    """Who acts: the owner, with the rights of this very moment; nobody once the account is disabled."""
    person = get_user_model()._default_manager.get(pk=batch.owner_id)
    actor = organisations.actor_for(person.pk, now, person=person) if person.is_active else organisations.ANONYMOUS
    return Task(batch_id=batch.pk, actor=actor, params=batch.params, now=now, language=batch.language)


# --- files ---------------------------------------------------------------------------------------------------------


def produce(batch: Batch, kind: Kind) -> None:
    """Make the file from the start, keep it, and note the end in the same transaction."""
    assert kind.make is not None
    task = task_of(batch, timezone.now())
    try:
        with tempfile.TemporaryFile() as stream:
            name = kind.make(task, stream, reporter(batch.pk))
            stream.seek(0)
            failpoints.reach("batch.made")
            keep(batch.pk, kind, replace(task, now=timezone.now()), stream, name)
    except Stopped:
        return
    except Refusal as refusal:
        end(batch.pk, State.FAILED, timezone.now(), str(refusal))
    except AWAY:
        raise
    except Exception:
        log.exception("Long work %s failed", batch.pk)
        end(batch.pk, State.FAILED, timezone.now(), _("An unexpected fault. It was noted for the operator."))


def keep(batch_id: int, kind: Kind, task: Task, stream, name: str) -> None:
    with transaction.atomic():
        batch = Batch.objects.locked().get(pk=batch_id)
        if batch.state != State.RUNNING:
            return
        stored = files.store(stream, name=name, now=task.now, made=True)
        files.claim(stored.pk, purpose=RESULT, subject=str(batch_id), now=task.now)
        batch.file_id, batch.done = stored.pk, batch.total
        batch.save(update_fields=["file", "done"])
        if kind.made:
            kind.made(task)
        conclude(batch, State.DONE, task.now)


def reporter(batch_id: int):
    """`report(done, total)`, which writes at most a few times a second and raises once the work was stopped."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < REPORT_EVERY and done < total:
            return
        last = time.monotonic()
        if not Batch.objects.filter(pk=batch_id, state=State.RUNNING).update(done=min(done, total), total=total):
            raise Stopped

    return report


# --- the end -------------------------------------------------------------------------------------------------------


@transaction.atomic
def end(batch_id: int, state: State, now: datetime, message: str = "") -> None:
    batch = Batch.objects.locked().get(pk=batch_id)
    if batch.live:
        conclude(batch, state, now, message)


def conclude(batch: Batch, state: State, now: datetime, message: str = "") -> None:
    """Note the end of a locked work and tell its owner, once a round."""
    batch.state, batch.ended_at, batch.message = state, now, message
    batch.save(update_fields=["state", "ended_at", "message"])
    with translation.override(batch.language):
        notifications.notify(
            person_id=batch.owner_id,
            kind="batch.ended",
            subject=_("Finished: %(title)s") % {"title": batch.title}
            if state == State.DONE
            else _("Not finished: %(title)s") % {"title": batch.title},
            body=message or summary(batch),
            url=reverse("batches:batch", args=[batch.pk]),
            language=batch.language,
            key=f"batch:{batch.pk}:{batch.round}",
            now=now,
        )


def summary(batch: Batch) -> str:
    """What became of the items, in one sentence."""
    if not BatchItem.objects.filter(batch=batch).exists():
        return _("The file can be downloaded for 24 hours.")
    counts = {"done": batch.done, "total": batch.total, "refused": batch.refused, "failed": batch.failed}
    return _("Done: %(done)s of %(total)s. Refused: %(refused)s. Failed: %(failed)s.") % counts
