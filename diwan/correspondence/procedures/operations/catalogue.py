"""The country's common procedures, loaded from `catalogue/<country>.toml` as often as one likes."""

from __future__ import annotations

import tomllib
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from diwan.core.calendars import api as calendars
from diwan.core.organisations.api import SYSTEM, Names

from ..models import Procedure, ProcedureVersion
from ..terms import EMPTY, PieceTerms, Terms, terms_of
from .versions import record, refuse_beyond_the_law, rewrite, room, used, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

FOLDER = Path(__file__).parent.parent / "catalogue"


def load_all(*, now: datetime, folder: Path = FOLDER) -> int:
    """Bring the common procedures of every country up to date; how many versions were written or corrected."""
    return sum(load(country=path.stem, now=now, folder=folder) for path in sorted(folder.glob("*.toml")))


@transaction.atomic
def load(*, country: str, now: datetime, folder: Path = FOLDER) -> int:
    """Make the country's common procedures say what its file says. Loading the same file again changes nothing.

    A version under which something was deposited is never rewritten: what changed then holds from today. A procedure
    that left the file is closed today. How many versions were written, corrected or closed.
    """
    today, changed = calendars.local_day(now, country), 0
    data = tomllib.loads((folder / f"{country}.toml").read_text(encoding="utf-8"))
    codes = set()
    for code, group in groupby(blocks(data), key=lambda block: block[0]):
        codes.add(code)
        procedure, _made = Procedure.objects.get_or_create(country=country, administration=None, code=code)
        procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
        changed += bring_up_to_date(procedure, [(on, terms) for _code, on, terms in group], today, now)
    for version in gone(country, codes, today):
        version.ends_on = max(today, version.starts_on.fromordinal(version.starts_on.toordinal() + 1))
        version.save(update_fields=["ends_on"])
        record(SYSTEM, version, "procedure.closed", now, until=version.ends_on.isoformat())
        changed += 1
    return changed


def gone(country: str, codes: set[str], today: date) -> list[ProcedureVersion]:
    """What stands open and is no longer in the file."""
    rows = ProcedureVersion.objects.at(today).filter(procedure__country=country, procedure__administration=None)
    return list(rows.filter(ends_on=None).exclude(procedure__code__in=codes).select_related("procedure"))


def bring_up_to_date(procedure: Procedure, wanted: list[tuple[date, Terms]], today: date, now: datetime) -> int:
    """One procedure, its versions oldest first. What is there and says the same is left alone."""
    changed = 0
    for starts_on, terms in wanted:
        refuse_beyond_the_law(procedure.country, terms, starts_on)
        rows = procedure.versions.prefetch_related("needed_pieces").select_related("procedure").order_by("starts_on")
        there = list(rows)
        same_start = next((v for v in there if v.starts_on == starts_on), None)
        # A used version that changed in the file was followed by one from the day of that loading.
        heirs = [
            v for v in there if v.starts_on >= starts_on and not any(starts_on < on <= v.starts_on for on, _t in wanted)
        ]
        if any(terms_of(version) == terms for version in heirs[-1:]):
            continue
        if same_start is None and not heirs:
            version = write(procedure, terms, **room(there, starts_on))
        elif not used(heirs[-1]):
            version = heirs[-1]
            rewrite(version, terms)
        else:
            version = write(procedure, terms, **room(there, max(today, next_day(heirs[-1].starts_on))))
        record(SYSTEM, version, "procedure.loaded", now)
        changed += 1
    return changed


def next_day(day: date) -> date:
    return day.fromordinal(day.toordinal() + 1)


def blocks(data: dict[str, Any]) -> Iterator[tuple[str, date, Terms]]:
    """The versions of a file by code, oldest first. A word nobody knows fails, so that a slip is seen."""
    sources = {key: Names(**words) for key, words in data["sources"].items()}
    read = {
        "names": lambda words: Names(**words),
        "guidance": lambda words: Names(**words),
        "recourse": lambda words: Names(**words),
        "source": sources.__getitem__,
        "pieces": lambda rows: tuple(map(piece_terms, rows)),
    }
    for block in sorted(data["procedures"], key=lambda block: (block["code"], block["from"])):
        given = {word: read.get(word, lambda value: value)(value) for word, value in block.items()}  # type: ignore[operator]
        yield given.pop("code"), given.pop("from"), Terms(**{"source": EMPTY, **given})


def piece_terms(row: dict[str, Any]) -> PieceTerms:
    names = {language: name for language, name in row.items() if language != "required"}
    return PieceTerms(names=Names(**names), required=row.get("required", True))
