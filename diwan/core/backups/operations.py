"""The writes: a proof noted, with what it found."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.core.notifications import api as notifications
from diwan.kit.refusals import NotAllowed, Refusal

from . import policies, proving, queries
from .events import ProofAsked
from .models import Proof

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from .proving import Seen

logger = logging.getLogger(__name__)
SHOWN = ("source", "size", "copied_in", "restored_in", "tables", "rows", "entries", "files", "faults")


class NotTheOwner(Refusal):
    message = gettext_lazy(
        "This instance cannot prove its backups by itself: it does not know the owner of the tables."
    )
    advice = gettext_lazy("Run `diwan manage backups prove` as the owner, from a timer; its proofs are shown here.")
    status = 409


def prove(*, file: Path | None = None, asked_by_id: int | None = None, now: datetime) -> Proof:
    """Restore a backup and keep what it showed. Minutes long: from a job or a terminal."""
    return note(seen=proving.prove(file=file, now=now), asked_by_id=asked_by_id, now=now)


def prove_and_log(*, asked_by_id: int | None = None, now: datetime) -> None:
    """The same as the work of a job; what is found stands on the operators' page, and the log says it loudly."""
    for fault in prove(asked_by_id=asked_by_id, now=now).faults:
        logger.error("the backup does not restore whole: %s", fault)


@transaction.atomic
def note(*, seen: Seen, asked_by_id: int | None, now: datetime) -> Proof:
    """Keep a proof; the operators are told of one that failed."""
    about: dict[str, Any] = {name: getattr(seen, name) for name in SHOWN}
    proof = Proof.objects.create(at=now, asked_by_id=asked_by_id, **about)
    if seen.faults:
        for person_id, language in queries.operators(now).items():
            with override(language):
                notifications.notify(
                    person_id=person_id,
                    kind="backups.failed",
                    subject=_("The last backup could not be restored whole"),
                    url="/backups/",
                    key=f"backups:{proof.pk}:{person_id}",
                    now=now,
                )
    journal.append(
        chain="backups",
        kind="backups.proven" if proof.holds else "backups.failed",
        at=now,
        actor_id=asked_by_id,
        subject=f"proof:{proof.pk}",
        facts={"tables": seen.tables, "rows": seen.rows, "faults": len(seen.faults)},
    )
    return proof


@transaction.atomic
def ask(*, actor: Any, now: datetime) -> None:
    """Have a backup made and proven now, by a job.

    Raises:
        NotAllowed
        NotTheOwner: the worker could make no database to restore into.
    """
    if not policies.may_operate(actor):
        raise NotAllowed
    if not queries.can_prove():
        raise NotTheOwner
    journal.append(
        chain="backups",
        kind="backups.asked",
        at=now,
        actor_id=actor.person_id,
        subject="proof",
        facts={},
    )
    facts.tell(ProofAsked(asked_by_id=actor.person_id))
