"""What can be found: each app registers its things here in `ready()`, and says by which signs an actor sees them.

The index stands below letters and deposits and knows neither; they leave word here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    Twins = Callable[[Sequence[int]], Mapping[int, int]]

EVERYWHERE = "*"  # the sign of whoever sees all the things of a source
TITLE, PARTIES, TEXT, REFERENCE = "A", "B", "C", "D"  # the weights of a vector, one for each part of a thing


@dataclass(frozen=True, kw_only=True)
class Document:
    """A thing as it is found. `signs` is its audience, `facets` what it is counted under, `detail` who it is from or
    to; `parts` are further words, each with its weight."""

    key: int
    at: datetime
    administration_id: int
    title: str
    signs: Iterable[str]
    reference: str = ""
    detail: str = ""
    facets: Mapping[str, Any] = field(default_factory=dict)
    parts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A kind of shelf. `names` gives what the values of a page are called, at a moment; None where they speak for
    themselves."""

    code: str
    label: Any
    names: Callable[[set[str], datetime], Mapping[str, Any]] | None = None
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Source:
    """One sort of thing.

    tokens: the signs an actor carries now; EVERYWHERE among them opens all of them.
    documents: the things with these keys, those that are not to be found left out.
    keys: the numbers after one, in order, at most so many: how the index is made anew.
    texts: what the things say, for the lines under a result. Asked only for what the actor may see.
    became: where a thing may become one of another source: its kind, those that these became (by their numbers), and
        those that these came from. Whoever may see both finds the latter, with a mention of the former.
    tone: the colour of a state as a tag (`ok`, `late`, …).
    """

    kind: str
    label: Any
    tokens: Callable[[Actor], frozenset[str]]
    documents: Callable[[Sequence[int]], list[Document]]
    keys: Callable[[int, int], list[int]]
    texts: Callable[[Sequence[int]], Mapping[int, str]]
    url: Callable[[int], str]
    facets: tuple[Facet, ...] = ()
    became: tuple[str, Twins, Twins] | None = None
    order: int = 50


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Make a sort of thing known; registering the same kind again replaces it."""
    _sources[source.kind] = source


def source_of(kind: str) -> Source:
    return _sources[kind]


def sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: source.order)


def facets() -> list[Facet]:
    """The facets of all sources, each code once, in order."""
    found = {facet.code: facet for source in sources() for facet in source.facets}
    return sorted(found.values(), key=lambda facet: facet.order)


def signs_of(actor: Actor) -> list[str]:
    """The lexemes that an actor may find, of every source; [] where they see nothing at all."""
    return [lexeme for source in sources() for lexeme in sign_lexemes(source.kind, source.tokens(actor))]


def sign_lexemes(kind: str, tokens: Iterable[str]) -> list[str]:
    """Signs as they stand in the index, each under the name of its source: those of two never meet."""
    tokens = set(tokens)
    return [f"@{kind}"] if EVERYWHERE in tokens else sorted(f"@{kind}:{token}" for token in tokens)
