"""Writes: an authority's announcement enters the calendar, or leaves it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .enums import Kind
from .events import CalendarChanged
from .hijri import FIRST_YEAR, LAST_YEAR, first_of
from .models import Announcement
from .policies import may_announce
from .profile import Names, profile
from .queries import forget
from .wording import in_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

#: A sighted month begins within two days of the computed one; further off, the year or the month was mistyped.
SIGHTING = timedelta(days=2)


class AlreadyAnnounced(Refusal):
    message = _("This was already announced for %(country)s.")
    advice = _("Withdraw the standing announcement first, with the reason.")


class NotThatMonth(Refusal):
    message = _("This Hijri month does not begin on %(day)s: it is expected around %(expected)s.")
    advice = _("Check the year, the month and the day.")


class UnknownMonth(Refusal):
    message = _("Say which Hijri month begins on this day.")
    advice = _("Check the year, the month and the day.")


class AlreadyWithdrawn(Refusal):
    message = _("This announcement was already withdrawn.")


@transaction.atomic
def announce_holiday(
    *,
    actor: Actor,
    country: str,
    kind: Kind,
    day: date,
    names: Names,
    source: str,
    now: datetime,
    hijri: tuple[int, int] | None = None,
) -> Announcement:
    """A day off, a day worked, or the first day of the Hijri month `hijri` (year, month), as an authority announced it.

    Raises NotAllowed, UnknownCountry, UnknownMonth, NotThatMonth, AlreadyAnnounced.
    """
    if not may_announce(actor, country, now.date()):
        raise NotAllowed
    if kind == Kind.MONTH:
        _refuse_far(country, day, hijri)
    year, month = hijri or (None, None)
    try:
        with transaction.atomic():
            announcement = Announcement.objects.create(
                country=profile(country).country,
                kind=kind,
                day=day,
                hijri_year=year,
                hijri_month=month,
                name_ar=names.ar,
                name_fr=names.fr,
                name_en=names.en,
                name_zgh=names.zgh,
                source=source,
                announced_at=now,
                announced_by_id=actor.person_id,
            )
    except IntegrityError as error:
        if "announcement_day_once" in str(error) or "announcement_month_once" in str(error):
            raise AlreadyAnnounced(country=profile(country).names) from error
        raise
    said = {"kind": str(kind), "day": day.isoformat(), "hijri": list(hijri or ()), "name": names.ar, "source": source}
    _record(announcement, "calendar.announced", actor, now, said)
    return announcement


def _refuse_far(country: str, day: date, hijri: tuple[int, int] | None) -> None:
    rules = profile(country)
    if hijri is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnknownMonth
    try:
        expected = first_of(*hijri) + rules.hijri_offset * timedelta(days=1)
    except (ValueError, OverflowError):
        raise UnknownMonth from None
    if abs(day - expected) > SIGHTING:
        raise NotThatMonth(day=in_words(day, rules), expected=in_words(expected, rules))


@transaction.atomic
def withdraw_announcement(*, actor: Actor, announcement_id: int, reason: str, now: datetime) -> Announcement:
    """The announcement no longer counts; its row stays.

    Raises NotAllowed, AlreadyWithdrawn, Announcement.DoesNotExist.
    """
    announcement = Announcement.objects.select_for_update().get(pk=announcement_id)
    if not may_announce(actor, announcement.country, now.date()):
        raise NotAllowed
    if announcement.withdrawn_at:
        raise AlreadyWithdrawn
    announcement.withdrawn_at = now
    announcement.withdrawn_by_id = actor.person_id
    announcement.withdrawal_reason = reason
    announcement.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _record(announcement, "calendar.withdrawn", actor, now, {"reason": reason})
    return announcement


def _record(announcement: Announcement, kind: str, actor: Actor, now: datetime, said: dict[str, Any]) -> None:
    """Written last, because a chain stays locked until the transaction ends; then told, for dates that hang on it."""
    forget()
    journal.append(
        chain=f"calendars:{announcement.country}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"announcement:{announcement.pk}",
        facts=said,
    )
    facts.tell(CalendarChanged(country=announcement.country, announcement_id=announcement.pk))
