"""Sealed proofs join their deposit: once, whatever runs twice; replaced by a later version, never overwritten."""

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


def attach_receipt(*, deposit_id: int, version: int, file_id: int, now: datetime) -> Receipt | None:
    """Join a version of the receipt to its deposit and tell; None when it is there already (a job ran twice)."""
    with transaction.atomic():
        row = Deposit.objects.locked().get(pk=deposit_id)
        if row.receipts.filter(kind=ProofKind.RECEIPT, version=version).exists():
            return None
        files.claim(file_id, purpose=RECEIPT, subject=str(deposit_id), now=now)
        receipt = Receipt.objects.create(deposit=row, version=version, file_id=file_id, issued_at=now)
        Step.objects.create(deposit=row, kind=StepKind.RECEIPTED, at=now)
        facts.tell(events.ReceiptIssued(deposit_id=row.pk, receipt_id=receipt.pk))
        return receipt


def attach_proof(*, deposit_id: int, kind: ProofKind, file_id: int, now: datetime) -> Receipt | None:
    """Join another sealed proof to its deposit; None when it is there already (a job ran twice)."""
    with transaction.atomic():
        row = Deposit.objects.locked().get(pk=deposit_id)
        if row.receipts.filter(kind=kind).exists():
            return None
        files.claim(file_id, purpose=RECEIPT, subject=str(deposit_id), now=now)
        proof = Receipt.objects.create(deposit=row, kind=kind, version=1, file_id=file_id, issued_at=now)
        facts.tell(events.ProofIssued(deposit_id=row.pk, receipt_id=proof.pk, kind=kind.value))
        return proof
