"""A person asks: a draft that is kept, the request that is sent, the request that is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules import api as rules

from ..enums import PENDING, Did, State
from ..events import AgreementAsked
from ..models import Agreement
from ..policies import is_own
from ..queries.standing import blocking, findings, own_seats
from .common import expect, go, locked, note

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Seat
    from diwan.telework.rules.api import Rules


class NoPost(Refusal):
    message = _("Telework is asked for from a post that one holds; you hold none there.")
    advice = _("Ask the administrator of your administration to seat you in your post.")


class NotEligible(Refusal):
    message = _("This cannot be asked for now: %(why)s")
    advice = _("The page of your telework says each reason, and who can put it right.")
    status = 422


class BadDates(Refusal):
    message = _("The last day comes after the first, and the first is not in the past.")
    status = 422


class TooLong(Refusal):
    message = _("An authorisation lasts %(length)s at most.")
    advice = _("Choose an earlier last day; it may be renewed later.")
    status = 422


class TooManyDays(Refusal):
    message = _("The rules allow %(most)s days away in a week at most.")
    advice = _("Choose fewer days.")
    status = 422


class AlreadyAsked(Refusal):
    message = _("A request of yours is already under way.")
    advice = _("Wait for its answer, or withdraw it and ask again.")


class Stale(Refusal):
    message = _("This request was changed meanwhile in another window. Nothing was kept.")
    advice = _("The page shows what is kept now, beside what you typed.")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked for."""

    pattern: Any
    starts_on: date
    ends_on: date
    reasons: str = ""


def demand(asked: Asked, here: Rules, *, since: date) -> None:
    """The bounds of the rules.

    Raises:
        BadDates, TooLong, TooManyDays
    """
    if asked.starts_on < since or asked.ends_on < asked.starts_on:
        raise BadDates
    if here.length and asked.ends_on > rules.legal.latest_end(here, asked.starts_on):
        raise TooLong(length=here.length.words())
    most = here.max_remote_days_per_week
    if most is not None and asked.pattern.kind != "full" and asked.pattern.most_per_week() > most:
        raise TooManyDays(most=most)


def seat_of(actor: Actor, post_id: int) -> Seat:
    seat = next((one for one in own_seats(actor) if one.post_id == post_id), None)
    if seat is None:
        raise NoPost
    return seat


@transaction.atomic
def keep_draft(*, actor: Actor, post_id: int, asked: Asked, version: int | None = None, now: datetime) -> Agreement:
    """Keep a request to send later; the one draft there is of a person is changed.

    Args:
        version: of the draft as it was shown; None where there was none.

    Raises:
        NoPost, BadDates, AlreadyAsked, Stale
    """
    seat = seat_of(actor, post_id)
    if asked.ends_on < asked.starts_on:
        raise BadDates
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("unit", "administration")
    row = rows.filter(person=actor.person_id, state__in=PENDING).first()
    if row is not None and row.state == State.ASKED:
        raise AlreadyAsked
    if row is not None and version != row.version:
        raise Stale
    if row is None:
        row = Agreement(version=0)
        row.person_id = actor.person_id  # type: ignore[assignment]
    row.administration_id, row.unit_id, row.post_id = seat.administration_id, seat.unit_id, seat.post_id
    row.pattern, row.kind, row.reasons = asked.pattern.to_json(), asked.pattern.kind, asked.reasons.strip()
    row.starts_on, row.ends_on = asked.starts_on, asked.ends_on
    row.version += 1
    row.save()
    note(row, Did.DRAFTED, actor, now)
    return row


@transaction.atomic
def ask(*, actor: Actor, post_id: int, asked: Asked, version: int | None = None, now: datetime) -> Agreement:
    """Send a request to whoever manages the unit. They answer within the time of the rules.

    Raises:
        NoPost, BadDates, TooLong, TooManyDays, NotEligible, AlreadyAsked, Stale
    """
    row = keep_draft(actor=actor, post_id=post_id, asked=asked, version=version, now=now)
    day = calendars.local_day(now, row.administration.country)
    here = rules.rules_for(row.administration_id, day)
    demand(asked, here, since=day)
    against = blocking(findings(row.person_id, row.unit_id, row.post_id, asked.starts_on))
    if against:
        raise NotEligible(why=str(against[0].why))
    go(row, State.ASKED)
    row.asked_at = now
    book = calendars.calendar(row.administration.country)
    row.reply_by = rules.legal.reply_by(here, day, book) if here.reply else None
    row.save()
    note(row, Did.ASKED, actor, now, on=row.starts_on, told=AgreementAsked)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, agreement_id: int, now: datetime) -> Agreement:
    """The person takes a draft or a request back; nobody has to answer it any more.

    Raises:
        NotAllowed, WrongState
    """
    row = locked(agreement_id)
    if not is_own(actor, row):
        raise NotAllowed
    expect(row, State.DRAFT, State.ASKED)
    go(row, State.WITHDRAWN)
    row.save()
    note(row, Did.WITHDRAWN, actor, now)
    return row


def holder_seat(person_id: int, administration_id: int, now: datetime) -> Seat:
    """The post a person holds in an administration. Raises NoPost."""
    seats = own_seats(organisations.actor_for(person_id, now))
    seat = next((one for one in seats if one.administration_id == administration_id), None)
    if seat is None:
        raise NoPost
    return seat
