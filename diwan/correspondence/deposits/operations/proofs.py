"""Sealed documents join their letter: once, whatever runs twice; replaced by a later version, never overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.facts import api as facts
from diwan.core.files import api as files

from .. import events
from ..enums import ProofKind, StepKind
from ..models import RECEIPT, Deposit, Receipt, Step

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def attach(*, deposit_id: int, kind: ProofKind, version: int, file_id: int, now: datetime) -> Receipt | None:
    """Join a version of a sealed document to its deposit and tell; None when it is there already (a job ran twice)."""
    row = Deposit.objects.locked().get(pk=deposit_id)
    if row.receipts.filter(kind=kind, version=version).exists():
        return None
    files.claim(file_id, purpose=RECEIPT, subject=str(deposit_id), now=now)
    proof = Receipt.objects.create(deposit=row, kind=kind, version=version, file_id=file_id, issued_at=now)
    if kind == ProofKind.RECEIPT:
        Step.objects.create(deposit=row, kind=StepKind.RECEIPTED, at=now)
    facts.tell(events.ProofIssued(deposit_id=row.pk, kind=kind.value, version=version))
    return proof
