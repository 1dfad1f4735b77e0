"""The stamps of Diwan: a person's, and the registry's, in Arabic, in French or in both."""

from __future__ import annotations

import datetime as clock
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from diwan.core.calendars import api as calendars
from diwan.engines.documents import api as documents

from .forms import Base, Form, base, form

Language = Literal["ar", "fr", "both"]
SET_AT = datetime(2026, 1, 1, tzinfo=UTC)  # a stamp is no document: when it was set is told by the signature
MARGIN = 5  # points, as in the template


class Manner(StrEnum):
    """In whose place one signs."""

    OWN = "own"
    DELEGATION = "delegation"  # par délégation, بتفويض من
    INTERIM = "interim"  # par intérim, نيابة عن


class Grade(StrEnum):
    """What law 43.20 calls the signature."""

    SIMPLE = "simple"
    ADVANCED = "advanced"
    QUALIFIED = "qualified"


@dataclass(frozen=True)
class Words:
    """The same in Arabic and in French; Arabic stands in for what is missing."""

    ar: str
    fr: str = ""


@dataclass(frozen=True)
class Days:
    """A day in both calendars. The Hijri one follows what the country announced, hence `of` reads the database."""

    date: Words
    hijri: Words

    @classmethod
    def of(cls, day: clock.date, country: str) -> Days:
        def said(*, hijri: bool) -> Words:
            return Words(*(calendars.format_date(day, language, country, hijri=hijri) for language in ("ar", "fr")))

        return cls(said(hijri=False), said(hijri=True))

    def data(self) -> dict:
        return {"date": _both(self.date), "hijri": _both(self.hijri)}


@dataclass(frozen=True)
class Stamp:
    """What is seen of a person's signature. `behalf` is the post in whose place it is made, when it is; `note` says how
    it was given, where no key of the person made it."""

    name: Words
    post: Words
    days: Days
    manner: Manner = Manner.OWN
    behalf: Words | None = None
    grade: Grade = Grade.ADVANCED
    address: str = ""  # of verification
    language: Language = "ar"
    note: Words | None = None

    template = "signing/stamp"

    def data(self) -> dict:
        return {
            "name": _both(self.name),
            "post": _both(self.post),
            "behalf": _both(self.behalf) if self.behalf else None,
            "manner": self.manner.value,
            "grade": self.grade.value,
            "note": _both(self.note) if self.note else None,
            **self.days.data(),
        }

    @property
    def words(self) -> str:
        """The stamp for who cannot see it."""
        behalf = {Manner.DELEGATION: "بتفويض من", Manner.INTERIM: "نيابة عن"}.get(self.manner, "")
        standing = f"{behalf} {self.behalf.ar}" if behalf and self.behalf else ""
        said = (self.name.ar, self.post.ar, standing, self.note.ar if self.note else "", self.days.date.ar)
        return "، ".join(part for part in said if part)


@dataclass(frozen=True)
class RegistryStamp:
    """What is seen of the administration's seal: the number a letter was given, and when."""

    administration: Words
    number: str
    days: Days
    register: Words | None = None
    address: str = ""
    language: Language = "ar"

    template = "signing/registry_stamp"

    def data(self) -> dict:
        return {
            "administration": _both(self.administration),
            "number": self.number,
            "register": _both(self.register) if self.register else None,
            **self.days.data(),
        }

    @property
    def words(self) -> str:
        return f"{self.administration.ar}، {self.number}، {self.days.date.ar}"


AnyStamp = Stamp | RegistryStamp


def size(stamp: AnyStamp) -> tuple[float, float]:
    """Points: how wide and how high."""
    page = _base(replace(stamp, address=""))
    return page.width, page.height


def drawn(stamp: AnyStamp, *, turned: int = 0) -> Form:
    """The stamp as an appearance. Its words are set once for a batch; only the QR code is each document's own."""
    page = _base(replace(stamp, address=""))
    side = page.height - 2 * MARGIN
    # The code stands where reading ends: left of Arabic, right of French.
    left = page.width - MARGIN - side if stamp.language == "fr" else MARGIN
    return form(page, words=stamp.words, address=stamp.address, box=(left, MARGIN, side), turned=turned)


@lru_cache(maxsize=256)
def _base(stamp: AnyStamp) -> Base:
    language = "fr" if stamp.language == "fr" else "ar"
    data = {**stamp.data(), "languages": ["ar", "fr"] if stamp.language == "both" else [language]}
    return base(documents.render(stamp.template, data, language=language, title=stamp.words, at=SET_AT))


def _both(words: Words) -> dict:
    return {"ar": words.ar or words.fr, "fr": words.fr or words.ar}
