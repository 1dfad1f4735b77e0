"""A workbook becomes units, posts, people and seats: all of it in one transaction, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.accounts import api as accounts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..checking import check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

    from ..plans import Plan
    from ..tables import Table

IMPORT = "joining.import"  # why the workbook is kept


class HasMistakes(Refusal):
    message = _("The file has mistakes: nothing of it was imported.")
    advice = _("Correct them and send it again.")
    status = 422


class ChangedMeanwhile(Refusal):
    message = _("Somebody changed the directory at this very moment: nothing was imported.")
    advice = _("Look at the file again, then confirm.")


@transaction.atomic
def import_structure(
    *,
    actor: Actor,
    administration_id: int,
    tables: Mapping[str, Table],
    on: date,
    now: datetime,
    file_id: int | None = None,
) -> Plan:
    """Do what a workbook asks for. What it does not name is left as it is; asked twice, the second time does nothing.

    Args:
        on: the day from which units bear their new names and places.
        file_id: the workbook among the stored files, kept from now on as the proof of what was asked.

    Raises:
        NotAllowed
        HasMistakes: some row breaks a rule, now that it is looked at again under lock.
        ChangedMeanwhile: what was there changed under our hands.
        organisations' refusals: a change from a later day stands already.
    """
    if not policies.may_join(actor, administration_id):
        raise NotAllowed
    plan = check(tables, administration_id=administration_id, at=now)
    if plan.mistakes:
        raise HasMistakes
    if plan.changes_nothing:
        return plan
    try:
        with transaction.atomic():
            people = _people(actor, administration_id, plan, now)
            _units_and_posts(actor, administration_id, plan, people, on, now)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    if file_id is not None:
        files.claim(file_id, purpose=IMPORT, subject=f"{administration_id}:{now:%Y%m%d%H%M%S%f}", now=now)
    return plan


def _people(actor: Actor, administration_id: int, plan: Plan, now: datetime) -> dict[str, int]:
    """Open and correct accounts; the keys of all who take a post, by their address."""
    if plan.corrected_people:
        accounts.change_people(actor=actor, administration_id=administration_id, people=plan.corrected_people, now=now)
    keys: dict[str, int] = {}
    if plan.new_people:
        keys = accounts.open_accounts(actor=actor, administration_id=administration_id, people=plan.new_people, now=now)
    sitting = {address for _post, address in (*plan.seats, *plan.successions)} - set(keys)
    return {**keys, **{address: user.pk for address, user in accounts.by_email(sitting).items()}}


def _units_and_posts(
    actor: Actor, administration_id: int, plan: Plan, people: dict[str, int], on: date, now: datetime
) -> None:
    who = {"actor": actor, "now": now}
    for unit_id, names in plan.renamed_units:
        organisations.rename_unit(unit_id=unit_id, names=names, on=on, **who)  # type: ignore[arg-type]
    for unit_id, kind in plan.classified_units:
        organisations.classify_unit(unit_id=unit_id, kind=kind, **who)  # type: ignore[arg-type]
    for post_id, names, is_head in plan.renamed_posts:
        if not is_head:  # a head goes before another comes
            organisations.rename_post(post_id=post_id, names=names, is_head=False, **who)  # type: ignore[arg-type]
    organisations.plant_structure(
        actor=actor,
        administration_id=administration_id,
        units=plan.new_units,
        posts=plan.new_posts,
        seats=[(code, people[address]) for code, address in plan.seats],
        on=on,
        now=now,
    )
    _move(plan, organisations.structure(administration_id, now) if plan.moved_units else None, on, who)
    for post_id, names, is_head in plan.renamed_posts:
        if is_head:
            organisations.rename_post(post_id=post_id, names=names, is_head=True, **who)  # type: ignore[arg-type]
    for grant_id in plan.withdrawn:
        organisations.withdraw_right(grant_id=grant_id, **who)  # type: ignore[arg-type]
    for post_id, right, reach in plan.given:
        organisations.grant_right(post_id=post_id, right=right, reach=reach, **who)  # type: ignore[arg-type]
    for post_id, address in plan.successions:
        organisations.name_holder(post_id=post_id, person_id=people[address], starts_at=now, **who)  # type: ignore[arg-type]


def _move(plan: Plan, there: organisations.Structure | None, on: date, who: dict) -> None:
    """Under parents that may be new. Towards the root first, so that no unit ever passes below itself."""
    if there is None:
        return
    wanted = dict(plan.moved_units)
    codes = {line.id: line.code for line in there.units.values()}
    above = {line.code: line.parent for line in there.units.values()}
    above |= {codes[unit_id]: parent for unit_id, parent in wanted.items()}

    def depth(code: str) -> int:
        steps = 0
        while code and steps <= len(above):
            code, steps = above.get(code, ""), steps + 1
        return steps

    for unit_id in sorted(wanted, key=lambda unit_id: depth(codes[unit_id])):
        parent = there.units[wanted[unit_id] or there.root].id
        organisations.move_unit(unit_id=unit_id, parent_id=parent, on=on, **who)
