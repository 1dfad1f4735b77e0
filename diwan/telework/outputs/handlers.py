"""What follows when a fact is told. Each may run twice."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.telework.agreements import api as agreements

from .enums import State
from .events import (
    TaskAccepted,
    TaskDelivered,
    TaskEnded,
    TaskProposed,
    TaskReturned,
    TaskSet,
    TimeAnswered,
    TimeAsked,
    WeeklyReportAnswered,
    WeeklyReportSent,
)
from .models import Extension, Task, WeeklyReport
from .telling import languages, managers, tell, tell_of_report


def found(task_id: int) -> Task:
    return Task.objects.select_related("administration").get(pk=task_id)


@facts.hears(TaskSet)
def tell_who_does_it(fact: TaskSet) -> None:
    task = found(fact.task_id)
    if task.person_id != fact.person_id:
        return  # moved on meanwhile
    sentence = _("You have a task, due on %(day)s: %(task)s")
    once = f"{task.pk}:{task.steps.count()}" if task.steps.filter(kind="moved").exists() else str(task.pk)
    tell(languages([fact.person_id]), "outputs.set", sentence, task, once=once, now=timezone.now(), day=task.due_on)


@facts.hears(TaskProposed)
def tell_of_a_proposal(fact: TaskProposed) -> None:
    task, now = found(fact.task_id), timezone.now()
    sentence = _("A task is proposed to you: %(task)s")
    tell(
        managers(task.unit_id, now), "outputs.proposed", sentence, task, once=str(task.pk), now=now, but=task.person_id
    )


@facts.hears(TaskDelivered)
def tell_who_judges(fact: TaskDelivered) -> None:
    task, now = found(fact.task_id), timezone.now()
    people, once = managers(task.unit_id, now), f"{task.pk}:{fact.number}"
    tell(people, "outputs.delivered", _("Delivered: %(task)s"), task, once=once, now=now, but=task.person_id)


@facts.hears(TaskAccepted)
def tell_it_was_accepted(fact: TaskAccepted) -> None:
    task = found(fact.task_id)
    people, sentence = languages([fact.person_id]), _("Your output was accepted: %(task)s")
    tell(people, "outputs.answered", sentence, task, once=f"{task.pk}:accepted", now=timezone.now())


@facts.hears(TaskReturned)
def tell_it_was_returned(fact: TaskReturned) -> None:
    task = found(fact.task_id)
    people, sentence = languages([fact.person_id]), _("Your output was returned with remarks: %(task)s")
    tell(people, "outputs.answered", sentence, task, once=f"{task.pk}:returned:{fact.number}", now=timezone.now())


@facts.hears(TaskEnded)
def tell_it_is_over(fact: TaskEnded) -> None:
    task = found(fact.task_id)
    sentence = _("Cancelled: %(task)s") if fact.state == State.CANCELLED else _("Your proposal was declined: %(task)s")
    if task.steps.filter(kind="cancelled", person=fact.person_id).exists():
        return  # taken back by whoever had proposed it
    tell(languages([fact.person_id]), "outputs.ended", sentence, task, once=str(task.pk), now=timezone.now())


@facts.hears(TimeAsked)
def tell_of_time_asked(fact: TimeAsked) -> None:
    row, task, now = Extension.objects.get(pk=fact.extension_id), found(fact.task_id), timezone.now()
    people, sentence = managers(task.unit_id, now), _("More time is asked, until %(day)s: %(task)s")
    tell(people, "outputs.time", sentence, task, once=str(row.pk), now=now, but=task.person_id, day=row.due_on)


@facts.hears(TimeAnswered)
def tell_of_time_answered(fact: TimeAnswered) -> None:
    row, task = Extension.objects.get(pk=fact.extension_id), found(fact.task_id)
    sentence = _("You may deliver until %(day)s: %(task)s") if row.granted else _("The date stays %(day)s: %(task)s")
    people, once = languages([task.person_id]), f"{task.pk}:time:{row.pk}"
    tell(people, "outputs.answered", sentence, task, once=once, now=timezone.now(), day=task.due_on)


@facts.hears(WeeklyReportSent)
def tell_who_reads_the_report(fact: WeeklyReportSent) -> None:
    row, now = WeeklyReport.objects.select_related("administration").get(pk=fact.report_id), timezone.now()
    card = organisations.post_cards([row.to_post_id or 0], now).get(row.to_post_id or 0)
    people = languages([person for person, *_name in (*card.holders, *card.interims)]) if card else {}
    tell_of_report(people, _("Weekly report of %(unit)s, from %(day)s"), row, once="sent", now=now)


@facts.hears(WeeklyReportAnswered)
def tell_who_sent_the_report(fact: WeeklyReportAnswered) -> None:
    row = WeeklyReport.objects.select_related("administration").get(pk=fact.report_id)
    sentence, once = _("Answered: weekly report of %(unit)s, from %(day)s"), f"answered:{row.answered_at}"
    tell_of_report(languages([row.sent_by_id or 0]), sentence, row, once=once, now=timezone.now())


@facts.hears(agreements.AgreementEnded)
def tell_of_tasks_left(fact: agreements.AgreementEnded) -> None:
    """Telework ended with open tasks: who manages the unit chooses what becomes of each. The tasks stay until then."""
    task = Task.objects.of(fact.person_id).live().select_related("administration").order_by("due_on", "pk").first()
    if task is None:
        return
    now, once = timezone.now(), f"agreement:{fact.agreement_id}"
    sentence = _("Telework ends while a task is open: %(task)s")
    tell(managers(task.unit_id, now), "outputs.left", sentence, task, once=once, now=now, but=fact.person_id)
