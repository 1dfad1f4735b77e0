"""Groups counted apart: a grade, a counter open to the public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..models import Group, Member, Scope
from ..queries import unit_places
from .counting import _populate

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Names


class GroupCodeTaken(Refusal):
    message = _("Another group of this administration has this code.")
    advice = _("Choose another code.")
    status = 422


@transaction.atomic
def open_group(*, actor: Actor, unit_id: int, kind: str, code: str, names: Names, now: datetime) -> Group:
    """A group of a unit, still without members.

    Raises:
        NotAllowed: the actor does not manage the telework of the unit.
        GroupCodeTaken
    """
    place = unit_places([unit_id]).get(unit_id)
    if place is None or not policies.may_manage(actor, unit_id, place[0]):
        raise NotAllowed
    if Group.objects.filter(administration_id=place[1], kind=kind, code=code, closed_at=None).exists():
        raise GroupCodeTaken
    group = Group.objects.create(
        unit_id=unit_id,
        administration_id=place[1],
        kind=kind,
        code=code,
        name_ar=names.ar,
        name_fr=names.fr,
        name_en=names.en,
        name_zgh=names.zgh,
    )
    _note(actor, group, "quotas.group_opened", now)
    return group


@transaction.atomic
def set_members(*, actor: Actor, group_id: int, person_ids: Collection[int], now: datetime) -> None:
    """Who is in the group from today on. Days already admitted stay counted as they were.

    Raises NotAllowed.
    """
    group = _locked(actor, group_id)
    today, wanted = now.date(), set(person_ids)
    for member in Member.objects.select_for_update().filter(group=group, ends_on=None):
        if member.person_id in wanted:
            wanted.discard(member.person_id)
        else:
            member.ends_on = max(today, member.starts_on)
            member.save(update_fields=["ends_on"])
    for person_id in sorted(wanted):
        Member.objects.create(group=group, person_id=person_id, starts_on=today)
    _populate(Scope.objects.select_related("unit", "group").filter(group=group), today)
    _note(actor, group, "quotas.group_changed", now)


@transaction.atomic
def close_group(*, actor: Actor, group_id: int, now: datetime) -> None:
    """The group is counted no more. Raises NotAllowed."""
    group = _locked(actor, group_id)
    if group.closed_at is None:
        group.closed_at = now
        group.save(update_fields=["closed_at"])
        _note(actor, group, "quotas.group_closed", now)


def _locked(actor: Actor, group_id: int) -> Group:
    group = Group.objects.select_for_update(of=("self",)).select_related("unit").get(pk=group_id)
    if not policies.may_manage(actor, group.unit_id, group.unit.path):
        raise NotAllowed
    return group


def _note(actor: Actor, group: Group, kind: str, now: datetime) -> None:
    journal.append(
        chain=f"telework:{group.administration_id}",
        kind=kind,
        subject=f"quotas.group:{group.pk}",
        actor_id=actor.person_id,
        at=now,
        facts={"code": group.code, "members": group.members.filter(ends_on=None).count()},
    )
