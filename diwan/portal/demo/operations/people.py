"""The people, the posts they sit in and the rights of those posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from diwan.core.organisations import api as organisations

from .. import queries

if TYPE_CHECKING:
    from datetime import datetime

    from .bodies import Places

PASSWORD = "marhaba-diwan"  # noqa: S105  printed for whoever tries the demo; the demo listens on this machine only


def seat(places: Places, *, now: datetime) -> dict[str, int]:
    """Open the accounts and seat everybody in their post. The key of each person, by e-mail address."""
    users = {user.email: user for user in _accounts(places)}
    posts: dict[tuple[str, str, str], Any] = {}
    for body, rows in queries.data("people")["people"].items():
        for row in rows:
            key = (body, row["unit"], row["role"])
            if key not in posts:
                posts[key] = _post(places.units[body, row["unit"]].pk, row, now)
            organisations.name_holder(
                actor=organisations.SYSTEM,
                post_id=posts[key].pk,
                person_id=users[queries.address(body, row)].pk,
                starts_at=now,
                now=now,
            )
    return {email: user.pk for email, user in users.items()}


def _accounts(places: Places) -> list[Any]:
    """All accounts in one insert, with one hash: the password is the same, and hashing is slow on purpose."""
    model, password = get_user_model(), make_password(PASSWORD)
    users = []
    for body, rows in queries.data("people")["people"].items():
        for row in rows:
            user = model(
                email=queries.address(body, row),
                name_ar=row["ar"],
                name_latin=row["latin"],
                language=row.get("language", "ar"),
                administration=places.administrations[body],
                password=password,
            )
            user.search_text = user.searchable
            users.append(user)
    return model._default_manager.bulk_create(users)


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
        organisations.grant_right(actor=organisations.SYSTEM, post_id=post.pk, right=right, reach=reach, now=now)
    return post
