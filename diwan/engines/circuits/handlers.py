"""The document of a mandate is set and sealed when it is given. May run twice."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .events import MandateChanged
from .operations.writing import make_act


@facts.hears(MandateChanged, lock="mandate:{mandate_id}")
def set_act(fact: MandateChanged) -> None:
    if fact.change == "given":
        make_act(mandate_id=fact.mandate_id, now=timezone.now())
