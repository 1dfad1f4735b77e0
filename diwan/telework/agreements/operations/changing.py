"""What happens to an agreement there is: other days, a pause, a renewal, the end; days chosen week by week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules import api as rules

from .. import registry
from ..enums import COMING, LIVE, Did, State
from ..events import AgreementChanged, AgreementResumed, AgreementSuspended
from ..models import Agreement, ChosenDay, Pause, Term
from ..places import give_back, refit
from ..policies import is_own
from .asking import BadDates, TooLong, TooManyDays
from .common import expect, go, locked, managed, note, reason_of, today
from .starting import finish, paused, settle

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

DAY = timedelta(days=1)


class NoticeTooShort(Refusal):
    message = _("The notice of the rules is not kept: the earliest last day is %(day)s.")
    advice = _("Choose that day or a later one, or end at once and say the cause.")
    status = 422


class NoMoreRenewals(Refusal):
    message = _("The rules allow no further renewal of this agreement.")
    advice = _("The person may ask for a new agreement.")


class NotEvaluated(Refusal):
    message = _("An agreement is renewed only after an evaluation: %(why)s")
    advice = _("Have the committee evaluate it first.")


class NotFloating(Refusal):
    message = _("The days of this agreement are fixed; none is chosen week by week.")


class TooManyChosen(Refusal):
    message = _("%(most)s days at most may be chosen in a week.")
    status = 422


class NotChoosable(Refusal):
    message = _("One of these days cannot be chosen: it is past, not worked, or not covered.")
    status = 422


# --- the end --------------------------------------------------------------------------------------------------------


def earliest_end(row: Agreement, day: date, *, urgent: bool = False) -> date:
    """The last day at the soonest, by the notice of the rules: shorter in the trial, shortest when urgent."""
    here = rules.rules_for(row.administration_id, day)
    return rules.legal.earliest_end(here, row.starts_on, day, urgent=urgent, last_day=row.ends_on)


@transaction.atomic
def end(
    *,
    actor: Actor,
    agreement_id: int,
    ends_on: date | None,
    at_once: bool = False,
    ground: str,
    now: datetime,
    urgent: bool = False,
) -> Agreement:
    """End an agreement: with the notice of the rules, or at once for cause. `ends_on` is the last day covered; at once,
    not even today is. Before it started it simply goes.

    Raises:
        NotAllowed, WrongState, ReasonMissing, BadDates, NoticeTooShort
    """
    row = managed(actor, agreement_id)
    expect(row, *LIVE)
    finish_on(row, actor, ends_on, at_once=at_once, ground=reason_of(ground), now=now, urgent=urgent)
    return row


def finish_on(
    row: Agreement,
    actor: Actor,
    ends_on: date | None,
    *,
    at_once: bool,
    ground: str,
    now: datetime,
    urgent: bool = False,
) -> None:
    """Locked and allowed: note the end, and let it come."""
    day = today(row, now)
    row.stop_ground, row.stop_at_once = ground, at_once
    if at_once or row.force_from is None:
        row.stop_on = day
        finish(row, day, now)
        return
    soonest = earliest_end(row, day, urgent=urgent)
    if ends_on is None or ends_on > row.ends_on:
        raise BadDates
    if ends_on < soonest:
        raise NoticeTooShort(day=ends_on_words(soonest, row))
    row.stop_on = ends_on + DAY
    row.save()
    give_back(row, first=row.stop_on)
    note(row, Did.STOPPING, actor, now, why=ground, on=row.stop_on, told=AgreementChanged)
    settle(row, now)


def ends_on_words(day: date, row: Agreement) -> str:
    from django.utils.translation import get_language

    return calendars.format_date(day, get_language() or "ar", row.administration.country)


# --- pauses ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def suspend(
    *, actor: Actor, agreement_id: int, first: date, last: date | None = None, reason: str, now: datetime
) -> Agreement:
    """Nobody teleworks under it from `first` to `last`, or until it is resumed; the places are given back.

    Raises:
        NotAllowed, WrongState, ReasonMissing, BadDates
    """
    row = managed(actor, agreement_id)
    pause(row, actor, first, last, reason_of(reason), now)
    return row


def pause(
    row: Agreement, actor: Actor, first: date, last: date | None, reason: str, now: datetime, *, review: bool = False
) -> None:
    """Locked and allowed."""
    expect(row, *COMING, State.IN_FORCE)
    day = today(row, now)
    if first < day or (last is not None and last < first):
        raise BadDates
    Pause.objects.create(agreement=row, first=first, last=last, reason=reason, review=review)
    refit(row, first=first, now=now)
    if first <= day:
        go(row, State.SUSPENDED)
    row.save()
    did = Did.MOVED if review else Did.SUSPENDED
    note(row, did, actor, now, why=reason, on=first, told=AgreementSuspended)


@transaction.atomic
def resume(*, actor: Actor, agreement_id: int, on: date | None = None, reason: str = "", now: datetime) -> Agreement:
    """It goes on from `on`, today if not said. The places are taken again, if there is room.

    Raises:
        NotAllowed, WrongState, BadDates, QuotaBroken
    """
    row = managed(actor, agreement_id)
    expect(row, State.SUSPENDED)
    go_on(row, actor, on, reason, now)
    return row


def go_on(row: Agreement, actor: Actor, on: date | None, reason: str, now: datetime, did: Did = Did.RESUMED) -> None:
    """Locked and allowed."""
    day = today(row, now)
    since = on or day
    if since < day:
        raise BadDates
    for one in Pause.objects.filter(agreement=row).exclude(last__lt=since):
        if one.first >= since:
            one.delete()
        else:
            one.last = since - DAY
            one.save()
    refit(row, first=since, now=now)
    if not paused(row, day):
        go(row, State.IN_FORCE if row.force_from else State.APPROVED)
    row.save()
    note(row, did, actor, now, why=reason, on=since, told=AgreementResumed)
    settle(row, now)


# --- other days, longer ---------------------------------------------------------------------------------------------


@transaction.atomic
def change(*, actor: Actor, agreement_id: int, pattern: Any, first: date, reason: str = "", now: datetime) -> Agreement:
    """Other days from a day on.

    Raises:
        NotAllowed, WrongState, BadDates, TooManyDays, QuotaBroken
    """
    row = managed(actor, agreement_id)
    expect(row, *COMING, State.IN_FORCE, State.SUSPENDED)
    day = today(row, now)
    here = rules.rules_for(row.administration_id, day)
    most = here.max_remote_days_per_week
    if first < day or first > row.ends_on:
        raise BadDates
    if most is not None and pattern.kind != "full" and pattern.most_per_week() > most:
        raise TooManyDays(most=most)
    Term.objects.filter(agreement=row, first__gte=first).delete()
    Term.objects.create(agreement=row, first=max(first, row.starts_on), pattern=pattern.to_json())
    ChosenDay.objects.filter(agreement=row, day__gte=first).delete()
    row.pattern, row.kind = pattern.to_json(), pattern.kind
    row.version += 1
    row.save()
    refit(row, first=first, now=now)
    note(row, Did.CHANGED, actor, now, why=reason, on=first, told=AgreementChanged)
    return row


def renewable_until(row: Agreement) -> date | None:
    """The last day a renewal may reach; None when the rules allow no more."""
    here = rules.rules_for(row.administration_id, row.ends_on)
    if row.renewals >= here.renewals:
        return None
    return rules.legal.renewed_end(here, row.ends_on)


@transaction.atomic
def renew(*, actor: Actor, agreement_id: int, until: date, ground: str = "", now: datetime) -> Agreement:
    """Longer, as far as the rules allow, after the evaluation they ask for.

    Raises:
        NotAllowed, WrongState, NoMoreRenewals, TooLong, BadDates, NotEvaluated, QuotaBroken
    """
    row = managed(actor, agreement_id)
    expect(row, State.IN_FORCE, State.SUSPENDED)
    day, former = today(row, now), row.ends_on
    furthest = renewable_until(row)
    here = rules.rules_for(row.administration_id, day)
    if furthest is None:
        raise NoMoreRenewals
    if until <= former:
        raise BadDates
    if until > furthest:
        raise TooLong(length=here.renewal.words())
    if here.renewal_after_evaluation:
        for _code, _label, check in registry.renewal():
            found = check(row.pk, day)
            if not found.ok:
                raise NotEvaluated(why=str(found.why))
    row.ends_on, row.renewals, row.renewal_asked_at = until, row.renewals + 1, None
    row.stop_on, row.stop_ground = None, ""
    row.save()
    refit(row, first=former + DAY, now=now)
    note(row, Did.RENEWED, actor, now, why=" ".join(ground.split()), on=until, told=AgreementChanged)
    return row


# --- floating days --------------------------------------------------------------------------------------------------


@transaction.atomic
def choose(*, actor: Actor, agreement_id: int, week_of: date, days: list[date], now: datetime) -> Agreement:
    """The person puts the floating days of one week; days that have passed stay as they were.

    Raises:
        NotAllowed, WrongState, NotFloating, TooManyChosen, NotChoosable, QuotaBroken
    """
    row = locked(agreement_id)
    if not is_own(actor, row):
        raise NotAllowed
    expect(row, State.IN_FORCE)
    pattern, day = row.terms_now, today(row, now)
    if not pattern.is_floating:
        raise NotFloating
    book = calendars.calendar(row.administration.country)
    first = week_start(week_of, book)
    week = [first + n * DAY for n in range(7)]
    kept = set(ChosenDay.objects.filter(agreement=row, day__in=week, day__lt=day).values_list("day", flat=True))
    new = sorted(set(days) - kept)
    last = min(row.ends_on, row.stop_on - DAY) if row.stop_on else row.ends_on
    if any(one not in week or one < day or one > last or not pattern.may_choose(one, book) for one in new):
        raise NotChoosable
    if len(kept) + len(new) > (pattern.floating or 0):
        raise TooManyChosen(most=pattern.floating)
    ChosenDay.objects.filter(agreement=row, day__in=week, day__gte=day).delete()
    ChosenDay.objects.bulk_create([ChosenDay(agreement=row, day=one, chosen_at=now) for one in new])
    refit(row, first=max(first, day), now=now)
    return row


def week_start(day: date, book: calendars.Calendar) -> date:
    return day - ((day.isoweekday() - book.profile.week_starts_on) % 7) * DAY


def system_resettle(row: Agreement, first: date, now: datetime) -> None:
    """After the calendar changed: the places of days that became worked. The system acts."""
    refit(row, first=first, now=now)
    note(row, Did.CHANGED, organisations.SYSTEM, now, on=first, told=AgreementChanged)
