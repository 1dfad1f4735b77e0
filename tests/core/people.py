"""A small ministry and its people, made by the operations themselves: what tests of the core start from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from diwan.core.accounts.models import User
from diwan.core.organisations.actors import SYSTEM, Actor, Names
from diwan.core.organisations.models import Administration, Post, Unit
from diwan.core.organisations.operations import posts, units

FOUNDED = date(2020, 1, 1)
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
LONG_AGO, LATER = NOW - timedelta(days=300), NOW + timedelta(days=30)
PASSWORD = "un mot de passe assez long"


def person(latin: str = "Amina El Alaoui", arabic: str = "أمينة العلوي", **fields: Any) -> User:
    email = f"{latin.lower().replace(' ', '.')}@men.example"
    return User.objects.create_user(email, PASSWORD, name_ar=arabic, name_latin=latin, **fields)


def as_actor(who: User) -> Actor:
    """Somebody who sits nowhere and has no right."""
    return Actor(person_id=who.pk, name="")


def administration(code: str = "MEN", country: str = "MA", arabic: str = "وزارة التربية الوطنية") -> Administration:
    names = Names(arabic, "Ministère de l'éducation nationale")
    return units.open_administration(actor=SYSTEM, code=code, country=country, names=names, on=FOUNDED, now=NOW)


def root(tenant: Administration) -> Unit:
    return Unit.objects.get(administration=tenant, parent__isnull=True)


def unit(parent: Unit, arabic: str = "مديرية الموارد البشرية", kind: str = "directorate", **fields: Any) -> Unit:
    options = {"on": FOUNDED, **fields}
    return units.create_unit(actor=SYSTEM, parent_id=parent.pk, kind=kind, names=Names(arabic), now=NOW, **options)


def post(place: Unit, arabic: str = "مدير", *, rights: dict[str, str] | None = None, **fields: Any) -> Post:
    made = posts.create_post(actor=SYSTEM, unit_id=place.pk, names=Names(arabic, "Directeur"), now=NOW, **fields)
    for right, reach in (rights or {}).items():
        posts.grant_right(actor=SYSTEM, post_id=made.pk, right=right, reach=reach, now=NOW)
    return made


def make_head(of: Post) -> None:
    """This post heads its unit, and whichever did before does not: a unit has one head."""
    Post.objects.filter(unit_id=of.unit_id).exclude(pk=of.pk).update(is_head=False)
    Post.objects.filter(pk=of.pk).update(is_head=True)


def seat(who: User, where: Post, **fields: Any) -> Any:
    options = {"starts_at": LONG_AGO, **fields}
    return posts.name_holder(actor=SYSTEM, post_id=where.pk, person_id=who.pk, now=NOW, **options)
