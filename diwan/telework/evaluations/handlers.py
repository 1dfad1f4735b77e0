"""The minutes are signed: what was voted takes effect. A second run finds nothing to do."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.telework.acts import api as acts

from .enums import MINUTES
from .operations import minutes


@facts.hears(acts.ActSigned, lock="evaluations")
def apply_the_minutes(fact: acts.ActSigned) -> None:
    if fact.kind == MINUTES:
        minutes.take_effect(session_id=int(fact.subject.rpartition(":")[2]), act_id=fact.act_id, now=timezone.now())
