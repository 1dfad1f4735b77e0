"""An operator opens an administration: its root, the post of its first administrator, and the invitation to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.zones import of_country

from .. import policies
from ..profiles import profiles

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Names

POST = "ADMIN"  # the code of the first post
TITLE = organisations.Names("مسؤول عن النظام", "Administrateur du système", "System administrator", "ⴰⵎⵙⵙⵓⴷⵓ ⵏ ⵓⵏⴳⵔⴰⵡ")


class HasCome(Refusal):
    message = _("The administrator of this administration has come in already and invites the others.")


class NoInvitation(Refusal):
    message = _("No invitation of this administration still opens: there is none to take back.")


@dataclass(frozen=True)
class First:
    """The first administrator: who receives the invitation."""

    email: str
    name_ar: str
    name_latin: str
    language: str = "ar"


@transaction.atomic
def open_administration(*, actor: Actor, code: str, country: str, names: Names, first: First, now: datetime) -> Any:
    """Open an administration and invite its first administrator, who works alone from there on.

    Raises:
        NotAllowed
        organisations' AgainstTheRules: the code is taken, or is no code.
        accounts.AccountRefused: the address is taken, or is no address.
    """
    if not policies.may_operate(actor):
        raise NotAllowed
    founder = founding(actor)
    administration = organisations.open_administration(
        actor=founder,
        code=code,
        country=country,
        names=names,
        on=now.astimezone(of_country(country)).date(),
        now=now,
    )
    root = organisations.root_unit(administration)
    post = organisations.create_post(actor=founder, unit_id=root.pk, names=TITLE, code=POST, shared=True, now=now)
    for right, reach in profiles()["administrator"].rights:
        organisations.grant_right(actor=founder, post_id=post.pk, right=right, reach=reach, now=now)
    person = accounts.open_account(
        actor=founder,
        email=first.email,
        name_ar=first.name_ar,
        name_latin=first.name_latin,
        language=first.language,
        administration_id=administration.pk,
        now=now,
    )
    organisations.name_holder(actor=founder, post_id=post.pk, person_id=person.pk, starts_at=now, now=now)
    return administration


@transaction.atomic
def invite_again(*, actor: Actor, administration_id: int, now: datetime) -> int:
    """Send the first administrators their invitation once more, while none of them has come; how many.

    Raises:
        NotAllowed, HasCome
    """
    sent = 0
    for person_id in _first_ones(actor, administration_id, now):
        try:
            with transaction.atomic():
                accounts.invite(actor=founding(actor), person_id=person_id, now=now)
            sent += 1
        except accounts.AlreadySignsIn:
            continue
    if not sent:
        raise HasCome
    return sent


@transaction.atomic
def take_back(*, actor: Actor, administration_id: int, now: datetime) -> int:
    """Take back the invitations of the first administrators that still open: a wrong address, a doubt; how many.

    Raises:
        NotAllowed, NoInvitation
    """
    people = _first_ones(actor, administration_id, now)
    taken = sum(accounts.revoke_invitation(actor=founding(actor), person_id=pk, now=now) for pk in people)
    if not taken:
        raise NoInvitation
    return taken


def _first_ones(actor: Actor, administration_id: int, now: datetime) -> frozenset[int]:
    """Who sits in the first post.

    Raises:
        NotAllowed
    """
    if not policies.may_operate(actor):
        raise NotAllowed
    posts = organisations.structure(administration_id, now).posts
    return posts[POST].holders if POST in posts else frozenset()


def founding(actor: Actor) -> Actor:
    """The operator while founding: with the rights of an administrator, for what these operations name and no more."""
    rights = (organisations.ADMINISTER, accounts.ADMINISTER)
    return replace(actor, grants=(*actor.grants, *(organisations.Reach(right, "/") for right in rights)))
