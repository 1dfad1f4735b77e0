"""Rows of an administration that its security officers see, and sometimes the person they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import DESK, SECURITY

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def guarded(actor: Actor) -> set[int]:
    """The administrations of which this actor is a security officer: the right reaches the whole of one."""
    return organisations.reached(actor, (SECURITY,))[SECURITY].administrations


def helped(actor: Actor) -> set[int]:
    """The administrations of which this actor keeps the desk or the security."""
    found = organisations.reached(actor, (SECURITY, DESK))
    return found[SECURITY].administrations | found[DESK].administrations


class GuardedQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> GuardedQuerySet:
        """For the security officers of the administration."""
        return self.filter(administration__in=guarded(actor))


class PersonalQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> PersonalQuerySet:
        """For the person themselves, and the security officers of the administration."""
        mine = Q(person=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        return self.filter(mine | Q(administration__in=guarded(actor)))
