"""What follows when the head signs the decision, or refuses it. Each may run twice."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.telework.acts import api as acts

from . import operations
from .enums import DECISION


def _programme(subject: str) -> int:
    return int(subject.partition(":")[2])


@facts.hears(acts.ActSigned)
def open_when_signed(fact: acts.ActSigned) -> None:
    if fact.kind == DECISION:
        said = {"act_id": fact.act_id, "signed": True, "now": timezone.now()}
        operations.decided(programme_id=_programme(fact.subject), **said)  # type: ignore[arg-type]


@facts.hears(acts.ActRefused)
def give_back_when_refused(fact: acts.ActRefused) -> None:
    if fact.kind == DECISION:
        said = {"act_id": fact.act_id, "signed": False, "reason": fact.reason, "now": timezone.now()}
        operations.decided(programme_id=_programme(fact.subject), **said)  # type: ignore[arg-type]
