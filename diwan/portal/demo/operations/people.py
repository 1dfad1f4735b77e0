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
    posts: dict[tuple[str, str, str], Any] = {}
    for body, rows in queries.data("people")["people"].items():
        for row in rows:
            email, key = queries.address(body, row), (body, row["unit"], row["role"])
            people[email] = _account(body, row, places, now)
            if key not in posts:
                posts[key] = _post(places.units[body, row["unit"]].pk, row, now)
            organisations.name_holder(
                actor=organisations.SYSTEM,
                post_id=posts[key].pk,
                person_id=people[email],
                starts_at=now,
                now=now,
            )
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


def _account(body: str, row: dict[str, Any], places: Places, now: datetime) -> int:
    return accounts.open_account(
        actor=organisations.SYSTEM,
        email=queries.address(body, row),
        name_ar=row["ar"],
        name_latin=row["latin"],
        administration_id=places.administrations[body].pk,
        language=row.get("language", "ar"),
        invited=False,
        now=now,
    ).pk


def _post(unit_id: int, row: dict[str, Any], now: datetime) -> Any:
    role = queries.data("people")["roles"][row["role"]]
    post = organisations.create_post(
        actor=organisations.SYSTEM,
        unit_id=unit_id,
        names=queries.names(role),
        now=now,
        is_head=row.get("head", False),
        shared=role.get("shared", False),
    )
    for right, reach in role.get("rights", ()):
        if right not in organisations.rights():
            continue  # its app is not installed; a test watches that every app of the house is
        organisations.grant_right(actor=organisations.SYSTEM, post_id=post.pk, right=right, reach=reach, now=now)
    return post


def keys(people: dict[str, int]) -> list[int]:
    """Those one can step into first."""
    rows = queries.data("people")["people"]
    addresses = [queries.address(body, row) for body in rows for row in rows[body] if row.get("key")]
    return [people[email] for email in addresses]
