"""A small world for tests, made through the doors of the apps: an administration, its units, offices, people, letters.

men = world.administration("MEN")
clerk = world.seated(men.root, {"deposits.process": "unit"})
letter = world.deposit(world.office(men.root, "MEN"))
"""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import SYSTEM, Names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diwan.core.organisations.api import Actor

FOUNDED = date(2016, 1, 1)
BEGINNING = datetime(2024, 1, 2, 8, 0, tzinfo=UTC)  # people sit in their posts from here on
NOW = datetime(2026, 11, 18, 10, 2, 3, tzinfo=UTC)  # a working Wednesday in Morocco and in Kuwait
PASSWORD = "a-password-for-tests"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

_count = itertools.count(1)


@dataclass(frozen=True)
class Body:
    """An administration and the unit above all its others."""

    administration: Any
    root: Any

    @property
    def pk(self) -> int:
        return self.administration.pk


def administration(code: str = "MEN", *, country: str = "MA", name: str = "وزارة التربية الوطنية") -> Body:
    """An administration with its root unit and nothing else."""
    made = organisations.open_administration(
        actor=SYSTEM, code=code, country=country, names=Names(name, f"Administration {code}"), on=FOUNDED, now=BEGINNING
    )
    return Body(made, organisations.root_unit(made))


def unit(parent: Any, code: str = "", *, kind: str = "directorate", name: str = "مديرية") -> Any:
    """A unit below another."""
    return organisations.create_unit(
        actor=SYSTEM, parent_id=parent.pk, kind=kind, names=Names(name), on=FOUNDED, now=BEGINNING, code=code
    )


def office(unit: Any, code: str, *, public: bool = True) -> Any:
    """A registry office in a unit."""
    return organisations.open_registry_office(
        actor=SYSTEM,
        unit_id=unit.pk,
        code=code,
        names=Names("مكتب الضبط", "Bureau d'ordre", "Registry office"),
        on=FOUNDED,
        now=BEGINNING,
        accepts_public=public,
    )


def person(
    administration: Body | None = None, *, email: str = "", name: str = "سلمى بناني", language: str = "ar"
) -> Any:
    """Somebody with an account and the password `PASSWORD`, and no post."""
    return accounts.open_account(
        actor=SYSTEM,
        email=email or f"person{next(_count)}@tests.example",
        name_ar=name,
        name_latin="Salma Bennani",
        administration_id=administration.pk if administration else None,
        language=language,
        password=PASSWORD,
        now=BEGINNING,
    )


def post(unit: Any, rights: Mapping[str, str] | None = None, *, shared: bool = False, is_head: bool = False) -> Any:
    """A post in a unit with rights, each as far as it says: `{"deposits.process": "subtree"}`."""
    made = organisations.create_post(
        actor=SYSTEM, unit_id=unit.pk, names=Names("منصب"), now=BEGINNING, shared=shared, is_head=is_head
    )
    for right, reach in (rights or {}).items():
        organisations.grant_right(actor=SYSTEM, post_id=made.pk, right=right, reach=reach, now=BEGINNING)
    return made


def seated(unit: Any, rights: Mapping[str, str] | None = None, **about: Any) -> Any:
    """Somebody who sits in a post of that unit with these rights."""
    body = Body(unit.administration, organisations.root_unit(unit.administration))
    user = person(body, **about)
    organisations.name_holder(
        actor=SYSTEM, post_id=post(unit, rights).pk, person_id=user.pk, starts_at=BEGINNING, now=BEGINNING
    )
    return user


def actor(user: Any, at: datetime = NOW) -> Actor:
    """What that person may do at that moment."""
    return organisations.actor_for(user.pk, at)


def stored(name: str = "piece.pdf", content: bytes = PDF, *, at: datetime = NOW) -> Any:
    """A file received and not yet claimed."""
    from diwan.core.files import api as files

    return files.store(io.BytesIO(content), name=name, now=at)


def deposit(office: Any, *, subject: str = "طلب شهادة العمل", pieces: int = 0, at: datetime = NOW, **about: Any) -> Any:
    """A letter handed in at an office by a member of the public; the answer carries `deposit` and `code`."""
    from diwan.correspondence.deposits import api as deposits

    files = tuple(stored(f"piece-{n}.pdf", PDF + b"%%%d" % n, at=at).id for n in range(pieces))
    return deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=office.pk,
        applicant=deposits.Applicant(name="نجاة الرميلي", email="najat@tests.example"),
        letter=deposits.Letter(subject=subject, pieces=files, **about),
        now=at,
    )
