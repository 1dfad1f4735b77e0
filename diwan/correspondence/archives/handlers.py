"""What the archives do when a fact is told. Each may run twice."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import certificates
from .events import DestructionDone

PATIENT = facts.BackOff(tries=1000, ceiling=600)


@facts.hears(DestructionDone, retry=PATIENT)
def certify(fact: DestructionDone) -> None:
    """Seal the certificate of what was destroyed."""
    certificates.issue(list_id=fact.list_id, now=timezone.now())
