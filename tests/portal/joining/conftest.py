"""An administration just opened, its administrator, and workbooks made by hand or at random."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pytest
import xlsxwriter
from django.utils import timezone

from diwan.core.accounts.models import User
from diwan.core.organisations import api as organisations
from diwan.portal.joining.enums import OPERATE
from diwan.portal.joining.operations import opening
from diwan.portal.joining.sheets import SHEETS
from diwan.portal.joining.tables import read
from tests.core import people

NAMES = organisations.Names("جماعة وزان", "Commune d'Ouezzane", "Municipality of Ouezzane")
FIRST = opening.First("admin@ouezzane.example", "سعيد الوزاني", "Said Ouazzani")
UNITS = [
    ["SG", "", "directorate", "الكتابة العامة", "Secrétariat général", ""],
    ["BO", "SG", "office", "مكتب الضبط", "Bureau d'ordre", ""],
]
POSTS = [
    ["BO-CHEF", "BO", "رئيس مكتب الضبط", "Chef", "", "registry_head", "yes", "no"],
    ["BO-AGENT", "BO", "عون", "Agent", "", "clerk", "no", "yes"],
]
PEOPLE = [
    ["s.alami@ouezzane.example", "سناء العلمي", "Sanae Alami", "BO-CHEF", "ar"],
    ["k.naciri@ouezzane.example", "كريم الناصري", "Karim Naciri", "BO-AGENT", "fr"],
]


def workbook(**sheets: list[list[Any]]) -> bytes:
    """An XLSX with these rows below the headings of our sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for at, row in enumerate([[column.code for column in SHEETS[name].columns], *rows]):
                for place, value in enumerate(row):
                    page.write(at, place, value)
    return out.getvalue()


def whole(**changed: list[list[Any]]) -> bytes:
    return workbook(**{"units": UNITS, "posts": POSTS, "people": PEOPLE, **changed})


def tables(content: bytes, extension: str = "xlsx") -> Any:
    return read(io.BytesIO(content), extension)


@dataclass
class Tenant:
    administration: Any
    admin: User

    @property
    def id(self) -> int:
        return self.administration.pk

    @property
    def actor(self) -> Any:
        return organisations.actor_for(self.admin.pk, timezone.now())


@pytest.fixture
def operator(db):
    """Somebody who operates the platform, and has no other right."""
    home = people.administration("DGSI", arabic="الإدارة الرقمية")
    user = people.person("Platform Operator", "مشغل", administration=home)
    people.seat(user, people.post(people.root(home), rights={OPERATE: "instance"}))
    return user


@pytest.fixture
def tenant(operator):
    now = timezone.now()
    actor = organisations.actor_for(operator.pk, now)
    made = opening.open_administration(actor=actor, code="OUZ", country="MA", names=NAMES, first=FIRST, now=now)
    return Tenant(made, User.objects.get(email=FIRST.email))
