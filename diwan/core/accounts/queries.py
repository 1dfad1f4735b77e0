"""Reading accounts, for those who administer them and for whoever is invited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from diwan.core.organisations import api as organisations

from .enums import ADMINISTER
from .models import Invitation, User
from .tokens import read_token

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


def accounts_for(actor: Actor) -> QuerySet[User]:
    """The accounts of the administrations where the actor administers accounts; what is elsewhere does not exist."""
    reaches = actor.reach(ADMINISTER)
    if any(reach.path == "/" for reach in reaches):
        return User.objects.all()
    return User.objects.filter(administration_id__in={r.seat.administration_id for r in reaches if r.seat})


def administrations_for(actor: Actor, at: date) -> list[tuple[int, str]]:
    """The administrations in which the actor may open accounts: key and name in the language of the page."""
    roots = organisations.administrations(at)
    reaches = actor.reach(ADMINISTER)
    if not any(reach.path == "/" for reach in reaches):
        roots = roots.filter(unit__administration_id__in={r.seat.administration_id for r in reaches if r.seat})
    return [(root.unit.administration_id, str(root)) for root in roots]


def invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation of an address, if it still opens."""
    found = Invitation.objects.standing(now).select_related("person")
    return found.filter(pk=read_token(token), person__is_active=True, person__sign_in=User.SignIn.HERE).first()


def asked_to_join(token: str, now: datetime) -> Invitation | None:
    """What a member of the public asked for, if its address still opens an account."""
    return Invitation.objects.standing(now).filter(pk=read_token(token), person=None).first()


def people_with_invitations(administration_id: int) -> QuerySet[User]:
    """The open accounts of an administration, each with its `invitations`, newest first (2 queries)."""
    sent = Prefetch("invitation_set", queryset=Invitation.objects.order_by("-invited_at"), to_attr="invitations")
    people = User.objects.filter(administration_id=administration_id, is_active=True)
    return people.prefetch_related(sent).order_by("name_ar", "pk")


def by_email(emails: Iterable[str]) -> dict[str, User]:
    """The accounts that have one of these addresses (1 query)."""
    return {user.email: user for user in User.objects.filter(email__in=list(emails))}


@dataclass(frozen=True)
class Counts:
    """How many people an administration has, how many of them have come in, and how many were asked to."""

    people: int = 0
    active: int = 0
    invited: int = 0

    @property
    def to_invite(self) -> int:
        return self.people - self.active - self.invited


def counts(at: datetime) -> dict[int, Counts]:
    """The open accounts of every administration by its key (1 query)."""
    waits = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None, sign_in=User.SignIn.HERE)
    invited = Exists(Invitation.objects.standing(at).filter(person=OuterRef("pk")))
    rows = (
        User.objects.filter(is_active=True, administration__isnull=False)
        .annotate(was_invited=invited)
        .values("administration_id")
        .annotate(
            people=Count("pk"),
            active=Count("pk", filter=~waits),
            invited=Count("pk", filter=waits & Q(was_invited=True)),
        )
        .order_by()
    )
    return {row["administration_id"]: Counts(row["people"], row["active"], row["invited"]) for row in rows}
