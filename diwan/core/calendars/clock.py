"""A delay that the law sets to the administration: when it ends, what stops it, what silence then means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from .days import DAY, Calendar
from .wording import in_words

if TYPE_CHECKING:
    from datetime import date

    from .profile import LegalRule


class ClockStopped(Refusal):
    message = _("The delay is already suspended.")


class ClockRunning(Refusal):
    message = _("The delay is not suspended.")


class ClockRunOut(Refusal):
    message = _("The delay ended on %(day)s.")


class NoMoreCompletion(Refusal):
    message = _("Missing pieces may not be asked for again: the law allows it %(times)s time(s).")


class NoMoreExtension(Refusal):
    message = _("The delay may not be extended again: the law allows it %(times)s time(s).")


class ExtensionTooLong(Refusal):
    message = _("The extension may not exceed %(days)s days.")


class BackInTime(Refusal):
    message = _("This day comes before the last event of the delay.")


@dataclass(frozen=True)
class Stop:
    """The clock stands still from the day pieces are asked for to the day they come."""

    since: date
    until: date | None = None


@dataclass(frozen=True)
class LegalClock:
    """Immutable: each event gives a new clock, so that a file's whole story can be replayed from its dated events."""

    calendar: Calendar
    rule: LegalRule
    started_on: date
    stops: tuple[Stop, ...] = ()
    extensions: tuple[int, ...] = ()
    latest: date | None = None  # the last event so far; nothing may be dated before it

    @property
    def stopped(self) -> bool:
        return bool(self.stops) and self.stops[-1].until is None

    @property
    def due_on(self) -> date | None:
        """The last day to answer; None while the clock is stopped."""
        anchor, left = self.started_on, self.rule.days + sum(self.extensions)
        for stop in self.stops:
            left -= self._count(anchor, stop.since)
            if stop.until is None:
                return None
            anchor = stop.until
        # Stopped on a last day that had moved past a holiday, more days than given have gone by: none is left.
        return self.calendar.due_on(anchor, max(left, 0), self.rule.unit)

    @property
    def silence_on(self) -> date | None:
        """From this day on, no answer means what `rule.silence` says; None while the clock is stopped."""
        due = self.due_on
        return due + DAY if due else None

    @property
    def recourse_until(self) -> date | None:
        """The last day to appeal against what silence then means, when nothing was answered."""
        silence = self.silence_on
        return self.calendar.due_on(silence, self.rule.recourse_days) if silence else None

    def ran_out(self, today: date) -> bool:
        due = self.due_on
        return due is not None and today > due

    def days_left(self, today: date) -> int | None:
        """Calendar days to the last one, 0 on that day, negative when late; None while stopped."""
        due = self.due_on
        return (due - today).days if due else None

    def stop(self, on: date) -> LegalClock:
        """Missing pieces were asked for. Refused: ClockStopped, NoMoreCompletion, ClockRunOut, BackInTime."""
        if self.stopped:
            raise ClockStopped
        if len(self.stops) >= self.rule.completions:
            raise NoMoreCompletion(times=self.rule.completions)
        self._refuse_late(on)
        return replace(self, stops=(*self.stops, Stop(on)), latest=on)

    def resume(self, on: date) -> LegalClock:
        """The pieces came. Refused: ClockRunning, BackInTime."""
        if not self.stopped:
            raise ClockRunning
        if on < (self.latest or self.stops[-1].since):
            raise BackInTime
        return replace(self, stops=(*self.stops[:-1], replace(self.stops[-1], until=on)), latest=on)

    def extend(self, on: date, days: int | None = None) -> LegalClock:
        """The administration takes more time, all that the law gives unless said.

        Refused: ClockStopped, NoMoreExtension, ExtensionTooLong, ClockRunOut, BackInTime.
        """
        days = self.rule.extension_days if days is None else days
        if self.stopped:
            raise ClockStopped
        if len(self.extensions) >= self.rule.extensions:
            raise NoMoreExtension(times=self.rule.extensions)
        if not 0 < days <= self.rule.extension_days:
            raise ExtensionTooLong(days=self.rule.extension_days)
        self._refuse_late(on)
        return replace(self, extensions=(*self.extensions, days), latest=on)

    def _refuse_late(self, on: date) -> None:
        if on < (self.latest or self.started_on):
            raise BackInTime
        if self.ran_out(on):
            raise ClockRunOut(day=in_words(self.due_on or on, self.calendar.profile))

    def _count(self, after: date, until: date) -> int:
        working = self.rule.unit == "working"
        return self.calendar.working_days(after, until) if working else (until - after).days
