"""Files by subject: opened in a class of the plan, filled with letters, closed when the matter is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import Level
from ..models import Dossier, Letter, PlanClass
from .moving import locked
from .plan import ClassClosed
from .recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class DossierClosed(Refusal):
    message = _("This file is closed. Nothing was changed.")
    advice = _("Open it again to add letters to it or take some out.")


class DossierElsewhere(Refusal):
    message = _("A letter is kept in a file of its own administration.")
    status = 400


@transaction.atomic
def open_dossier(
    *,
    actor: Actor,
    unit_id: int,
    plan_class_id: int,
    title: str,
    level: Level = Level.ORDINARY,
    now: datetime,
) -> Dossier:
    """Open a file kept by a unit. Its number is that of its class and year, and the next one there: `04.2/2026/7`.

    Raises:
        NotAllowed: the actor does not keep the plan and the files of that unit.
        ClassClosed: nothing new enters that class.
    """
    plan_class = PlanClass.objects.select_for_update(of=["self"]).select_related("administration").get(pk=plan_class_id)
    place = next(iter(organisations.places([unit_id], plan_class.administration_id, now)), None)
    if place is None or not policies.may_plan(actor, place):
        raise NotAllowed
    if plan_class.closed_at is not None:
        raise ClassClosed
    today = calendars.local_day(now, plan_class.administration.country)
    row = Dossier.objects.create(
        administration_id=plan_class.administration_id,
        unit_id=unit_id,
        plan_class=plan_class,
        code=next_code(plan_class, today.year),
        title=title,
        level=level,
        opened_on=today,
    )
    note(actor, row, "dossier.opened", now, level=str(level))
    return row


def next_code(plan_class: PlanClass, year: int) -> str:
    """The class is locked by the caller, so that two files never get one number."""
    before = f"{plan_class.code}/{year}/"
    given = Dossier.objects.filter(administration=plan_class.administration_id, code__startswith=before)
    last = max((int(code.rpartition("/")[2]) for code in given.values_list("code", flat=True)), default=0)
    return f"{before}{last + 1}"


@transaction.atomic
def change_dossier(*, actor: Actor, dossier_id: int, title: str, level: Level, now: datetime) -> Dossier:
    """Give a file another title or level.

    Raises:
        NotAllowed, DossierClosed
    """
    row = locked_dossier(actor, dossier_id)
    if row.closed_on is not None:
        raise DossierClosed
    was, row.title, row.level = row.level, title, level
    row.save(update_fields=["title", "level"])
    note(actor, row, "dossier.changed", now, was=was, level=str(level))
    return row


@transaction.atomic
def close_dossier(*, actor: Actor, dossier_id: int, now: datetime) -> Dossier:
    """The matter is over: no letter enters the file or leaves it.

    Raises:
        NotAllowed, DossierClosed
    """
    row = locked_dossier(actor, dossier_id)
    if row.closed_on is not None:
        raise DossierClosed
    row.closed_on = calendars.local_day(now, row.administration.country)
    row.save(update_fields=["closed_on"])
    note(actor, row, "dossier.closed", now)
    return row


@transaction.atomic
def reopen_dossier(*, actor: Actor, dossier_id: int, now: datetime) -> Dossier:
    """The matter came up again.

    Raises:
        NotAllowed
    """
    row = locked_dossier(actor, dossier_id)
    row.closed_on = None
    row.save(update_fields=["closed_on"])
    note(actor, row, "dossier.reopened", now)
    return row


@transaction.atomic
def put_in_dossier(*, actor: Actor, letter_id: int, dossier_id: int | None, now: datetime) -> Letter:
    """Keep a letter in a file, or take it out (`None`). The file gives the letter its class if it has none.

    Raises:
        NotAllowed: the actor neither keeps the mail of the letter nor the file it goes to or leaves.
        DossierClosed, DossierElsewhere
    """
    letter = locked(letter_id)
    touched = [key for key in (letter.dossier_id, dossier_id) if key]
    rows = {row.pk: row for row in Dossier.objects.select_for_update(of=["self"]).filter(pk__in=touched)}
    if not policies.may_keep(actor, letter):
        seen = Letter.objects.visible_to(actor).filter(pk=letter.pk).exists()
        if not seen or not all(policies.may_plan(actor, row.unit) for row in rows.values()):
            raise NotAllowed
    if any(row.closed_on is not None for row in rows.values()):
        raise DossierClosed
    target = rows.get(dossier_id or 0)
    if dossier_id and (target is None or target.administration_id != letter.administration_id):
        raise DossierElsewhere
    letter.dossier = target
    letter.plan_class_id = letter.plan_class_id or (target.plan_class_id if target else None)
    letter.save(update_fields=["dossier", "plan_class"])
    kind = "letters.filed" if target else "letters.unfiled"
    record(letter=letter, kind=kind, actor=actor, now=now, **({"dossier": target.code} if target else {}))
    return letter


def locked_dossier(actor: Actor, dossier_id: int) -> Dossier:
    rows = Dossier.objects.select_for_update(of=["self"]).select_related("unit", "administration")
    row = rows.get(pk=dossier_id)
    if not policies.may_plan(actor, row.unit):
        raise NotAllowed
    return row


def note(actor: Actor, row: Dossier, kind: str, now: datetime, **said: object) -> None:
    journal.append(
        chain=f"plan:{row.administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"dossier:{row.pk}",
        facts={"code": row.code, **said},
    )
