"""Who keeps the committee, who votes, who speaks in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import Case, Member


def may_keep(actor: Actor, administration_id: int) -> bool:
    """Whoever holds the right over the whole administration."""
    root = organisations.root_unit(administration_id)
    return any(reach.covers(root) for reach in actor.reach(rules.EVALUATE))


def may_enter(actor: Actor, member: Member) -> bool:
    """One votes for oneself; the secretariat enters what was voted aloud."""
    return member.person_id == actor.person_id or may_keep(actor, member.administration_id)


def is_concerned(member: Member, case: Case) -> bool:
    """A member whose own agreement it is, or who gave the manager's opinion, withdraws."""
    return member.person_id in (case.agreement.person_id, case.opinion_by_id)


def may_give_opinion(actor: Actor, case: Case) -> bool:
    return agreements.may_manage(actor, case.agreement)


def may_state(actor: Actor, case: Case) -> bool:
    return actor.person_id is not None and case.agreement.person_id == actor.person_id
