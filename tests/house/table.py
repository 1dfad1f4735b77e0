"""A row of the table of access (access.py): who may ask for an address, and what they are answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.helpers.house import ANONYMOUS, ELSEWHERE, HOLDER, STRANGER, World

PUBLIC, SIGNED_IN, DEMO = "public", "signed in", "demo"
SIGN_IN = "sign in"  # an answer: a redirection to the page of sign-in


def right(*codes: str) -> str:
    """Who holds all of these."""
    return f"right {' '.join(codes)}"


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who may ask, and what they are answered. An answer is an HTTP status, or SIGN_IN."""

    who: str
    get: int | None = 200
    post: int | None = None
    at: Callable[[World], dict[str, Any]] = nothing
    sends: Callable[[World], dict[str, Any]] = nothing
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = ""
    query: str = ""
    reach: str = "administration"
    others: dict[str | tuple[str, str], int | str] = field(default_factory=dict)
    also: tuple[str, ...] = ()  # further methods it answers to, shown by tests of its app

    def __or__(self, changes: dict[str, Any]) -> Row:
        return replace(self, **changes)

    @property
    def rights(self) -> tuple[str, ...]:
        return tuple(self.who.split()[1:]) if self.who.startswith("right ") else ()

    def answer(self, person: str, method: str) -> int | str | None:
        """What this person is answered."""
        allowed = self.get if method == "get" else self.post
        for case in ((person, method), person):
            if case in self.others:
                return self.others[case]
        if self.who in {PUBLIC, DEMO} or person == HOLDER:
            return allowed
        if person == ANONYMOUS:
            return SIGN_IN
        if self.who == SIGNED_IN:
            return allowed
        if person == STRANGER:
            return 403
        assert person == ELSEWHERE
        return allowed if self.at is nothing else 404
