"""What administrators and heads keep: distribution lists, rules, delays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..models import DistributionEntry, DistributionList, Pace, RoutingRule
from ..queries import trying
from .giving import NobodyNamed, TwoLeads, UnitGone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .giving import Asked


class NameTaken(Refusal):
    message = _("Another list has this name.")
    status = 400


class NotTried(Refusal):
    message = _("Try the rule on past letters before putting it to work.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a rule says: all the conditions named must be met."""

    name: str
    unit: int
    verb: str
    sender: str = ""
    words: str = ""
    procedure: int | None = None
    plan_class: int | None = None
    by_itself: bool = False


@transaction.atomic
def keep_list(
    *,
    actor: Actor,
    administration_id: int,
    unit_id: int | None,
    name: str,
    asked: Sequence[Asked],
    list_id: int | None = None,
    now: datetime,
) -> DistributionList:
    """Make a list, or write one anew, of a unit or of the whole administration.

    Raises:
        NobodyNamed, TwoLeads, UnitGone, NameTaken
        NotAllowed
    """
    if not asked:
        raise NobodyNamed
    if sum(one.lead for one in asked) > 1:
        raise TwoLeads
    owner = organisations.places([unit_id], administration_id, now) if unit_id else []
    if unit_id and not owner:
        raise UnitGone
    if not policies.may_keep_list(actor, administration_id, owner[0] if owner else None):
        raise NotAllowed
    units = {one.unit for one in asked}
    if len(organisations.places(units, administration_id, now)) != len(units):
        raise UnitGone
    twins = DistributionList.objects.filter(administration=administration_id, unit=unit_id, name=name.strip())
    if twins.exclude(pk=list_id or 0).exists():
        raise NameTaken
    if list_id is None:
        row = DistributionList(administration_id=administration_id, unit_id=unit_id, made_at=now)
    else:
        row = own_list(actor, list_id)
    row.name = name.strip()
    row.save()
    row.entries.all().delete()
    DistributionEntry.objects.bulk_create(
        DistributionEntry(
            list=row,
            unit_id=one.unit,
            post_id=one.post,
            verb=one.verb,
            lead=one.lead,
            days=one.due_days,
            text=one.text.strip(),
            position=n,
        )
        for n, one in enumerate(asked, 1)
    )
    return row


@transaction.atomic
def delete_list(*, actor: Actor, list_id: int) -> None:
    """Raises:
    NotAllowed
    """
    own_list(actor, list_id).delete()


def own_list(actor: Actor, list_id: int) -> DistributionList:
    """The list, locked, if this actor keeps it."""
    row = DistributionList.objects.select_for_update(of=("self",)).select_related("unit").get(pk=list_id)
    if not policies.may_keep_list(actor, row.administration_id, row.unit):
        raise NotAllowed
    return row


@transaction.atomic
def keep_rule(
    *, actor: Actor, administration_id: int, condition: Condition, rule_id: int | None = None, now: datetime
) -> RoutingRule:
    """Make a rule or change one. Changed, it stops working until it was tried again.

    Raises:
        UnitGone, NotAllowed
    """
    if not policies.may_keep_rules(actor, administration_id):
        raise NotAllowed
    if not organisations.places([condition.unit], administration_id, now):
        raise UnitGone
    if rule_id is None:
        last = RoutingRule.objects.filter(administration=administration_id).aggregate(last=Max("position"))["last"]
        row = RoutingRule(administration_id=administration_id, position=(last or 0) + 1)
    else:
        row = own_rule(actor, rule_id)
    row.name, row.unit_id, row.verb = condition.name.strip(), condition.unit, condition.verb
    row.sender, row.words = condition.sender.strip(), condition.words.strip()
    row.procedure_id, row.plan_class_id, row.by_itself = condition.procedure, condition.plan_class, condition.by_itself
    row.enabled, row.tried_at, row.tried_on, row.tried_met, row.tried_right = False, None, 0, 0, 0
    row.save()
    told(actor, row, "kept", now)
    return row


@transaction.atomic
def try_rule(*, actor: Actor, rule_id: int, now: datetime) -> RoutingRule:
    """Try a rule on the last letters that were given: on how many it would have spoken, and how often rightly.

    Raises:
        NotAllowed
    """
    row = own_rule(actor, rule_id)
    trial = trying.trial(actor, row)
    row.tried_at, row.tried_on, row.tried_met, row.tried_right = now, trial.letters, trial.met, trial.right
    row.save(update_fields=["tried_at", "tried_on", "tried_met", "tried_right"])
    return row


@transaction.atomic
def put_to_work(*, actor: Actor, rule_id: int, enabled: bool, now: datetime) -> RoutingRule:
    """Put a rule to work once it was tried, or let it rest.

    Raises:
        NotTried, NotAllowed
    """
    row = own_rule(actor, rule_id)
    if enabled and row.tried_at is None:
        raise NotTried
    row.enabled = enabled
    row.save(update_fields=["enabled"])
    told(actor, row, "enabled" if enabled else "disabled", now)
    return row


@transaction.atomic
def move_rule(*, actor: Actor, rule_id: int, up: bool) -> None:
    """Have a rule read one place earlier or later.

    Raises:
        NotAllowed
    """
    row = own_rule(actor, rule_id)
    rows = list(RoutingRule.objects.filter(administration=row.administration_id).select_for_update())
    place = next(n for n, one in enumerate(rows) if one.pk == row.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for number, one in enumerate(rows, 1):
        one.position = number
    RoutingRule.objects.bulk_update(rows, ["position"])


@transaction.atomic
def delete_rule(*, actor: Actor, rule_id: int, now: datetime) -> None:
    """Raises:
    NotAllowed
    """
    row = own_rule(actor, rule_id)
    told(actor, row, "deleted", now)
    row.delete()


def own_rule(actor: Actor, rule_id: int) -> RoutingRule:
    """The rule, locked, if this actor keeps those of its administration."""
    row = RoutingRule.objects.select_for_update(of=("self",)).get(pk=rule_id)
    if not policies.may_keep_rules(actor, row.administration_id):
        raise NotAllowed
    return row


def told(actor: Actor, row: RoutingRule, what: str, now: datetime) -> None:
    """A rule can give letters by itself, so the journal says who put it there."""
    journal.append(
        chain=f"circulation:{row.administration_id}",
        kind=f"circulation.rule_{what}",
        at=now,
        actor_id=actor.person_id,
        subject=f"rule:{row.pk}",
        facts={"unit": row.unit_id, "by_itself": row.by_itself},
    )


@transaction.atomic
def keep_pace(*, actor: Actor, administration_id: int, **days: int | bool) -> Pace:
    """Set the delays of an administration; those of letters given before stay as they were said.

    Raises:
        NotAllowed
    """
    if not policies.may_keep_rules(actor, administration_id):
        raise NotAllowed
    row, _made = Pace.objects.update_or_create(administration_id=administration_id, defaults=days)
    return row
