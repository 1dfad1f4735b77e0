"""What the tests of circulation share: letters given, answered, followed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from diwan.correspondence.circulation import api as circulation
from tests.core.people import NOW
from tests.helpers.letters import incoming

Asked, Verb = circulation.Asked, circulation.Verb


@pytest.fixture
def office(ministry: Any) -> Any:
    """The ministry, and short hands to give its letters."""

    def give(letter: Any, *units: str, who: str = "clerk", parent: Any = None, **changes: Any) -> list[Any]:
        verb = changes.pop("verb", Verb.PREPARE)
        now = changes.pop("now", NOW)
        asked = [Asked(unit=ministry.units[unit].pk, verb=verb, **changes) for unit in units]
        dispatch = circulation.give(
            actor=ministry.actor(who),
            letter_id=letter.pk,
            asked=asked,
            parent_id=parent.pk if parent else None,
            now=now,
        )
        return list(dispatch.instructions.order_by("pk"))

    return SimpleNamespace(
        place=ministry, give=give, letter=lambda **said: incoming(ministry, **said), **vars(ministry)
    )
