"""What is in `data/`, and who of it can be stepped into."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from diwan.core.organisations.api import Names

from .enums import Role
from .models import Load

DATA = Path(__file__).parent / "data"


@cache
def data(name: str) -> dict[str, Any]:
    """One file of the demo, as written."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def text(name: str) -> str:
    """A text of the demo, as written."""
    return (DATA / name).read_text(encoding="utf-8").strip()


def names(row: dict[str, Any]) -> Names:
    """The names of a row in the four languages."""
    return Names(row["ar"], row.get("fr", ""), row.get("en", ""), row.get("zgh", ""))


def address(body: str, row: dict[str, Any]) -> str:
    """The e-mail address of a person: under .example, where no mail arrives (RFC 2606)."""
    return f"{row['email']}@{body.lower()}.example"


# --- the units as rows: code, parent, kind, names -------------------------------------------------------------------


@dataclass(frozen=True)
class UnitRow:
    """A unit to create below the root or below another one that comes before it."""

    code: str
    parent: str | None
    kind: str
    names: Names


def units(body: dict[str, Any]) -> list[UnitRow]:
    """The units of a body below its root, parents first; the ministry of education with its academies and schools."""
    rows = [UnitRow(u["code"], u.get("parent"), u["kind"], names(u)) for u in body["units"]]
    return [*rows, *academies(), *directorates(), *schools()] if body["code"] == "MEN" else rows


def academies() -> list[UnitRow]:
    """The 12 regional academies."""
    return [UnitRow(a["code"], None, "region", names(a)) for a in data("academies")["academies"]]


def directorates() -> list[UnitRow]:
    """The 82 provincial directorates, each under its academy."""
    return [
        UnitRow(d["code"], academy["code"], "province", names(d))
        for academy in data("academies")["academies"]
        for d in academy["directorates"]
    ]


def schools() -> list[UnitRow]:
    """Some schools; their codes number them within their directorate and kind: DP-FES-L2 is the second lycée."""
    kinds, rows = data("schools")["kinds"], []
    for directorate, listed in data("schools")["under"].items():
        seen: dict[str, int] = {}
        for letter, ar, latin in listed:
            seen[letter] = seen.get(letter, 0) + 1
            kind = kinds[letter]
            called = Names(kind["ar"].format(ar), kind["fr"].format(latin), kind["en"].format(latin))
            rows.append(UnitRow(f"{directorate}-{letter}{seen[letter]}", directorate, "establishment", called))
    return rows


@dataclass(frozen=True)
class OfficeRow:
    """A registry office to open."""

    code: str
    unit: str
    public: bool
    names: Names


def offices(body: dict[str, Any]) -> list[OfficeRow]:
    """The registry offices of a body; the academies have one each."""
    rows = [OfficeRow(o["code"], o["unit"], o["public"], names(o)) for o in body["offices"]]
    if body["code"] == "MEN":
        for a in data("academies")["academies"]:
            called = Names(a["office_ar"], a["office_fr"], a["office_en"])
            rows.append(OfficeRow(a["code"], a["code"], True, called))
    return rows


# --- who can be stepped into ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Character:
    """A person one can become, and what one can do then."""

    email: str
    names: Names
    role: Role
    unit: Names
    key: bool


@dataclass(frozen=True)
class Cast:
    """The characters of one administration."""

    code: str
    names: Names
    characters: list[Character]


def shown(row: dict[str, Any]) -> bool:
    """Whether a person of the data can be stepped into."""
    return row.get("key", False) or row.get("shown", False)


@cache
def casts() -> list[Cast]:
    """Those of each administration, in the order of the data. Without a query."""
    people, found = data("people")["people"], []
    for body in data("bodies")["bodies"]:
        called = {unit.code: unit.names for unit in units(body)}
        found.append(
            Cast(
                body["code"],
                names(body["names"][-1]),
                [
                    Character(
                        email=address(body["code"], row),
                        names=Names(row["ar"], row["latin"], row["latin"]),
                        role=Role(row["role"]),
                        unit=called[row["unit"]],
                        key=row.get("key", False),
                    )
                    for row in people[body["code"]]
                    if shown(row)
                ],
            )
        )
    return found


@cache
def members() -> list[Character]:
    """The members of the public who have an account."""
    return [
        Character(row["email"], Names(row["ar"], row["latin"], row["latin"]), Role.MEMBER, Names(""), key=True)
        for row in data("people")["members"]
    ]


def loaded() -> bool:
    """Whether the demo is in this database, whole."""
    return Load.objects.exists()


def character_user(email: str) -> Any:
    """The account of a character, open; None for anybody who is not in the cast, whatever accounts there are."""
    everybody = [*members(), *(character for cast in casts() for character in cast.characters)]
    if not any(character.email == email for character in everybody):
        return None
    return get_user_model()._default_manager.filter(email=email, is_active=True).first()
