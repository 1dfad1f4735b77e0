"""Whom a letter is given to, as the page sends it: one line a unit or post, kept from one request to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..enums import Verb
from ..operations.giving import Asked
from ..queries import choosing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import QueryDict

LONGEST = 2000  # characters of an instruction
MOST = 300  # lines of a choice


@dataclass(slots=True)
class Line:
    """A line of the choice. `due` is what the date field holds."""

    choice: choosing.Choice
    verb: str
    due: date | None
    text: str = ""
    lead: bool = False


@dataclass(slots=True)
class ChoiceForm:
    """`usual` and `days`: the date every line starts with, and the count of worked days it comes from; a line left at
    that date follows the calendar."""

    lines: list[Line]
    note: str
    usual: date | None
    days: int | None

    @classmethod
    def read(
        cls, data: QueryDict, administration_id: int, usual: date | None, days: int | None, now: datetime
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
            lines.append(Line(choice, known, due, text, lead == choice.key and known != Verb.INFORM))
        return cls(lines, data.get("note", "")[:LONGEST], usual, days)

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
                due_on=None if self.days and line.due == self.usual else line.due,
                due_days=self.days if line.due and line.due == self.usual else None,
            )
            for line in self.lines
        ]


def day(text: str | None, usual: date | None) -> date | None:
    """The date of a field; `usual` where the field was not there, none where it was emptied."""
    if text is None:
        return usual
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
