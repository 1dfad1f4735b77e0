"""The administrations and registry offices of this instance as others address letters to them, the ended ones too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from .actors import Names
from .models import Administration, RegistryOffice, UnitVersion

if TYPE_CHECKING:
    from datetime import date, datetime

LANGUAGES = ("ar", "fr", "en", "zgh")


@dataclass(frozen=True)
class BodyCard:
    """A body: `MEN`, or `MEN/BO-RABAT` for one office of it. `until` is the first day on which it is no more; who
    took over from it then is `successor`. `office_id` is where its letters are received."""

    code: str
    administration_code: str
    names: Names
    country: str
    since: date
    until: date | None
    successor: str
    office_id: int | None

    def stands_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def body_cards(at: datetime, administration: str = "") -> list[BodyCard]:
    """Every administration that has or had a registry office, or this one, and every office of it (2 queries)."""
    codes = {"code": administration} if administration else {}
    last = UnitVersion.objects.filter(parent__isnull=True, unit__administration_id=OuterRef("pk")).order_by(
        "-starts_on"
    )
    named = {f"root_{language}": Subquery(last.values(f"name_{language}")[:1]) for language in LANGUAGES}
    rows = Administration.objects.filter(**codes).select_related("successor")
    administrations = list(rows.annotate(**named).order_by("code"))
    of_them = {"administration__in": administrations} if administration else {}
    offices = list(RegistryOffice.objects.filter(**of_them).select_related("unit").order_by("unit__path", "pk"))
    received: dict[int, list[RegistryOffice]] = {}
    for office in offices:
        received.setdefault(office.administration_id, []).append(office)
    found = []
    for one in administrations:
        own = received.get(one.pk, [])
        if own:
            found += [_administration(one, own, at), *(_office(one, office, own, at) for office in own)]
    return found


def body_at(code: str, at: datetime) -> BodyCard | None:
    """The body of that code, standing or not."""
    return next((card for card in body_cards(at, code.partition("/")[0]) if card.code == code), None)


def _administration(one: Administration, offices: list[RegistryOffice], at: datetime) -> BodyCard:
    standing = _first_open(offices, at)
    return BodyCard(
        code=one.code,
        administration_code=one.code,
        names=Names(*(getattr(one, f"root_{language}") or "" for language in LANGUAGES)),
        country=one.country,
        since=one.created_on,
        until=one.abolished_on,
        successor=one.successor.code if one.successor else "",
        office_id=standing.pk if standing else None,
    )


def _office(one: Administration, office: RegistryOffice, offices: list[RegistryOffice], at: datetime) -> BodyCard:
    ends = [day for day in (office.closed_on, office.unit.abolished_on, one.abolished_on) if day]
    standing = _first_open(offices, at)
    heir = one.successor.code if one.abolished_on and one.successor else one.code if standing else ""
    return BodyCard(
        code=f"{one.code}/{office.code}",
        administration_code=one.code,
        names=office.names,
        country=one.country,
        since=office.opened_on,
        until=min(ends, default=None),
        successor=heir if ends else "",
        office_id=office.pk,
    )


def _first_open(offices: list[RegistryOffice], at: datetime) -> RegistryOffice | None:
    """The office highest in the tree that is open: it receives what is sent to the administration."""
    day = at.date()

    def is_open(one: RegistryOffice) -> bool:
        return one.opened_on <= day and not any(end and end <= day for end in (one.closed_on, one.unit.abolished_on))

    return next(filter(is_open, offices), None)
