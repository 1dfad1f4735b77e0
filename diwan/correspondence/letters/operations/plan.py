"""The classification plan of an administration: its classes are made, renamed, moved, closed; never removed, since
letters and files keep the place they were given (ISO 15489-1, 8.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..models import Dossier, PlanClass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Names


class CodeTaken(Refusal):
    message = _("Another class of the plan has this code.")
    advice = _("Choose another code, or open that class.")
    status = 400


class NotThere(Refusal):
    message = _("A class cannot be placed under itself, nor under a closed class or one of another administration.")
    status = 400


class ClassClosed(Refusal):
    message = _("This class of the plan is closed. Nothing was changed.")
    advice = _("Choose a class that is open, or open this one again.")


class StillUsed(Refusal):
    message = _("This class still has open classes below it or open files in it: close them first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClass:
    """A class to make. `under` is the code of a class that exists or stands before it in the same list."""

    code: str
    names: Names
    under: str = ""


@transaction.atomic
def add_classes(*, actor: Actor, administration_id: int, classes: Sequence[NewClass], now: datetime) -> list[PlanClass]:
    """Make classes, those above first, all or none (1 statement for all, 1 for the journal).

    Raises:
        NotAllowed: the actor does not keep the plan of that administration.
        CodeTaken, NotThere
    """
    refuse_keeping(actor, administration_id)
    lock(administration_id)
    known = {row.code: row for row in PlanClass.objects.filter(administration=administration_id)}
    made = []
    for one, key in zip(classes, next_keys(len(classes)), strict=True):
        parent = known.get(one.under) if one.under else None
        if one.under and (parent is None or parent.closed_at is not None):
            raise NotThere
        if one.code in known:
            raise CodeTaken
        row = PlanClass(
            pk=key,
            administration_id=administration_id,
            parent_id=parent.pk if parent else None,
            path=f"{parent.path if parent else '/'}{key}/",
            code=one.code,
        )
        put_names(row, one.names)
        known[one.code] = row
        made.append(row)
    PlanClass.objects.bulk_create(made)
    note(actor, administration_id, "plan.class_added", now, codes=[row.code for row in made])
    return made


@transaction.atomic
def rename_class(*, actor: Actor, class_id: int, code: str, names: Names, now: datetime) -> PlanClass:
    """Give a class another code or other names; what is in it stays in it.

    Raises:
        NotAllowed, ClassClosed, CodeTaken
    """
    row = locked_class(actor, class_id)
    if row.closed_at is not None:
        raise ClassClosed
    was, row.code = row.code, code
    put_names(row, names)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "plan_class_code_once" in str(error):
            raise CodeTaken from error
        raise
    note(actor, row.administration_id, "plan.class_renamed", now, plan_class=row.pk, was=was, code=code)
    return row


@transaction.atomic
def move_class(*, actor: Actor, class_id: int, parent_id: int | None, now: datetime) -> PlanClass:
    """Place a class, with all that is below it, under another one, or at the top.

    Raises:
        NotAllowed, ClassClosed
        NotThere: under itself, under what is below it, or in the plan of another administration.
    """
    row = locked_class(actor, class_id)
    if row.closed_at is not None:
        raise ClassClosed
    parent = PlanClass.objects.filter(pk=parent_id, administration=row.administration_id, closed_at=None).first()
    if parent_id and (parent is None or parent.path.startswith(row.path)):
        raise NotThere
    former, row.path = row.path, f"{parent.path if parent else '/'}{row.pk}/"
    row.parent = parent
    below = PlanClass.objects.filter(path__startswith=former)
    below.update(path=Concat(Value(row.path), Substr(F("path"), len(former) + 1)))
    row.save(update_fields=["parent"])
    note(actor, row.administration_id, "plan.class_moved", now, plan_class=row.pk, under=parent.code if parent else "")
    return row


@transaction.atomic
def close_class(*, actor: Actor, class_id: int, now: datetime) -> PlanClass:
    """Nothing new enters the class; what is in it stays.

    Raises:
        NotAllowed, ClassClosed
        StillUsed: open classes stand below it, or open files in it.
    """
    row = locked_class(actor, class_id)
    if row.closed_at is not None:
        raise ClassClosed
    open_below = PlanClass.objects.filter(parent=row, closed_at=None).exists()
    if open_below or Dossier.objects.filter(plan_class=row, closed_on=None).exists():
        raise StillUsed
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    note(actor, row.administration_id, "plan.class_closed", now, plan_class=row.pk, code=row.code)
    return row


@transaction.atomic
def reopen_class(*, actor: Actor, class_id: int, now: datetime) -> PlanClass:
    """Take things into a closed class again.

    Raises:
        NotAllowed
        NotThere: the class above it is closed.
    """
    row = locked_class(actor, class_id)
    if row.parent is not None and row.parent.closed_at is not None:
        raise NotThere
    row.closed_at = None
    row.save(update_fields=["closed_at"])
    note(actor, row.administration_id, "plan.class_reopened", now, plan_class=row.pk, code=row.code)
    return row


def refuse_keeping(actor: Actor, administration_id: int) -> None:
    if not policies.may_plan(actor, organisations.root_unit(administration_id)):
        raise NotAllowed


def locked_class(actor: Actor, class_id: int) -> PlanClass:
    administration_id = PlanClass.objects.values_list("administration_id", flat=True).get(pk=class_id)
    refuse_keeping(actor, administration_id)
    lock(administration_id)
    return PlanClass.objects.select_related("parent").get(pk=class_id)


def lock(administration_id: int) -> None:
    """One at a time writes a plan: paths below a class move together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('letters.plan'), %s)", [administration_id])


def next_keys(count: int) -> list[int]:
    """Keys taken before the rows are written: the path of a class holds its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('letters_planclass', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def put_names(row: PlanClass, names: Names) -> None:
    row.name_ar, row.name_fr, row.name_en, row.name_zgh = names.ar, names.fr, names.en, names.zgh


def note(actor: Actor, administration_id: int, kind: str, now: datetime, **said: object) -> None:
    journal.append(
        chain=f"plan:{administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"administration:{administration_id}",
        facts=said,
    )
