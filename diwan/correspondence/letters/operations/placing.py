"""Where a letter stands beside its states: who may read it, its class, by when it is due, what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.kit.arabic import latin_digits
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import SECRECY, Level, LinkKind
from ..models import Letter, Link, PlanClass
from .linking import link
from .moving import ReasonMissing, locked
from .plan import ClassClosed
from .recording import record
from .sights import refresh

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class SameLevel(Refusal):
    message = _("This is who may read it already. Nothing was changed.")
    status = 400


class ClassElsewhere(Refusal):
    message = _("A letter is kept in a class of the plan of its own administration.")
    status = 400


class DueWithoutKind(Refusal):
    message = _("A due date says by which time limit.")
    status = 400


class NoSuchLetter(Refusal):
    message = _("No letter you may read has the reference “%(reference)s”.")
    status = 400


class LinkedToItself(Refusal):
    message = _("A letter is not linked to itself.")
    status = 400


def kept(actor: Actor, letter_id: int) -> Letter:
    """The letter, locked, for whoever keeps the mail of its office."""
    row = locked(letter_id)
    if not policies.may_keep(actor, row):
        raise NotAllowed
    return row


def change_level(*, actor: Actor, letter_id: int, level: Level, reason: str = "", now: datetime) -> Letter:
    """Say who may read a letter from this moment on; opening it to more readers asks for a reason.

    Raises:
        NotAllowed, SameLevel
        ReasonMissing: more people would read it, and nobody says why.
    """
    with acknowledged():
        row = kept(actor, letter_id)
        before = Level(row.level)
        if level == before:
            raise SameLevel
        if SECRECY.index(level) < SECRECY.index(before) and not reason.strip():
            raise ReasonMissing
        row.level = level
        row.save(update_fields=["level"])
        refresh(row)
        said = {"before": str(before), "after": str(level), "reason": reason.strip() or "—"}
        record(letter=row, kind="letters.level_changed", actor=actor, now=now, **said)
        return row


def put_in_class(*, actor: Actor, letter_id: int, plan_class_id: int, now: datetime) -> Letter:
    """Give a letter its place in the classification plan.

    Raises:
        NotAllowed, ClassClosed, ClassElsewhere
    """
    with acknowledged():
        row = kept(actor, letter_id)
        place = PlanClass.objects.filter(pk=plan_class_id, administration=row.administration_id).first()
        if place is None:
            raise ClassElsewhere
        if place.closed_at is not None:
            raise ClassClosed
        row.plan_class = place
        row.save(update_fields=["plan_class"])
        record(letter=row, kind="letters.classed", actor=actor, now=now, code=place.code)
        return row


def move_due(*, actor: Actor, letter_id: int, due_on: date | None, due_kind: str, reason: str, now: datetime) -> Letter:
    """Give a letter another due date, or none, with a reason.

    Raises:
        NotAllowed, ReasonMissing, DueWithoutKind
    """
    if not reason.strip():
        raise ReasonMissing
    if due_on and not due_kind:
        raise DueWithoutKind
    with acknowledged():
        row = kept(actor, letter_id)
        follow_due(letter=row, due_on=due_on, due_kind=due_kind, reason=reason.strip(), actor=actor, now=now)
        return row


def follow_due(*, letter: Letter, due_on: date | None, due_kind: str, reason: str, actor: Actor, now: datetime) -> None:
    """Write the due date of a locked letter: the caller has decided where it is now. Nothing if it is there already."""
    kind = due_kind if due_on else ""
    if (letter.due_on, letter.due_kind) == (due_on, kind):
        return
    letter.due_on, letter.due_kind = due_on, kind
    letter.save(update_fields=["due_on", "due_kind"])
    if due_on:
        said = {"day": due_on.isoformat(), "reason": reason}
        record(letter=letter, kind="letters.due_moved", actor=actor, now=now, **said)
    else:
        record(letter=letter, kind="letters.due_removed", actor=actor, now=now, reason=reason)


def link_to(*, actor: Actor, letter_id: int, reference: str, kind: LinkKind, now: datetime) -> Letter:
    """Join a letter to an earlier one by its reference, seen by whoever joins them.

    Raises:
        NotAllowed, NoSuchLetter, LinkedToItself
    """
    with acknowledged():
        row = kept(actor, letter_id)
        other = letter_named(actor, reference)
        if other.pk == row.pk:
            raise LinkedToItself
        link(letter=row, other_id=other.pk, kind=kind, now=now)
        record(letter=row, kind="letters.linked", actor=actor, now=now, reference=other.reference)
        return row


def letter_named(actor: Actor, reference: str) -> Letter:
    """The letter this reference names, among those this actor may read.

    Raises:
        NoSuchLetter
    """
    asked = latin_digits(reference).strip().upper()
    found = Letter.objects.visible_to(actor).filter(reference=asked).first() if asked else None
    if found is None:
        raise NoSuchLetter(reference=reference)
    return found


def unlink(*, actor: Actor, letter_id: int, link_id: int, now: datetime) -> Letter:
    """Take a link away that was made by mistake; the history says that it stood. Nothing if it is gone.

    Raises:
        NotAllowed
    """
    with acknowledged():
        row = kept(actor, letter_id)
        seen = Letter.objects.visible_to(actor)
        found = Link.objects.filter(pk=link_id, letter=row, other__in=seen).select_related("other").first()
        if found is not None:
            reference = found.other.reference
            found.delete()
            record(letter=row, kind="letters.unlinked", actor=actor, now=now, reference=reference)
        return row
