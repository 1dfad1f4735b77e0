"""The rules there are: what each is about, how its value looks and how it is said. No value stands here.

Values come from `profiles/*.toml` and from what an administration adjusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from diwan.kit.refusals import Refusal

from . import wording
from .enums import Shape
from .patterns import TIME
from .spans import Span


class BadValue(Refusal):
    """What was given is no value of this rule."""

    message = _("This is not a value for “%(rule)s”.")
    advice = _("Read the example under the field and try again.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class Term:
    """One rule: its heading, the sentence that says it (with `%(value)s`), and the bounds of sense of its value."""

    key: str
    group: Any
    label: Any
    sentence: Any
    shape: Shape
    sentence_no: Any = ""  # of a flag that is down
    unit: str = ""  # of a count: "minutes", "hours", "days", "times"
    least: int = 0
    most: int = 9999
    choices: tuple[tuple[str, Any], ...] = ()

    def read(self, raw: Any) -> Any:
        """The value as the code uses it. Raises BadValue."""
        try:
            return self._read(raw)
        except (ValueError, TypeError, ZeroDivisionError):
            raise BadValue(rule=self.label) from None

    def _read(self, raw: Any) -> Any:
        if self.shape == Shape.SPAN:
            span = Span.parse(raw)
            _within(span.days, self.least, self.most)
            return span
        if self.shape in {Shape.COUNT, Shape.PERCENT, Shape.WEEKDAY}:
            bounds = {Shape.PERCENT: (0, 100), Shape.WEEKDAY: (1, 7)}.get(self.shape, (self.least, self.most))
            if type(raw) is not int:
                raise ValueError(raw)
            _within(raw, *bounds)
            return raw
        if self.shape == Shape.FRACTION:
            part = Fraction(raw) if isinstance(raw, str) else Fraction(-1)
            if not 0 < part <= 1:
                raise ValueError(raw)
            return raw
        return self._read_word(raw)

    def _read_word(self, raw: Any) -> Any:
        good = {
            Shape.FLAG: lambda: type(raw) is bool,
            Shape.TIME: lambda: isinstance(raw, str) and TIME.fullmatch(raw),
            Shape.CHOICE: lambda: raw in dict(self.choices),
        }[self.shape]
        if not good():
            raise ValueError(raw)
        return raw

    def said(self, raw: Any) -> str:
        """The rule with this value, as a sentence in the language of the page."""
        if self.shape == Shape.FLAG and not raw:
            return str(self.sentence_no)
        return str(self.sentence) % {"value": self.amount(raw)} if self.shape != Shape.FLAG else str(self.sentence)

    def amount(self, raw: Any) -> str:
        """The value alone, in words."""
        if self.shape == Shape.SPAN:
            return Span.parse(raw).words()
        if self.shape == Shape.FLAG:
            return translated("yes") if raw else translated("no")
        if self.shape == Shape.WEEKDAY:
            return wording.weekdays([raw])
        if self.shape == Shape.CHOICE:
            return str(dict(self.choices)[raw])
        if self.shape == Shape.PERCENT:
            return f"{raw} %"
        return _counted(raw, self.unit) if self.shape == Shape.COUNT else str(raw)


def _within(number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise ValueError(number)


def _counted(number: int, unit: str) -> str:
    words = {
        "minutes": ngettext("%(number)s minute", "%(number)s minutes", number),
        "hours": ngettext("%(number)s hour", "%(number)s hours", number),
        "days": ngettext("%(number)s day", "%(number)s days", number),
        "times": ngettext("%(number)s time", "%(number)s times", number),
    }
    return words.get(unit, "%(number)s") % {"number": number}


AUTHORISATION, DAYS, HOURS = _("The authorisation"), _("Days away and on site"), _("Hours and calls")
WORK, SAFETY, RIGHTS = _("Work and evaluation"), _("Safety"), _("Rights and duties")


def _span(key: str, group: Any, label: Any, sentence: Any, **more: Any) -> Term:
    return Term(key=key, group=group, label=label, sentence=sentence, shape=Shape.SPAN, **more)


def _count(key: str, group: Any, label: Any, sentence: Any, unit: str, most: int, least: int = 0) -> Term:
    shape = Shape.COUNT
    return Term(key=key, group=group, label=label, sentence=sentence, shape=shape, unit=unit, most=most, least=least)


def _flag(key: str, group: Any, label: Any, sentence: Any, sentence_no: Any) -> Term:
    return Term(key=key, group=group, label=label, sentence=sentence, sentence_no=sentence_no, shape=Shape.FLAG)


_TERMS = (
    _span(
        "length",
        AUTHORISATION,
        _("Length of an authorisation"),
        _("Longest time an authorisation lasts: %(value)s."),
        least=1,
    ),
    _count(
        "renewals",
        AUTHORISATION,
        _("Number of renewals"),
        _("An authorisation may be renewed: %(value)s."),
        "times",
        99,
    ),
    _span("renewal", AUTHORISATION, _("Length of a renewal"), _("Longest time of a renewal: %(value)s."), least=1),
    _span(
        "renewal_ask",
        AUTHORISATION,
        _("Asking for renewal"),
        _("Renewal is asked for at the latest this long before the end: %(value)s."),
    ),
    _flag(
        "renewal_after_evaluation",
        AUTHORISATION,
        _("Evaluation before renewal"),
        _("An authorisation is renewed only after an evaluation."),
        _("An authorisation may be renewed without an evaluation."),
    ),
    _span("trial", AUTHORISATION, _("Trial period"), _("Trial at the beginning: %(value)s.")),
    _span("notice", AUTHORISATION, _("Notice"), _("Notice before an end decided by either side: %(value)s.")),
    _span("notice_trial", AUTHORISATION, _("Notice in the trial"), _("Notice during the trial: %(value)s.")),
    _span("notice_urgent", AUTHORISATION, _("Notice when urgent"), _("Shortest notice when it is urgent: %(value)s.")),
    _span(
        "reply", AUTHORISATION, _("Time to answer a request"), _("A request is answered within: %(value)s."), least=1
    ),
    _span("appeal", AUTHORISATION, _("Time to appeal"), _("A refusal may be contested within: %(value)s.")),
    _span(
        "change_notice",
        AUTHORISATION,
        _("Notice of a lasting change"),
        _("A lasting change of the days is announced beforehand: %(value)s."),
    ),
    _span(
        "one_off_notice",
        AUTHORISATION,
        _("Notice of a change on one day"),
        _("A change on one day is announced beforehand: %(value)s."),
    ),
    _count(
        "max_remote_days_per_week",
        DAYS,
        _("Most days away in a week"),
        _("Most days worked away in a week: %(value)s."),
        "days",
        7,
    ),
    _count(
        "min_site_days_per_week",
        DAYS,
        _("Fewest days on site in a week"),
        _("Fewest days worked on site in a week: %(value)s."),
        "days",
        7,
    ),
    Term(
        key="averaging",
        group=DAYS,
        label=_("How days are counted"),
        sentence=_("Days of the week are counted %(value)s."),
        shape=Shape.CHOICE,
        choices=(("week", _("each week by itself")), ("month", _("on average over the month"))),
    ),
    _flag(
        "hours_flexible",
        HOURS,
        _("Flexible hours"),
        _("Hours worked away may differ from office hours; the daily time is kept."),
        _("Hours worked away are office hours."),
    ),
    Term(
        key="start_from",
        group=HOURS,
        label=_("Earliest start"),
        sentence=_("Work starts at the earliest at %(value)s where the calendar says nothing else."),
        shape=Shape.TIME,
    ),
    Term(
        key="start_until",
        group=HOURS,
        label=_("Latest start"),
        sentence=_("Work starts at the latest at %(value)s where the calendar says nothing else."),
        shape=Shape.TIME,
    ),
    _count(
        "confirm_early_minutes",
        HOURS,
        _("Confirming early"),
        _("The start may be confirmed before the hour by: %(value)s."),
        "minutes",
        240,
    ),
    _count(
        "confirm_grace_minutes",
        HOURS,
        _("Confirming late"),
        _("The start may be confirmed after the hour, without being late, by: %(value)s."),
        "minutes",
        240,
    ),
    _count(
        "call_notice_hours",
        HOURS,
        _("Call to come on site"),
        _("A call to come on site is sent beforehand: %(value)s."),
        "hours",
        720,
    ),
    _count(
        "task_reminder_days",
        WORK,
        _("Reminder of a task"),
        _("A task is recalled before its day: %(value)s."),
        "days",
        60,
    ),
    Term(
        key="report_weekday",
        group=WORK,
        label=_("Day of the weekly report"),
        sentence=_("The weekly report is sent on: %(value)s."),
        shape=Shape.WEEKDAY,
    ),
    _flag(
        "standard_time_required",
        WORK,
        _("Standard time of tasks"),
        _("Each task has a standard time and an output."),
        _("A standard time for each task may be left out."),
    ),
    _span(
        "evaluation_every", WORK, _("Periodic evaluation"), _("Each teleworker is evaluated every: %(value)s."), least=1
    ),
    Term(
        key="quorum",
        group=WORK,
        label=_("Quorum of the committee"),
        sentence=_("The evaluation committee sits when this part of its members is there: %(value)s."),
        shape=Shape.FRACTION,
    ),
    Term(
        key="eligible_score",
        group=WORK,
        label=_("Score of a task that can be done remotely"),
        sentence=_("A task can be done remotely from this score on the grid: %(value)s."),
        shape=Shape.PERCENT,
    ),
    _count(
        "incident_clock_hours",
        SAFETY,
        _("Declaring an incident"),
        _("A security incident is declared to the authority, from its discovery, within: %(value)s."),
        "hours",
        720,
    ),
    _span(
        "device_check",
        SAFETY,
        _("Check of personal devices"),
        _("The check of a personal device holds for: %(value)s."),
        least=1,
    ),
    _flag(
        "charter_required",
        RIGHTS,
        _("Charter"),
        _("Work away starts only once the charter is signed."),
        _("No charter is asked for."),
    ),
    _flag(
        "workplace_declared",
        RIGHTS,
        _("Workplace"),
        _("The person declares a suitable and safe workplace."),
        _("No declaration of the workplace is asked for."),
    ),
    _flag(
        "may_be_imposed",
        RIGHTS,
        _("Imposed telework"),
        _("The administration may impose telework on a legal ground."),
        _("Telework is only at the request of the person."),
    ),
    _flag(
        "transport_allowance",
        RIGHTS,
        _("Transport allowance"),
        _("The transport allowance is kept for days worked away."),
        _("No transport allowance is due for days worked away."),
    ),
    _flag(
        "person_must_qualify",
        RIGHTS,
        _("Who qualifies"),
        _("The post and the person must both qualify."),
        _("The post must qualify."),
    ),
)

TERMS: dict[str, Term] = {term.key: term for term in _TERMS}
