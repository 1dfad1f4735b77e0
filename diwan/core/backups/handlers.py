"""An operator asked: the backup is made and restored in a job."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .events import ProofAsked
from .operations import prove_and_log


@facts.hears(ProofAsked, lock="backups")
def prove_now(fact: ProofAsked) -> None:
    prove_and_log(asked_by_id=fact.asked_by_id, now=timezone.now())
