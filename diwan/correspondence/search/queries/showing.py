"""A result as it is shown: its title marked, and the place of its text that answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.kit.searching import Words, excerpt, marked

from ..models import SavedSearch
from ..sources import source_of
from .folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from diwan.core.organisations.api import Actor

    from ..models import Entry
    from .asking import Asked
    from .folding import Mention


@dataclass(frozen=True)
class Result:
    entry: Entry
    kind: Any
    url: str
    title: SafeString
    detail: SafeString
    reference: SafeString
    excerpt: SafeString
    mentions: list[Mention]


def results(actor: Actor, asked: Asked, entries: Iterable[Entry]) -> list[Result]:
    """What the page shows of these entries (what each source needs for its texts, once, and to fold what is one)."""
    words = Words(asked.question.forms, asked.question.prefixes)
    keys = defaultdict(list)
    entries, mentions = folded(actor, asked, entries)
    for entry in entries:
        keys[entry.kind].append(entry.key)
    texts = {(kind, key): text for kind, some in keys.items() for key, text in source_of(kind).texts(some).items()}
    return [
        Result(
            entry=entry,
            kind=source_of(entry.kind).label,
            url=source_of(entry.kind).url(entry.key),
            title=marked(entry.title, words),
            detail=marked(entry.detail, words),
            reference=marked(entry.reference, words),
            excerpt=excerpt(texts.get((entry.kind, entry.key), ""), words),
            mentions=mentions.get((entry.kind, entry.key), []),
        )
        for entry in entries
    ]


def saved(actor: Actor) -> list[SavedSearch]:
    """The searches this actor keeps, and those shared with their units (1 query)."""
    return list(SavedSearch.objects.visible_to(actor).select_related("owner"))
