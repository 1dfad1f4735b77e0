"""What the public meets, for tests: registry offices, their clerks, files and letters, on top of `tests.core.people`.

office = world.office(people.root(people.administration("MEN")), "MEN")
clerk = world.clerk(office)
handed_in = world.deposit(office, pieces=2)      # .deposit and .code
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from tests.core import people
from tests.core.people import FOUNDED, NOW

if TYPE_CHECKING:
    from datetime import datetime

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def office(unit: Any, code: str, *, public: bool = True) -> Any:
    """A registry office in a unit."""
    return organisations.open_registry_office(
        actor=organisations.SYSTEM,
        unit_id=unit.pk,
        code=code,
        names=organisations.Names("مكتب الضبط", "Bureau d'ordre", "Registry office"),
        on=FOUNDED,
        now=NOW,
        accepts_public=public,
    )


def clerk(office: Any, latin: str = "Salma Bennani", **fields: Any) -> Any:
    """Somebody who processes what is deposited at that office."""
    user = people.person(latin, "سلمى بناني", administration=office.administration, **fields)
    people.seat(user, people.post(office.unit, rights={"deposits.process": "unit"}))
    return user


def stored(name: str = "piece.pdf", content: bytes = PDF, *, at: datetime = NOW) -> Any:
    """A file received and not yet claimed."""
    return files.store(io.BytesIO(content), name=name, now=at)


def deposit(office: Any, *, subject: str = "طلب شهادة العمل", pieces: int = 0, at: datetime = NOW, **about: Any) -> Any:
    """A letter handed in at an office by a member of the public: `.deposit`, and `.code` to follow it."""
    handed = tuple(stored(f"piece-{n}.pdf", PDF + b"%%%d" % n, at=at).id for n in range(pieces))
    return deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=office.pk,
        applicant=deposits.Applicant(name="نجاة الرميلي", email="najat@tests.example"),
        letter=deposits.Letter(subject=subject, pieces=handed, **about),
        now=at,
    )
