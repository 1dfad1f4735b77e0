"""The people, the posts they sit in and the rights of those posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations

from .. import queries

if TYPE_CHECKING:
    from datetime import datetime

    from .bodies import Places

PASSWORD = "marhaba-diwan"  # noqa: S105  printed for whoever tries the demo; the demo listens on this machine only


def seat(places: Places, *, now: datetime) -> dict[str, int]:
    """Open the accounts and seat everybody in their post. The key of each person, by e-mail address."""
    people: dict[str, int] = {}
    for body in queries.data("people")["people"]:
        people |= _seated(body, places, now)
    for row in queries.data("people")["members"]:
        people[row["email"]] = accounts.open_account(
            actor=organisations.SYSTEM,
            email=row["email"],
            name_ar=row["ar"],
            name_latin=row["latin"],
            administration_id=None,
            invited=False,
            now=now,
        ).pk
    everybody = get_user_model()._default_manager.filter(pk__in=people.values())
    everybody.update(password=make_password(PASSWORD))  # hashed once, slow on purpose; nobody is invited to choose one
    return people


def _seated(body: str, places: Places, now: datetime) -> dict[str, int]:
    """The people of one body, as the workbook of an administration that joins brings them: all at once."""
    rows = queries.data("people")["people"][body]
    about: dict[str, Any] = {
        "actor": organisations.SYSTEM,
        "administration_id": places.administrations[body].pk,
        "now": now,
    }
    newcomers = [
        accounts.Newcomer(queries.address(body, row), row["ar"], row["latin"], row.get("language", "ar"))
        for row in rows
    ]
    people = accounts.open_accounts(people=newcomers, **about)
    organisations.plant_structure(
        units=[],
        posts=list({(row["unit"], row["role"]): _post(body, row) for row in reversed(rows)}.values()),
        seats=[(_code(row), people[queries.address(body, row)]) for row in rows],
        on=now.date(),
        **about,
    )
    return people


def _post(body: str, row: dict[str, Any]) -> organisations.NewPost:
    role = queries.data("people")["roles"][row["role"]]
    known = organisations.rights()
    return organisations.NewPost(
        code=_code(row),
        unit="" if row["unit"] == body else row["unit"],
        names=queries.names(role),
        is_head=row.get("head", False),
        shared=role.get("shared", False),
        # A right whose app is not installed is left out; a test watches that every app of the house is.
        rights=tuple((right, reach) for right, reach in role.get("rights", ()) if right in known),
    )


def _code(row: dict[str, Any]) -> str:
    return f"{row['unit']}-{row['role'].upper()}"


def keys(people: dict[str, int]) -> list[int]:
    """Those one can step into first."""
    rows = queries.data("people")["people"]
    addresses = [queries.address(body, row) for body in rows for row in rows[body] if row.get("key")]
    return [people[email] for email in addresses]
