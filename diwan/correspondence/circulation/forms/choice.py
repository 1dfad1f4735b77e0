"""Whom a letter is given to, as the page sends it: one line a unit or post, kept from one request to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ..enums import ASIDE, Verb
from ..operations.giving import Asked
from ..queries import choosing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from django.http import QueryDict

    from ..models import DistributionEntry

LONGEST = 2000  # characters of an instruction
MOST = 300  # lines of a choice
MOST_DAYS = 365  # worked days that a list can give


@dataclass(slots=True)
class Line:
    """A line of the choice. `due` is what the date field holds; `days` the worked days that a list gives it."""

    choice: choosing.Choice
    verb: str
    due: date | None
    text: str = ""
    lead: bool = False
    days: int | None = None


@dataclass(slots=True)
class ChoiceForm:
    """`usual` and `days`: the date every line starts with, and the count of worked days it comes from; a line left at
    that date follows the calendar. `ends` says when other counts of days end; a list, kept for any letter, has none of
    these dates: its lines hold days."""

    lines: list[Line]
    note: str
    usual: date | None
    days: int | None
    ends: Callable[[int], date] | None = None

    @classmethod
    def read(
        cls,
        data: QueryDict,
        administration_id: int,
        now: datetime,
        *,
        usual: date | None = None,
        days: int | None = None,
        ends: Callable[[int], date] | None = None,
    ) -> ChoiceForm:
        """What was sent; what cannot be read counts as not said."""
        keys = data.getlist("key")[:MOST]
        lead = data.get("lead", "")
        lines = []
        for choice in choosing.named(keys, administration_id, now):
            verb = data.get(f"verb-{choice.key}", "")
            known = verb if verb in Verb.values else Verb.PREPARE
            due = None if known == Verb.INFORM else day(data.get(f"due-{choice.key}"), usual)
            text = data.get(f"text-{choice.key}", "")[:LONGEST]
            leads = lead == choice.key and known != Verb.INFORM
            given = None if known == Verb.INFORM else days_in(data.get(f"days-{choice.key}", ""))
            lines.append(Line(choice, known, due, text, leads, given))
        return cls(lines, data.get("note", "")[:LONGEST], usual, days, ends)

    @property
    def keys(self) -> list[str]:
        return [line.choice.key for line in self.lines]

    def add(self, choices: Sequence[choosing.Choice], verb: str, leads: Sequence[str] = ()) -> None:
        """More lines, those already there left alone."""
        for choice in choices:
            if choice.key not in self.keys:
                due = None if verb == Verb.INFORM else self.usual
                lead = choice.key in leads and not any(line.lead for line in self.lines)
                self.lines.append(Line(choice, verb, due, "", lead))

    def add_entries(self, entries: Iterable[DistributionEntry], administration_id: int, now: datetime) -> None:
        """The lines of a distribution list, each with its verb, its days and its words."""
        asked = {choosing.key_of(entry): entry for entry in entries}
        for choice in choosing.named(asked, administration_id, now):
            if choice.key not in self.keys:
                entry = asked[choice.key]
                self.add([choice], entry.verb, [choice.key] if entry.lead else ())
                line = self.lines[-1]
                line.text, line.days = entry.text, entry.days
                if entry.days and self.ends:
                    line.due = self.ends(entry.days)

    def keep_aside(self, units: set[int]) -> None:
        """These units are out of reach: what they are asked becomes an opinion, unless it is a copy."""
        for line in self.lines:
            if line.choice.unit in units:
                line.choice = replace(line.choice, aside=True)
                line.lead = False
                line.verb = line.verb if line.verb in ASIDE else Verb.OPINION

    def drop(self, key: str) -> None:
        self.lines = [line for line in self.lines if line.choice.key != key]

    @property
    def asked(self) -> list[Asked]:
        return [
            Asked(
                unit=line.choice.unit,
                post=line.choice.post,
                verb=Verb(line.verb),
                lead=line.lead,
                text=line.text,
                due_on=None if self.days_of(line) else line.due,
                due_days=self.days_of(line),
            )
            for line in self.lines
        ]

    def days_of(self, line: Line) -> int | None:
        """The worked days a line gives; none where somebody chose the date."""
        if self.ends is None:
            return line.days
        if line.days and line.due == self.ends(line.days):
            return line.days
        return self.days if line.due and line.due == self.usual else None


def days_in(text: str) -> int | None:
    """A count of days as it is sent; what cannot be one counts as not said."""
    return int(text) if text.isdecimal() and len(text) < 4 and 0 < int(text) <= MOST_DAYS else None


def day(text: str | None, usual: date | None) -> date | None:
    """The date of a field; `usual` where the field was not there, none where it was emptied."""
    if text is None:
        return usual
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
