"""Who acts in the demonstration: each person read once. They sit in the same posts during all of it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from diwan.core.organisations.api import Actor

_known: ContextVar[dict[int, Actor] | None] = ContextVar("demo_actors", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it a person is read the first time they act, with where their rights reach."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def as_(person: int, at: datetime) -> Actor:
    """The person with their seats and rights."""
    known = _known.get()
    if known is None:
        return organisations.actor_for(person, at)
    if person not in known:
        known[person] = organisations.actor_for(person, at)
    return known[person]
