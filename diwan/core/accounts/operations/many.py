"""Many accounts at once, from a list somebody checked: opened and corrected in a few statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed

from .. import policies
from ..models import User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

AT_ONCE = 1000  # rows in a statement
FIELDS = ("name_ar", "name_latin", "language")


@dataclass(frozen=True)
class Newcomer:
    """A person as a list names them; `email` in lower case."""

    email: str
    name_ar: str
    name_latin: str
    language: str = "ar"


@transaction.atomic
def open_accounts(*, actor: Actor, administration_id: int, people: Sequence[Newcomer], now: datetime) -> dict[str, int]:
    """Open accounts without inviting anybody yet; their keys by address. The caller has checked each row.

    Raises:
        NotAllowed
    """
    _demand(actor, administration_id)
    nobody_knows = make_password(None)  # one for all: no password matches it
    made = User.objects.bulk_create(
        [_prepared(person, administration_id, nobody_knows) for person in people], batch_size=AT_ONCE
    )
    _written(actor, administration_id, "accounts.opened", [user.pk for user in made], now)
    return {user.email: user.pk for user in made}


@transaction.atomic
def change_people(*, actor: Actor, administration_id: int, people: Sequence[Newcomer], now: datetime) -> int:
    """Correct names and languages of people of this administration, found by their address; how many.

    Raises:
        NotAllowed
    """
    _demand(actor, administration_id)
    said = {person.email: person for person in people}
    found = list(
        User.objects.filter(administration_id=administration_id, email__in=said).select_for_update(no_key=True)
    )
    for user in found:
        for field in FIELDS:
            setattr(user, field, getattr(said[user.email], field))
        user.search_text = user.searchable
    User.objects.bulk_update(found, [*FIELDS, "search_text"], batch_size=AT_ONCE)
    _written(actor, administration_id, "accounts.corrected", [user.pk for user in found], now)
    return len(found)


def _demand(actor: Actor, administration_id: int) -> None:
    if not policies.may_administer_accounts_of(actor, administration_id):
        raise NotAllowed


def _prepared(person: Newcomer, administration_id: int, password: str) -> User:
    user = User(
        email=person.email,
        name_ar=person.name_ar,
        name_latin=person.name_latin,
        language=person.language,
        administration_id=administration_id,
        password=password,
    )
    user.search_text = user.searchable
    return user


def _written(actor: Actor, administration_id: int, kind: str, keys: list[int], now: datetime) -> None:
    """One entry for a thousand people, so that the journal says who they are without growing by a thousand."""
    code = organisations.root_unit(administration_id).administration.code
    for start in range(0, len(keys), AT_ONCE):
        facts: dict[str, Any] = {"people": keys[start : start + AT_ONCE]}
        journal.append(
            chain=f"accounts:{code}",
            kind=kind,
            at=now,
            actor_id=actor.person_id,
            subject=f"administration:{administration_id}",
            facts=facts,
        )
