"""The weekly report of a unit: drafted, completed, sent, read, answered; and the problems employees tell."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import ReportState
from ..events import WeeklyReportAnswered, WeeklyReportSent
from ..models import Problem, Task, WeeklyReport
from ..queries.week import facts_of, first_of_week
from .common import note

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor

WEEK = timedelta(days=6)
DAY = timedelta(days=1)


class AlreadySent(Refusal):
    message = _("This report was sent already. What was sent stays as it is.")


class NobodyAbove(Refusal):
    message = _("No post stands at the head of this unit or above it: the report has no reader.")
    advice = _("Ask the administrator of your administration to name a head.")


class NotSent(Refusal):
    message = _("This report was not sent yet.")


class NothingTold(Refusal):
    message = _("Write what stands in the way.")
    status = 422


@transaction.atomic
def tell_problem(*, actor: Actor, text: str, task_id: int | None = None, now: datetime) -> Problem:
    """Say what stands in the way; it goes into the report of the week (002, ch. 9(1)).

    Raises:
        NotAllowed: the actor sits nowhere, or it is not their task. NothingTold.
    """
    task = Task.objects.select_related("unit").get(pk=task_id) if task_id else None
    seat = next(iter(actor.seats), None)
    if seat is None or (task is not None and not policies.may_do(actor, task)):
        raise NotAllowed
    if not text.strip():
        raise NothingTold
    administration_id = task.administration_id if task else seat.administration_id
    row = Problem.objects.create(
        administration_id=administration_id,
        unit_id=task.unit_id if task else seat.unit_id,
        person_id=actor.person_id or 0,
        task=task,
        text=text.strip(),
        at=now,
        on=calendars.local_day(now, organisations.country_of(administration_id)),
    )
    note(administration_id, "outputs.problem", f"problem:{row.pk}", actor, now)
    return row


@transaction.atomic
def draft(*, actor: Actor, unit_id: int, on: date, now: datetime) -> WeeklyReport:
    """The report of the week of that day, with its facts counted; while it is a draft they are counted again.

    Raises:
        NotAllowed, AlreadySent.
    """
    unit = apps.get_model("organisations", "Unit")._default_manager.select_for_update().get(pk=unit_id)
    week = first_of_week(on)
    row = WeeklyReport.objects.select_for_update().filter(unit=unit, week_on=week).first()
    row = row or WeeklyReport(unit=unit, administration_id=unit.administration_id, week_on=week, ends_on=week + WEEK)
    if not policies.may_write_report(actor, row):
        raise NotAllowed
    if row.state != ReportState.DRAFT:
        raise AlreadySent
    zone = calendars.zone(organisations.country_of(unit.administration_id))
    since = datetime.combine(week, time(), zone).astimezone(UTC)
    until = datetime.combine(week + WEEK + DAY, time(), zone).astimezone(UTC)
    row.facts = facts_of(unit.path, week, row.ends_on, since, until)
    row.drafted_at = now
    row.save()
    note(row.administration_id, "outputs.report_drafted", f"report:{row.pk}", actor, now)
    return row


def locked(report_id: int) -> WeeklyReport:
    return WeeklyReport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=report_id)


@transaction.atomic
def complete(*, actor: Actor, report_id: int, problems: str, measures: str, now: datetime) -> WeeklyReport:
    """What the facts do not say.

    Raises:
        NotAllowed, AlreadySent.
    """
    row = locked(report_id)
    demand_writer(actor, row)
    row.problems, row.measures = problems.strip(), measures.strip()
    row.save(update_fields=["problems", "measures"])
    note(row.administration_id, "outputs.report_completed", f"report:{row.pk}", actor, now)
    return row


def demand_writer(actor: Actor, row: WeeklyReport) -> None:
    if not policies.may_write_report(actor, row):
        raise NotAllowed
    if row.state != ReportState.DRAFT:
        raise AlreadySent


@transaction.atomic
def send(*, actor: Actor, report_id: int, now: datetime) -> WeeklyReport:
    """Send it to the head above whoever sends it: of the unit, or, where they head it, of the unit above.

    Raises:
        NotAllowed, AlreadySent, NobodyAbove.
    """
    row = locked(report_id)
    demand_writer(actor, row)
    heads = {seat.post_id for seat in actor.seats}
    reader = next((post for up in (0, 1, 2) if (post := organisations.head_over(row.unit_id, up)) not in heads), None)
    reader = reader or organisations.head_over(row.unit_id, 9)
    if reader is None:
        raise NobodyAbove
    row.state, row.sent_at, row.sent_by_id, row.to_post_id = ReportState.SENT, now, actor.person_id, reader
    row.save(update_fields=["state", "sent_at", "sent_by", "to_post"])
    note(row.administration_id, "outputs.report_sent", f"report:{row.pk}", actor, now, to=reader)
    facts.tell(WeeklyReportSent(row.pk, row.unit_id, row.administration_id, row.week_on.isoformat()))
    return row


@transaction.atomic
def read(*, actor: Actor, report_id: int, now: datetime) -> WeeklyReport:
    """Note that whoever it was sent to has read it; twice is no fault.

    Raises:
        NotAllowed, NotSent.
    """
    row = demand_reader(actor, report_id)
    if row.state == ReportState.SENT:
        row.state, row.read_at, row.read_by_id = ReportState.READ, now, actor.person_id
        row.save(update_fields=["state", "read_at", "read_by"])
        note(row.administration_id, "outputs.report_read", f"report:{row.pk}", actor, now)
    return row


@transaction.atomic
def answer(*, actor: Actor, report_id: int, words: str, now: datetime) -> WeeklyReport:
    """Answer a report; the last answer stands, the journal keeps that there were others.

    Raises:
        NotAllowed, NotSent, NothingTold.
    """
    row = demand_reader(actor, report_id)
    if not words.strip():
        raise NothingTold
    row.read_at, row.read_by_id = row.read_at or now, row.read_by_id or actor.person_id
    row.state, row.answer = ReportState.ANSWERED, words.strip()
    row.answered_at, row.answered_by_id = now, actor.person_id
    row.save(update_fields=["state", "answer", "read_at", "read_by", "answered_at", "answered_by"])
    note(row.administration_id, "outputs.report_answered", f"report:{row.pk}", actor, now)
    facts.tell(WeeklyReportAnswered(row.pk))
    return row


def demand_reader(actor: Actor, report_id: int) -> WeeklyReport:
    row = locked(report_id)
    if row.state == ReportState.DRAFT:
        raise NotSent
    if not policies.may_answer_report(actor, row):
        raise NotAllowed
    return row
