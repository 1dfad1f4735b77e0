"""An inbox of the ministry, and what is put in it."""

from __future__ import annotations

import uuid
from typing import Any

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.desk.queries import paging
from diwan.correspondence.desk.queries.asking import Asked
from diwan.correspondence.desk.queries.sitting import sit
from tests.core.people import NOW
from tests.helpers.letters import incoming

Verb = circulation.Verb


def give(place: Any, who: str = "clerk", unit: str = "DRH", *, letter: Any = None, now: Any = NOW, **said: Any) -> Any:
    """An instruction given by somebody to a unit, about a new letter if none is named."""
    parent_id = said.pop("parent_id", None)
    letter = letter or incoming(place, **said.pop("about", {}))
    asked = circulation.Asked(unit=place.units[unit].pk, **{"verb": Verb.PREPARE, **said})
    given = circulation.give(actor=place.actor(who), letter_id=letter.pk, asked=[asked], parent_id=parent_id, now=now)
    return given.instructions.get()


def inbox(place: Any, who: str, folder: str = "todo", now: Any = NOW, **asked: Any) -> list[int]:
    """The keys of the rows of a folder, as that person sees them, page after page."""
    sitting = sit(place.actor(who), asked.pop("post", None), now)
    assert sitting is not None
    terms, found, after = Asked(folder=folder, post=sitting.post_id, **asked), [], ""
    while True:
        page = paging.page(sitting, terms, after=after, size=3)
        found += [row.pk for row in page.rows]
        after = page.after
        if not after:
            return found


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}
