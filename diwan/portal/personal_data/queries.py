"""What a person reads of what is held about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal

from . import sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from .sources import Source

SHOWN = 20
EXPORTED = 2000  # rows of one source in an export
LONGEST = 2000  # characters of one value on a page


@dataclass(frozen=True)
class Held:
    """A value held, with why."""

    label: str
    value: str
    name: str


@dataclass(frozen=True)
class Line:
    """A row: its values, and who read it where that is noted."""

    pk: str
    values: list[Held]
    readers: list[tuple[str, datetime | None]]


def home(person_id: int) -> list[tuple[str, list[tuple[Source, int]]]]:
    """By app, the sources that hold something of this person (1 query)."""
    counted = sources.counts(person_id)
    found: dict[str, list[tuple[Source, int]]] = {}
    for one in sources.sources():
        if counted.get(one.key):
            found.setdefault(str(one.app.verbose_name), []).append((one, counted[one.key]))
    return list(found.items())


def page(one: Source, person_id: int, *, after: int, country: str, language: str) -> tuple[list[Line], int]:
    """The rows of a source from a place on, and the place after them, 0 at the end."""
    rows = list(one.rows(person_id).order_by("-pk")[after : after + SHOWN + 1])
    more = after + SHOWN if len(rows) > SHOWN else 0
    rows = rows[:SHOWN]
    names = people_in(one, rows)
    readers = readers_of(one, rows) if one.whole else {}
    lines = []
    for row in rows:
        values = [
            Held(str(field.verbose_name), written(field, row, names, country, language), field.name)
            for field, _said in one.shown()
        ]
        lines.append(Line(str(row.pk), values, readers.get(row.pk, [])))
    return lines, more


def people_in(one: Source, rows: Iterable[models.Model]) -> dict[int, tuple[str, str]]:
    """The names of whoever is named in these rows (1 query)."""
    fields = [field for field, _said in one.shown() if sources.to_person(field)]
    keys = {getattr(row, field.attname) for row in rows for field in fields} - {None}
    people = get_user_model().objects.filter(pk__in=keys) if keys else ()
    return {person.pk: (person.name_ar, person.name_latin) for person in people}


def readers_of(one: Source, rows: list[models.Model]) -> dict[Any, list[tuple[str, datetime | None]]]:
    """Who read these rows, where an app keeps a log of readers (a query a log)."""
    found: dict[Any, list[tuple[str, datetime | None]]] = {}
    for log, name in sources.logs(one.model):
        entries = log._base_manager.filter(**{f"{name}__in": [row.pk for row in rows]}).select_related("reader")
        for entry in entries[:500]:
            at = getattr(entry, "last_at", None) or getattr(entry, "first_at", None)
            reader = entry.reader  # type: ignore[attr-defined]
            found.setdefault(getattr(entry, f"{name}_id"), []).append((reader.name_ar if reader else "", at))
    return found


def written(
    field: models.Field, row: models.Model, names: dict[int, tuple[str, str]], country: str, language: str
) -> str:
    """A value in words; a secret is said to be held, and not shown."""
    value = getattr(row, field.attname)
    if value in (None, "", [], {}):
        return "–"
    if sources.SECRET.search(field.name) or isinstance(value, bytes | memoryview):
        return _("held, not shown: it opens a door")
    if sources.to_person(field):
        arabic, latin = names.get(value, ("", ""))
        return arabic if language in {"ar", "zgh"} else latin or arabic
    return plain(field, row, value, country, language)[:LONGEST]


def plain(field: models.Field, row: models.Model, value: Any, country: str, language: str) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        day = calendars.format_date(calendars.local_day(value, country), language, country)
        return f"{day} {calendars.format_time(value, country, language)}"
    if isinstance(value, date):
        return calendars.format_date(value, language, country)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def in_the_journal(person_id: int) -> list[dict[str, Any]]:
    """What the journal says was done to this person's account, latest first, a hundred at most (1 query)."""
    return journal.history(f"user:{person_id}")[::-1][:100]


def export(person_id: int, country: str, language: str) -> list[dict[str, Any]]:
    """Everything held, as plain values: a block for each source with rows."""
    blocks = []
    for app, held in home(person_id):
        for one, _count in held:
            rows = list(one.rows(person_id).order_by("-pk")[:EXPORTED])
            names = people_in(one, rows)
            blocks.append(
                {
                    "app": app,
                    "kind": one.label,
                    "by": one.by,
                    "fields": [
                        {
                            "name": field.name,
                            "label": str(field.verbose_name),
                            "purpose": str(said.purpose),
                            "basis": str(said.basis),
                            "retention": str(said.retention),
                            "readers": str(said.readers),
                        }
                        for field, said in one.shown()
                    ],
                    "rows": [
                        {field.name: written(field, row, names, country, language) for field, _said in one.shown()}
                        for row in rows
                    ],
                }
            )
    return blocks


@dataclass
class Purpose:
    """A line of the register of processing: what is held for one purpose."""

    purpose: str
    basis: list[str]
    retention: list[str]
    readers: list[str]
    holds: dict[str, list[str]]  # kind of record → fields

    @property
    def fields(self) -> int:
        return sum(len(names) for names in self.holds.values())


def register() -> list[tuple[str, list[Purpose]]]:
    """The register of processing, by app then purpose, from the code alone (law 09-08, articles 15 and 19)."""
    found: dict[str, dict[str, Purpose]] = {}
    for config, model, fields, _subject in sources.declarations():
        for name, said in fields.items():
            purposes = found.setdefault(str(config.verbose_name), {})
            line = purposes.setdefault(str(said.purpose), Purpose(str(said.purpose), [], [], [], {}))
            for held, words in (
                (line.basis, said.basis),
                (line.retention, said.retention),
                (line.readers, said.readers),
            ):
                if str(words) not in held:
                    held.append(str(words))
            field = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            line.holds.setdefault(str(model._meta.verbose_name_plural), []).append(field)
    return [(app, list(purposes.values())) for app, purposes in found.items()]
