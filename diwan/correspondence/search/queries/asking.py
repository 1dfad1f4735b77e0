"""What a person asks of the index: words, shelves, a period, an order. It is also the address of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import QueryDict

from diwan.core.calendars import api as calendars
from diwan.kit.arabic import latin_digits, normalise
from diwan.kit.searching import Question, read

from ..models import any_of
from ..sources import PARTIES, REFERENCE, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NEWEST, RELEVANCE = "new", "relevance"
LONGEST = 300  # characters of a question
MOST_SHELVES = 20
MOST_PAIRS = 240  # lexemes of one question: past them, looking each thing up in all of them costs more than it saves
# Words that look in one part of a thing, in the languages of the house.
PARTS = {
    normalise(word): weight
    for weight, words in {
        TITLE: "subject objet sujet موضوع",
        PARTIES: "from to de expediteur destinataire من مرسل",
        REFERENCE: "ref reference num numero مرجع رقم",
    }.items()
    for word in words.split()
}
DATES = ("date", "تاريخ", "le")
DAY = re.compile(r"(\d{1,4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,4}))?")


@dataclass(frozen=True)
class Asked:
    """Each field is a parameter of the address. `shelves` are the facets chosen; values of one code are alternatives"""

    q: str = ""
    shelves: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None
    sort: str = NEWEST
    country: str = "MA"

    @property
    def query(self) -> str:
        """The address that asks this, always in the same order."""
        said = [("q", self.q)] if self.q else []
        said += [("f", f"{code}:{value}") for code, value in self.shelves]
        said += [(name, day.isoformat()) for name, day in (("since", self.since), ("until", self.until)) if day]
        return urlencode([*said, *([("sort", self.sort)] if self.sort != NEWEST else [])])

    @property
    def is_empty(self) -> bool:
        return not (self.q.strip() or self.shelves or self.since or self.until)

    def with_(self, code: str, value: str) -> Asked:
        return replace(self, shelves=(*(s for s in self.shelves if s != (code, value)), (code, value)))

    def sorted(self, order: str) -> Asked:
        return replace(self, sort=order)

    def without(self, code: str, value: str) -> Asked:
        return replace(self, shelves=tuple(s for s in self.shelves if s != (code, value)))

    @cached_property
    def question(self) -> Question:
        return read(self.q, weights=PARTS, plain=[normalise(word) for word in DATES])

    @cached_property
    def span(self) -> tuple[date | None, date | None]:
        """The first and the last day, of the form or of `date:` among the words."""
        since, until = self.since, self.until
        for said in self.question.fields.values():
            first, last = days_of(said)
            since, until = since or first, until or last
        return since, until

    @property
    def starts(self) -> datetime | None:
        return self._moment(self.span[0])

    @property
    def ends(self) -> datetime | None:
        """The first moment after the period."""
        last = self.span[1]
        return self._moment(last + timedelta(days=1)) if last and last < date.max else None

    def _moment(self, day: date | None) -> datetime | None:
        if day is None:
            return None
        return datetime(day.year, day.month, day.day, tzinfo=calendars.zone(self.country)).astimezone(UTC)

    def terms(self, signs: Sequence[str], months: Sequence[str] = ()) -> str:
        """The tsquery of all this, for whoever carries these signs: one question, put to one index."""
        return " & ".join(filter(None, [self.question.query, self.seen_by(signs, months)]))

    def seen_by(self, signs: Sequence[str], months: Sequence[str] = ()) -> str:
        """What stands on the shelves chosen and may be seen, whatever it says; of these months where some are named:
        a sign and a month are one lexeme then, unless that made too many."""
        chosen: dict[str, list[str]] = {}
        for code, value in self.shelves:
            chosen.setdefault(code, []).append(f"#{code}:{value}"[:120])
        pairs = dated(signs, months) if 0 < len(signs) * len(months) <= MOST_PAIRS else signs
        # The months are said beside the pairs as well: by them the server knows that few things are meant.
        return " & ".join(
            filter(None, [*(any_of(values) for values in chosen.values()), any_of(pairs), any_of(months)])
        )


def parse(query: str, country: str = "MA") -> Asked:
    """What an address asks; anything in it that cannot be read counts as not asked."""
    given = QueryDict(query)
    shelves = (value.partition(":") for value in given.getlist("f")[:MOST_SHELVES])
    return Asked(
        q=given.get("q", "").replace("\0", "").strip()[:LONGEST],
        shelves=tuple(dict.fromkeys((code[:20], value[:100]) for code, colon, value in shelves if colon and value)),
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        sort=RELEVANCE if given.get("sort") == RELEVANCE else NEWEST,
        country=country,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def days_of(said: str) -> tuple[date | None, date | None]:
    """`2026`, `2026-11`, `11/2026`, `12/03/2026`, `2026-03-12`, and `a..b`: the first and the last day meant."""
    first, dots, last = latin_digits(said).partition("..")
    if dots:
        return _span(first)[0], _span(last)[1]
    return _span(first)


def _span(said: str) -> tuple[date | None, date | None]:
    found = DAY.fullmatch(said.strip())
    if not found:
        return None, None
    parts = [int(part) for part in found.groups() if part]
    if len(found[1]) != 4:
        parts.reverse()  # day first, as people write it
    try:
        year, month, day = [*parts, 0, 0][:3]
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None, None


def dated(signs: Iterable[str], months: Sequence[str]) -> Iterator[str]:
    """The signs as things of these months carry them."""
    return (f"{sign}{month}" for sign in signs for month in months)


def month_lexemes(first: tuple[int, int], count: int) -> list[str]:
    """The lexemes of so many months back from a (year, month)."""
    start = first[0] * 12 + first[1] - 1
    return [f"~{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, max(start - count, 0), -1)]


__all__ = ["NEWEST", "RELEVANCE", "Asked", "days_of", "month_lexemes", "parse"]
