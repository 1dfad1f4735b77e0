"""What `evaluations` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.telework.evaluations import api as evaluations


def case(world: Any, word: str) -> None:
    """A session and what was proposed in it."""
    session = world.evaluation_session_at(word)
    evaluations.propose(
        actor=organisations.SYSTEM,
        case_id=session.cases.get().pk,
        renew_until=None,
        end_on=None,
        weekdays="",
        reasons=word,
        now=timezone.now(),
    )


PLANTS: dict[str, Callable[[Any, str], Any]] = {
    "evaluations": case,
    "evaluation_amendment": lambda world, word: world.evaluation_amendment_for(word),
    "evaluation_figure": lambda world, word: world.evaluation_figure_from(word),
    "evaluation_survey": lambda world, word: world.evaluation_survey_of(word),
}
