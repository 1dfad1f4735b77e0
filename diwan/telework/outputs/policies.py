"""Who sets tasks, delivers, accepts, and keeps the catalogue and the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import MANAGE, PROGRAMME

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Placed

    from .models import Task, WeeklyReport


def may_manage(actor: Actor, task: Task) -> bool:
    """Whoever manages the unit, but nobody judges their own work."""
    return task.person_id != actor.person_id and actor.may(MANAGE, task.unit)


def may_do(actor: Actor, task: Task) -> bool:
    return actor.person_id is not None and task.person_id == actor.person_id


def may_set(actor: Actor, unit: Placed) -> bool:
    return actor.may(MANAGE, unit)


def may_keep_catalogue(actor: Actor, administration_id: int) -> bool:
    """Standard times hold for a whole administration: whoever manages all of it, or runs the adoption in it."""
    root = organisations.root_unit(administration_id)
    return actor.may(PROGRAMME, root) or actor.may(MANAGE, root)


def may_write_report(actor: Actor, report: WeeklyReport) -> bool:
    """The manager of the unit, or the liaison officer (002, ch. 9(1))."""
    return actor.may(MANAGE, report.unit) or actor.may(PROGRAMME, report.unit)


def may_answer_report(actor: Actor, report: WeeklyReport) -> bool:
    """Whoever sits in the post it was sent to."""
    return any(seat.post_id == report.to_post_id for seat in actor.seats)
