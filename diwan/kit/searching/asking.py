"""What people type into the box: words, a "phrase", a beginn*, -not, OR, from: and ref:. Nothing they type is refused.

What cannot be read as a sign is read as words, and what was understood can be shown (`clauses`). The result is the text
of a `tsquery` in which every lexeme is quoted, so that nothing typed is ever more than a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diwan.kit.arabic import normalise

from .stems import ARTICLES
from .vectors import lexeme
from .words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 12  # clauses; a pasted page is not a question
SHORTEST_PREFIX = 3  # letters: with fewer, half of all words begin so
OR = {"OR", "OU", "أو", "|"}
QUOTES = '"“”«»„'
NAME = re.compile(r"\bعبد\s+(?=[اأإآ]ل)")  # one name, however it is written
PIECE = re.compile(
    rf"(?P<not>-(?=[^\s\-]))?(?:(?P<field>[^\W\d_]+):(?=[^\s]))?"
    rf"(?:[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]|(?P<word>[^\s{QUOTES}]+)|[{QUOTES}])"
)


@dataclass(frozen=True)
class Clause:
    """One thing asked: `kind` is word, prefix, phrase or field; `text` as it was typed; `query` what is looked for.

    `forms` and `prefix` are what marks the answer; `left_out` where all its words say nothing.
    """

    kind: str
    text: str
    query: str = ""
    negated: bool = False
    field: str = ""
    alternative: bool = False  # joined to the one before it by OR
    forms: frozenset[str] = frozenset()
    prefix: str = ""

    @property
    def left_out(self) -> bool:
        return not self.query


@dataclass(frozen=True)
class Question:
    """What was understood. `query` is the text of a tsquery, "" where nothing is asked of the words."""

    text: str
    clauses: tuple[Clause, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        groups: list[list[str]] = []
        for clause in self.clauses:
            if clause.left_out:
                continue
            said = f"!({clause.query})" if clause.negated else clause.query
            if clause.alternative and groups:
                groups[-1].append(said)
            else:
                groups.append([said])
        return " & ".join(f"({' | '.join(group)})" for group in groups)

    @property
    def positive(self) -> str:
        """The same without what is excluded: what the order of relevance weighs."""
        return " | ".join(f"({clause.query})" for clause in self.clauses if clause.query and not clause.negated)

    @property
    def forms(self) -> frozenset[str]:
        return frozenset(form for clause in self.clauses if not clause.negated for form in clause.forms)

    @property
    def prefixes(self) -> tuple[str, ...]:
        return tuple(clause.prefix for clause in self.clauses if clause.prefix and not clause.negated)

    @property
    def is_plain(self) -> bool:
        """Nothing but words: what was understood goes without saying."""
        return all(c.kind == "word" and not (c.negated or c.alternative or c.left_out) for c in self.clauses)


def read(text: str, *, weights: dict[str, str] | None = None, plain: Iterable[str] = ()) -> Question:
    """What a person asks. `weights` names the fields whose words are looked for in one part (`{"from": "B"}`), `plain`
    those whose value goes to the caller as it is (`date`); any other `name:` is words."""
    weights, plain = weights or {}, set(plain)
    clauses: list[Clause] = []
    fields: dict[str, str] = {}
    alternative = False
    for piece in PIECE.finditer(NAME.sub("عبد", text)):
        if len(clauses) >= MOST:
            break
        said, name = piece["phrase"] if piece["phrase"] is not None else piece["word"] or "", piece["field"] or ""
        if piece["phrase"] is None and said in OR and not name:
            alternative = bool(clauses)
            continue
        key = normalise(name)
        if key in plain:
            fields[key] = said
            continue
        if name and key not in weights:
            said = f"{name} {said}"
        clause = _clause(said, piece["phrase"] is not None, bool(piece["not"]), key, weights.get(key, ""))
        if clause:
            clauses.append(_joined(clause, alternative))
            alternative = False
    return Question(text, tuple(clauses), fields)


def _joined(clause: Clause, alternative: bool) -> Clause:
    return Clause(**{**vars(clause), "alternative": True}) if alternative else clause


def _clause(said: str, quoted: bool, negated: bool, name: str, weight: str) -> Clause | None:
    about: dict[str, Any] = {"text": said, "negated": negated, "field": name if weight else ""}
    places, whole = _places(said)
    if not places:
        return None
    suffix = f":{weight}" if weight else ""
    if quoted and len(places) > 1:
        query = _phrase([forms[:1] for forms in places], suffix)
        return Clause("phrase", query=query, forms=_all(places), **about)
    if said.rstrip().endswith("*") and not whole:
        first = _beginning(places[-1][0]) if places[-1] else ""
        if len(first) >= SHORTEST_PREFIX:
            before = _all_of(places[:-1], suffix)
            query = " & ".join(filter(None, [before, f"{lexeme(first)}:*{weight}"]))
            return Clause("prefix", query=query, forms=_all(places[:-1]), prefix=first, **about)
    if whole:  # all of a reference, or a part of a longer one: its parts side by side
        query = f"({lexeme(whole)}{suffix} | {_phrase([forms[:1] for forms in places], suffix)})"
        return Clause("word", query=query, forms=frozenset({whole}) | _all(places), **about)
    exact = [forms[:1] for forms in places] if quoted else places
    return Clause("word", query=_all_of(exact, suffix), forms=_all(exact), **about)


def _places(said: str) -> tuple[list[tuple[str, ...]], str]:
    """The positions of what was typed, and the reference it is when it is one and nothing else."""
    read_ = list(tokens(said))
    whole = read_[0].whole if len(read_) == 1 else ""
    return [forms for token in read_ for forms in token.places], whole


def _all(places: list[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(form for forms in places for form in forms)


def _all_of(places: list[tuple[str, ...]], suffix: str) -> str:
    """Every word, each by its stem: what is indexed has both, so one lexeme is enough."""
    return " & ".join(_any_of(forms[1:] or forms, suffix) for forms in places if forms)


def _any_of(forms: tuple[str, ...], suffix: str) -> str:
    said = [f"{lexeme(form)}{suffix}" for form in forms]
    return said[0] if len(said) == 1 else f"({' | '.join(said)})"


def _phrase(places: list[tuple[str, ...]], suffix: str) -> str:
    """The words as written, at the distances at which they were written."""
    query, gap = "", 0
    for forms in places:
        gap += 1
        if forms:
            query = f"{query} <{gap}> {lexeme(forms[0])}{suffix}" if query else f"{lexeme(forms[0])}{suffix}"
            gap = 0
    return query


def _beginning(word: str) -> str:
    """A beginning without its article: words are indexed under their stems too."""
    for article in ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= SHORTEST_PREFIX:
            return word[len(article) :]
    return word
