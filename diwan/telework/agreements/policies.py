"""Who may ask, decide, sign, hear and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

from .enums import LIVE, State
from .models import Agreement, Confidence

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Placed

    from .models import Appeal, Workplace


def may_manage(actor: Actor, row: Agreement) -> bool:
    """Decide, suspend, end: whoever manages the unit (or that to which the person moved), never for oneself."""
    if row.person_id == actor.person_id:
        return False
    units = [row.unit, *([row.review_unit] if row.review_unit else [])]
    return any(actor.may(rules.MANAGE, unit) for unit in units)


def may_impose(actor: Actor, unit: Placed, person_id: int) -> bool:
    return actor.may(rules.MANAGE, unit) and person_id != actor.person_id


def is_own(actor: Actor, row: Agreement) -> bool:
    return actor.person_id is not None and row.person_id == actor.person_id


def may_hear(actor: Actor, appeal: Appeal) -> bool:
    """Above whoever decided: a manager of the unit whose seat does not stand under the one that decided; at the top of
    an administration, somebody else."""
    row = appeal.agreement
    if actor.person_id in (None, row.person_id, appeal.against_id):
        return False
    top = appeal.below.parent_id is None
    seats = [reach.seat for reach in actor.reach(rules.MANAGE) if reach.covers(row.unit) and reach.seat]
    return any(top or not seat.unit_path.startswith(appeal.below.path) for seat in seats)


def may_check(actor: Actor, place: Workplace) -> bool:
    """The desk checks workplaces; one's own is checked by another."""
    return actor.may(rules.DESK, place.agreement.unit) and place.agreement.person_id != actor.person_id


def may_keep_charter(actor: Actor, administration_id: int) -> bool:
    root = organisations.root_unit(administration_id)
    return any(reach.covers(root) for reach in actor.reach(rules.PROGRAMME))


def confidences_for(actor: Actor) -> Q:
    """Told by oneself; by those one evaluates; by those one manages who agreed to it."""
    if actor.person_id is None:
        return Q(pk__in=[])
    named = organisations.within(actor, rules.EVALUATE, "unit")
    decides = Q(for_manager=True) & organisations.within(actor, rules.MANAGE, "unit") & ~Q(person=actor.person_id)
    return Q(person=actor.person_id) | named | decides


def may_read_confidence(actor: Actor, one: Confidence) -> bool:
    return Confidence.objects.filter(confidences_for(actor), pk=one.pk).exists()


def may_export(actor: Actor) -> bool:
    return actor.may(rules.MANAGE) or actor.may(rules.EVALUATE)


def is_live(row: Agreement) -> bool:
    return row.state in LIVE


def may_appeal(actor: Actor, row: Agreement) -> bool:
    """Against a refusal, and against what was imposed."""
    return is_own(actor, row) and (row.state == State.REFUSED or (row.imposed and row.state in LIVE))
