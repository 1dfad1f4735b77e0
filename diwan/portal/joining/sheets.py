"""The sheets of the workbook: their columns, what each is called in every language, and how a cell is understood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise

from .enums import SheetCode
from .profiles import profiles

YES, NO = _("yes"), _("no")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640]")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True)
class Column:
    """A column: `choices` are the words it takes (code → what it is called), `longest` in characters."""

    code: str
    label: Any
    help: Any
    required: bool = False
    choices: str = ""
    longest: int = 200
    machine: bool = False  # a code or an address: digits and case do not count


@dataclass(frozen=True)
class Sheet:
    """A table: its columns, and rows that show how it is filled."""

    code: SheetCode
    columns: tuple[Column, ...]
    examples: tuple[tuple[Any, ...], ...]


NAME_AR = Column("name_ar", _("Name in Arabic"), _("As it stands on the letterhead."), required=True)
NAME_FR = Column("name_fr", _("Name in French"), _("Empty, the Arabic name is shown."))
NAME_EN = Column("name_en", _("Name in English"), _("Empty, another name is shown."))

SHEETS: dict[str, Sheet] = {
    SheetCode.UNITS: Sheet(
        SheetCode.UNITS,
        (
            Column(
                "code",
                _("Code"),
                _("Short and lasting: by it the unit is known again next time. Letters, digits, hyphens."),
                required=True,
                longest=32,
                machine=True,
            ),
            Column(
                "parent", _("Code of the unit above"), _("Empty: directly below the top."), longest=32, machine=True
            ),
            Column("kind", _("Kind"), _("One of the list."), required=True, choices="kinds"),
            NAME_AR,
            NAME_FR,
            NAME_EN,
        ),
        (
            ("SG", "", "directorate", "الكتابة العامة", "Secrétariat général", "General Secretariat"),
            ("BO", "SG", "office", "مكتب الضبط", "Bureau d'ordre", "Registry office"),
            (
                "DRH",
                "SG",
                "directorate",
                "مديرية الموارد البشرية",
                "Direction des ressources humaines",
                "Human Resources",
            ),
        ),
    ),
    SheetCode.POSTS: Sheet(
        SheetCode.POSTS,
        (
            Column(
                "code",
                _("Code"),
                _("By it the post is known again, and people are put in it."),
                required=True,
                longest=32,
                machine=True,
            ),
            Column("unit", _("Code of its unit"), _("Of the sheet of units."), required=True, longest=32, machine=True),
            NAME_AR,
            NAME_FR,
            NAME_EN,
            Column("profile", _("Rights"), _("One of the list. Empty: rights stay as they are."), choices="profiles"),
            Column("head", _("Heads its unit"), _("Yes or no. A unit has one head."), choices="yesno"),
            Column("shared", _("Several people"), _("Yes when several people hold it at once."), choices="yesno"),
        ),
        (
            (
                "BO-CHEF",
                "BO",
                "رئيس مكتب الضبط",
                "Chef du bureau d'ordre",
                "Head of registry",
                "registry_head",
                "yes",
                "no",
            ),
            ("BO-AGENT", "BO", "عون مكتب الضبط", "Agent du bureau d'ordre", "Registry clerk", "clerk", "no", "yes"),
            ("DRH-DIR", "DRH", "مدير الموارد البشرية", "Directeur des RH", "HR Director", "none", "yes", "no"),
        ),
    ),
    SheetCode.PEOPLE: Sheet(
        SheetCode.PEOPLE,
        (
            Column(
                "email",
                _("E-mail address"),
                _("With it the person signs in."),
                required=True,
                longest=254,
                machine=True,
            ),
            Column("name_ar", _("Name in Arabic"), _("First name, then family name."), required=True, longest=150),
            Column("name_latin", _("Name in Latin letters"), _("As on the identity card."), required=True, longest=150),
            Column(
                "post",
                _("Code of the post"),
                _("Of the sheet of posts; several with ; between."),
                longest=300,
                machine=True,
            ),
            Column("language", _("Language"), _("Of pages and messages. Empty: Arabic."), choices="languages"),
        ),
        (
            ("s.alami@example.org", "سناء العلمي", "Sanae Alami", "BO-CHEF", "ar"),
            ("k.naciri@example.org", "كريم الناصري", "Karim Naciri", "BO-AGENT", "fr"),
        ),
    ),
}


def choices(kind: str) -> dict[str, Any]:
    """The words a column takes: code → what it is called in the language of the page."""
    if kind == "kinds":
        return dict(organisations.UnitKind.choices)
    if kind == "profiles":
        return {code: profile.names.here for code, profile in profiles().items()}
    return dict(settings.LANGUAGES) if kind == "languages" else {"yes": YES, "no": NO}


@cache
def words(kind: str) -> dict[str, str]:
    """Every way to write a choice, in any of the languages, to its code."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, label in choices(kind).items():
                found[folded(label)] = found[folded(code)] = code
    if kind == "yesno":
        found |= {"1": "yes", "true": "yes", "x": "yes", "0": "no", "false": "no"}
    return found


@cache
def headings(code: str) -> dict[str, str]:
    """Every way to write the heading of a column of that sheet to the code of the column."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for column in SHEETS[code].columns:
                found[folded(column.label)] = found[folded(column.code)] = column.code
    return found


@cache
def titles() -> dict[str, str]:
    """Every way to write the title of a sheet to its code."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code in SHEETS:
                found[folded(SheetCode(code).label)] = found[folded(code)] = code
    return found


def folded(text: Any) -> str:
    """As compared: case, accents, hamza, the star of what is required and spaces do not count."""
    return normalise(cleaned(text).replace("*", "").replace("_", " ")).strip()


def cleaned(value: Any) -> str:
    """A cell as text: whole numbers without their point, no invisible marks, single spaces."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", str(value)))
    return " ".join(text.split())


def machine(text: str) -> str:
    """A code as it is kept: Latin digits, capitals, no spaces."""
    return text.translate(DIGITS).replace(" ", "").upper()
