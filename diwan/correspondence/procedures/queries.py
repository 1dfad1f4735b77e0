"""Reading the catalogue: plain values that say what a procedure asks and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Names

from .models import ProcedureVersion


@dataclass(frozen=True)
class Needed:
    """A document the depositor joins."""

    id: int
    names: Names
    required: bool


@dataclass(frozen=True)
class ProcedureCard:
    """A version of a procedure as other apps see it. `rule` is its legal time, None when no text sets one."""

    version_id: int
    procedure_id: int
    code: str
    country: str
    administration_id: int | None
    unit_id: int | None
    names: Names
    guidance: Names
    identity: str
    needed: tuple[Needed, ...]
    clock_start: str
    completion_days: int
    recourse: Names
    rule: calendars.LegalRule | None


def card(version_id: int) -> ProcedureCard | None:
    """The version of that key, in force or not: a deposit keeps the one it was made under (2 queries)."""
    rows = ProcedureVersion.objects.select_related("procedure").prefetch_related("needed_pieces")
    version = rows.filter(pk=version_id).first()
    return card_of(version) if version else None


def offered_at(office: organisations.OfficeCard, at: datetime, text: str = "") -> list[ProcedureCard]:
    """What may be asked for at an office at that moment, its own procedures before the country's (2 queries)."""
    rows = ProcedureVersion.objects.at(calendars.local_day(at, office.country)).matching(text)
    own = Q(procedure__administration_id=office.administration_id)
    common = Q(procedure__administration=None, procedure__country=office.country)
    found = rows.filter(own | common).select_related("procedure").prefetch_related("needed_pieces")
    return [card_of(row) for row in found.order_by("procedure__administration_id", "procedure__code")]


def card_of(version: ProcedureVersion) -> ProcedureCard:
    procedure = version.procedure
    return ProcedureCard(
        version_id=version.pk,
        procedure_id=procedure.pk,
        code=procedure.code,
        country=procedure.country,
        administration_id=procedure.administration_id,
        unit_id=version.unit_id,
        names=version.names,
        guidance=text(version.guidance),
        identity=version.identity,
        needed=tuple(Needed(piece.pk, piece.names, piece.required) for piece in version.needed_pieces.all()),
        clock_start=version.clock_start,
        completion_days=version.completion_days,
        recourse=text(version.recourse),
        rule=rule_of(version),
    )


def rule_of(version: ProcedureVersion) -> calendars.LegalRule | None:
    """The legal time of a version in the words of the calendars, which do the counting."""
    if version.days is None:
        return None
    source, names = text(version.source), version.names
    return calendars.LegalRule(
        since=version.starts_on,
        until=last_day(version.ends_on),
        source=calendars.Names(source.ar, source.fr, source.en, source.zgh),
        confirmed=version.confirmed,
        key=version.legal_key,
        names=calendars.Names(names.ar, names.fr, names.en, names.zgh),
        days=version.days,
        unit=version.day_unit,
        extensions=version.extensions,
        extension_days=version.extension_days,
        completions=version.completions,
        silence=version.silence,
        recourse_days=version.recourse_days or 0,
    )


def last_day(ends_on: date | None) -> date | None:
    """Versions end before a day, the rules of the calendars on one."""
    return date.fromordinal(ends_on.toordinal() - 1) if ends_on else None


def text(by_language: dict[str, str]) -> Names:
    """A JSON text as names; empty when there is none."""
    return Names(**{language: by_language.get(language, "") for language in ("ar", "fr", "en", "zgh")})
