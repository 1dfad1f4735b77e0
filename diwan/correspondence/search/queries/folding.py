"""One thing, one line: what two sources hold of the same thing is shown once to whoever may see both.

A deposit that was accepted became a letter; its letter is shown, with a mention of the deposit. Whoever may see only
one of them finds that one, and so does whoever asks what only that one answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..models import Entry
from ..sources import signs_of, sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.core.organisations.api import Actor

    from .asking import Asked


@dataclass(frozen=True)
class Mention:
    """A thing told in the line of another."""

    kind: Any
    url: str


def folded(
    actor: Actor, asked: Asked, entries: Iterable[Entry]
) -> tuple[list[Entry], dict[tuple[str, int], list[Mention]]]:
    """The entries to show, and what else each is, by kind and key (4 queries where there is something to fold)."""
    shown = list(entries)
    mentions: dict[tuple[str, int], list[Mention]] = {}
    for source in sources():
        if source.became is None or not source.tokens(actor):
            continue
        kind, became, came_from = source.became
        twins = became([entry.key for entry in shown if entry.kind == source.kind])
        there = _found(actor, asked, kind, set(twins.values())) if twins else set()
        shown = [one for one in shown if one.kind != source.kind or twins.get(one.key) not in there]
        origins = came_from([entry.key for entry in shown if entry.kind == kind])
        seen = _seen(actor, source.kind, set(origins.values())) if origins else set()
        for key, origin in origins.items():
            if origin in seen:
                mentions.setdefault((kind, key), []).append(Mention(source.label, source.url(origin)))
    return shown, mentions


def _found(actor: Actor, asked: Asked, kind: str, keys: set[int]) -> set[int]:
    """Those that the same question finds too."""
    rows = Entry.objects.filter(kind=kind, key__in=keys, words__answers=asked.terms(signs_of(actor)))
    if asked.starts:
        rows = rows.filter(at__gte=asked.starts)
    if asked.ends:
        rows = rows.filter(at__lt=asked.ends)
    return set(rows.values_list("key", flat=True))


def _seen(actor: Actor, kind: str, keys: set[int]) -> set[int]:
    return set(Entry.objects.visible_to(actor).filter(kind=kind, key__in=keys).values_list("key", flat=True))
