"""What the search of the whole house shows of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from diwan.kit.navigation import Found
from diwan.kit.searching import QUOTES

from ..sources import source_of
from .asking import Asked
from .finding import entries, find

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def begun(text: str) -> str:
    """What is being typed: its last word may be the beginning of one."""
    last = text.split()[-1] if text.strip() else ""
    return f"{text} OR {last}*" if last.isalnum() and not set(QUOTES) & set(text) else text


def found(actor: Actor, text: str, limit: int) -> list[Found]:
    """The newest things that answer."""
    rows = find(actor, Asked(q=begun(text)), now=timezone.now(), most=limit).rows
    return [
        Found(
            entry.title, " · ".join(filter(None, [entry.reference, entry.detail])), source_of(entry.kind).url(entry.key)
        )
        for entry in entries(rows)
    ]
