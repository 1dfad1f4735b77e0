"""Writes: an administration sets a rule from a day on, ends it, or withdraws what has not begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from . import policies
from .checking import refuse_contradictions, refuse_value
from .events import RulesAdjusted
from .models import Adjustment
from .queries import rules_of
from .timeline import at, changes, rows_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

LOCK = 0x7477  # "tw": our room among the advisory locks that take two numbers


class InThePast(Refusal):
    message = _("A rule starts today or later: what was in force stays as it was.")
    status = 422


class EndsBeforeItStarts(Refusal):
    message = _("The end comes after the start.")
    status = 422


class NoGround(Refusal):
    message = _("Say on what ground: a decision, a circular, an article.")
    status = 422


class NothingChanges(Refusal):
    message = _("From that day the rule already says this. Nothing was recorded.")
    status = 422


class AlreadyWithdrawn(Refusal):
    message = _("This adjustment was already withdrawn.")


class AlreadyBegun(Refusal):
    message = _("This adjustment is in force already: it cannot be withdrawn.")
    advice = _("Give it an end: what was decided under it stays as it was.")


class AlreadyEnded(Refusal):
    message = _("This adjustment has ended already.")


@transaction.atomic
def adjust(
    *,
    actor: Actor,
    administration_id: int,
    key: str,
    value: Any,
    starts_on: date,
    ground: str,
    now: datetime,
    ends_on: date | None = None,
) -> Adjustment:
    """Set a rule from a day (included) to another (excluded), instead of what holds then.

    `key` and `value` as in `Adjustment`. A later adjustment wins over an earlier one of the same rule.

    Raises:
        NotAllowed: the actor does not adjust the rules of that administration.
        InThePast, EndsBeforeItStarts, NoGround, NothingChanges: as they say.
        UnknownRule, BadValue, BadQuota, UnknownProfile, NoRoom, BeyondTheLaw: see `refuse_value`.
        QuotasContradict, TooLong, HoursContradict, WeekTooShort: on any later day, see `refuse_contradictions`.
    """
    root = organisations.root_unit(administration_id)
    if not policies.may_adjust(actor, root):
        raise NotAllowed
    country = root.administration.country
    if starts_on < calendars.local_day(now, country):
        raise InThePast
    if ends_on is not None and ends_on <= starts_on:
        raise EndsBeforeItStarts
    if not ground.strip():
        raise NoGround
    _one_at_a_time(administration_id)
    rows = rows_of(administration_id)
    refuse_value(key, value, _lawful(country, rows, starts_on), starts_on)
    row = Adjustment(
        administration_id=administration_id,
        key=key,
        value=value,
        starts_on=starts_on,
        ends_on=ends_on,
        ground=ground.strip(),
        made_at=now,
        made_by_id=actor.person_id,
    )
    if any(old[1:5] == (key, value, starts_on, ends_on) for old in rows[-1:]):
        raise NothingChanges
    after = (*rows, (0, key, value, starts_on, ends_on, row.ground))
    _refuse_disagreement(country, after, starts_on)
    row.save()
    said = {"key": key, "value": value, "from": starts_on.isoformat()}
    said["until"] = ends_on.isoformat() if ends_on else None
    _record(actor, row, "rules.adjusted", now, said, starts_on)
    return row


@transaction.atomic
def end(*, actor: Actor, adjustment_id: int, ends_on: date, reason: str, now: datetime) -> Adjustment:
    """An adjustment in force holds no more from a day on, today at the earliest.

    Raises NotAllowed, AlreadyWithdrawn, AlreadyEnded, InThePast, EndsBeforeItStarts, NoGround, and those of
    `refuse_contradictions`; Adjustment.DoesNotExist.
    """
    row, country = _mine(actor, adjustment_id)
    today = calendars.local_day(now, country)
    if row.ends_on is not None and row.ends_on <= today:
        raise AlreadyEnded
    if ends_on < today:
        raise InThePast
    if ends_on <= row.starts_on:
        raise EndsBeforeItStarts
    if not reason.strip():
        raise NoGround
    row.ends_on = ends_on
    _refuse_disagreement(country, _with(row), ends_on)
    row.save(update_fields=["ends_on"])
    _record(actor, row, "rules.ended", now, {"key": row.key, "until": ends_on.isoformat(), "reason": reason}, ends_on)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, adjustment_id: int, reason: str, now: datetime) -> Adjustment:
    """Take back an adjustment that has not begun; its row stays.

    Raises NotAllowed, AlreadyWithdrawn, AlreadyBegun, NoGround, and those of `refuse_contradictions`;
    Adjustment.DoesNotExist.
    """
    row, country = _mine(actor, adjustment_id)
    if row.starts_on <= calendars.local_day(now, country):
        raise AlreadyBegun
    if not reason.strip():
        raise NoGround
    rest = tuple(other for other in rows_of(row.administration_id) if other[0] != row.pk)
    _refuse_disagreement(country, rest, row.starts_on)
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawal_reason = now, actor.person_id, reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _record(actor, row, "rules.withdrawn", now, {"key": row.key, "reason": row.withdrawal_reason}, row.starts_on)
    return row


def _mine(actor: Actor, adjustment_id: int) -> tuple[Adjustment, str]:
    row = Adjustment.objects.get(pk=adjustment_id)
    root = organisations.root_unit(row.administration_id)
    if not policies.may_adjust(actor, root):
        raise NotAllowed
    _one_at_a_time(row.administration_id)
    row.refresh_from_db()
    if row.withdrawn_at:
        raise AlreadyWithdrawn
    return row, root.administration.country


def _one_at_a_time(administration_id: int) -> None:
    """Two who adjust at once wait for each other: together their rules could contradict."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, administration_id])


def _with(row: Adjustment) -> tuple[tuple[Any, ...], ...]:
    """All that stands, with this row as it is about to be."""
    return tuple((*old[:4], row.ends_on, old[5]) if old[0] == row.pk else old for old in rows_of(row.administration_id))


def _lawful(country: str, rows: tuple[tuple[Any, ...], ...], day: date) -> Any:
    """The rules of the profile followed on that day, without any other adjustment: the limits an adjustment keeps."""
    profiles = tuple(row for row in rows if row[1] == "profile")
    return at(country, profiles, day) if profiles else rules_of(country, day)


def _refuse_disagreement(country: str, rows: tuple[tuple[Any, ...], ...], since: date) -> None:
    """Rules agree on that day and on each later one on which something begins or ends."""
    for day in [since, *(day for day in changes(country, rows) if day > since)]:
        refuse_contradictions(at(country, rows, day))


def _record(actor: Actor, row: Adjustment, kind: str, now: datetime, said: dict[str, Any], starts_on: date) -> None:
    """Written last, because a chain stays locked until the transaction ends; then told."""
    journal.append(
        chain=f"rules:{row.administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"adjustment:{row.pk}",
        facts=said,
    )
    facts.tell(
        RulesAdjusted(
            administration_id=row.administration_id,
            adjustment_id=row.pk,
            key=row.key,
            starts_on=starts_on.isoformat(),
        )
    )
