"""Two ministries with a registry office each, and a clerk at each counter."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pypdf
import pytest

from diwan.core.accounts import api as accounts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def a_pdf() -> bytes:
    """One empty page."""
    writer, page = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(page)
    return page.getvalue()


LONG_AGO = date(2020, 1, 1)
SETTING_UP = datetime(2020, 1, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 18, 10, 2, 3, 123456, tzinfo=UTC)
PDF = a_pdf()


@dataclass(frozen=True)
class Counter:
    """A registry office and the clerk who works there."""

    office_id: int
    code: str
    clerk: object

    @property
    def actor(self) -> Actor:
        return organisations.actor_for(self.clerk.pk, NOW)


def open_counter(code: str, country: str, name: str) -> Counter:
    system = organisations.SYSTEM
    administration = organisations.open_administration(
        actor=system,
        code=code,
        country=country,
        names=organisations.Names(name, name, name),
        on=LONG_AGO,
        now=SETTING_UP,
    )
    unit = organisations.root_unit(administration)
    office = organisations.open_registry_office(
        actor=system,
        unit_id=unit.pk,
        code=code,
        names=organisations.Names("مكتب الضبط", "Bureau d’ordre", "Registry office"),
        on=LONG_AGO,
        now=SETTING_UP,
        accepts_public=True,
    )
    post = organisations.create_post(
        actor=system, unit_id=unit.pk, names=organisations.Names("كاتب الضبط"), now=SETTING_UP
    )
    clerk = accounts.open_account(
        actor=system,
        email=f"clerk@{code.lower()}.test",
        name_ar="أسماء بناني",
        name_latin="Asmae Bennani",
        administration_id=administration.pk,
        now=SETTING_UP,
    )
    organisations.name_holder(actor=system, post_id=post.pk, person_id=clerk.pk, starts_at=SETTING_UP, now=SETTING_UP)
    organisations.grant_right(actor=system, post_id=post.pk, right="deposits.process", reach="subtree", now=SETTING_UP)
    return Counter(office.pk, code, clerk)


@pytest.fixture
def education(db) -> Counter:
    return open_counter("MEN", "MA", "وزارة التربية الوطنية")


@pytest.fixture
def finance(db) -> Counter:
    return open_counter("MEF", "MA", "وزارة الاقتصاد والمالية")


def a_procedure(code: str = "request", *, country: str = "MA", **said) -> int:
    """A procedure of a country, in force since long ago; the key of its version."""
    from diwan.correspondence.procedures.models import Procedure, ProcedureVersion

    version = ProcedureVersion.objects.create(
        procedure=Procedure.objects.create(country=country, code=code),
        **{
            "starts_on": LONG_AGO,
            "name_ar": "طلب قرار إداري",
            "name_fr": "Demande d’acte administratif",
            "legal_key": "request",
            "days": 60,
            "extensions": 1,
            "extension_days": 30,
            "silence": "acceptance",
            "recourse": {"ar": "المادة 17 من القانون 55-19", "fr": "Article 17 de la loi 55-19"},
            "source": {"ar": "القانون 55-19، المادة 16", "fr": "loi 55-19, article 16"},
            "search_text": "",
            **said,
        },
    )
    return version.pk


def at_the_counter(counter: Counter, *, at: datetime = NOW, subject: str = "طلب رخصة", **arrival) -> deposits.Deposited:
    """A letter that its clerk registers for somebody who came."""
    return deposits.register_arrival(
        actor=counter.actor,
        office_id=counter.office_id,
        applicant=deposits.Applicant(name="محمد الصديقي"),
        letter=deposits.Letter(subject=subject),
        arrival=deposits.Arrival(**{"channel": deposits.Channel.COUNTER, "received_on": at.date(), **arrival}),
        now=at,
    )


def keep_registers(counter: Counter) -> None:
    """Let the clerk annul, rectify, reserve and close."""
    seat = counter.actor.seats[0]
    organisations.grant_right(
        actor=organisations.SYSTEM, post_id=seat.post_id, right="registers.correct", reach="subtree", now=SETTING_UP
    )


def piece(content: bytes = PDF, name: str = "طلب.pdf") -> int:
    return files.store(io.BytesIO(content), name=name, now=NOW).id


def hand_in(counter: Counter, *, subject: str = "طلب شهادة العمل", at: datetime = NOW, **letter) -> deposits.Deposited:
    """A deposit by a member of the public."""
    applicant = deposits.Applicant(name="فاطمة الزهراء العلوي", email="fatima@example.test")
    return deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=counter.office_id,
        applicant=applicant,
        letter=deposits.Letter(subject=subject, **letter),
        now=at,
    )
