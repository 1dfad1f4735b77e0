"""What `continuity` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from tests.core import people


def reasoned(world: Any, word: str) -> Any:
    world.crisis = world.crisis_because(word, in_days=60)
    return world.crisis


def service(world: Any, word: str) -> Any:
    from diwan.telework.continuity import api as continuity

    said = continuity.Service(unit_id=people.root(world.here).pk, name=word, what=word, minimum=1, away=1)
    plan = world.continuity_plan
    return continuity.put_service(actor=people.SYSTEM, plan_id=plan.pk, said=said, now=timezone.now())


PLANTS: dict[str, Callable[[Any, str], Any]] = {"crisis": reasoned, "vital service": service}
