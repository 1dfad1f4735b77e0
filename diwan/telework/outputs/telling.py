"""Telling people of tasks and reports, each in their language. What is told names the task, never its output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import MANAGE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from .models import Task, WeeklyReport

# What one may keep out of one's mail.
KINDS = {
    "outputs.set": _("I was given a task"),
    "outputs.proposed": _("A task was proposed in my unit"),
    "outputs.delivered": _("An output was delivered in my unit"),
    "outputs.answered": _("My output or my request was answered"),
    "outputs.ended": _("A task of mine was cancelled or declined"),
    "outputs.time": _("More time was asked in my unit"),
    "outputs.soon": _("A task of mine is soon due"),
    "outputs.late": _("A task of mine is late"),
    "outputs.left": _("Telework ended with open tasks in my unit"),
    "outputs.report": _("A weekly report waits for me"),
}


def languages(people: Iterable[int]) -> dict[int, str]:
    rows = get_user_model()._default_manager.filter(pk__in=set(people), is_active=True)
    return dict(rows.values_list("pk", "language"))


def managers(unit_id: int, now: datetime) -> dict[int, str]:
    """The nearest who manage a unit: who heads it; else all with the right over it."""
    with_right = organisations.people_with(MANAGE, unit_id, now)
    post = organisations.head_over(unit_id, 0)
    card = organisations.post_cards([post], now).get(post) if post else None
    heads = {person for person, *_name in (*card.holders, *card.interims)} if card else set()
    return {person: said for person, said in with_right.items() if person in heads} or with_right


def tell(people: dict[int, str], kind: str, sentence: Any, task: Task, *, once: str, now: datetime, **said: Any) -> int:
    """Tell each of them, `but` one; how many had not been told. `said` fills the sentence; days are written out."""
    but, told = said.pop("but", None), 0
    for person_id, language in people.items():
        if person_id == but:
            continue
        with translation.override(language):
            words = {name: written(value, language, task.administration.country) for name, value in said.items()}
            notice = notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=sentence % {"task": task.title, **words},  # its plural is chosen by what it is given
                url=settings.DIWAN_PUBLIC_URL + reverse("outputs:task", args=[task.pk]),
                key=f"{kind}:{once}:{person_id}",
                now=now,
            )
        told += notice is not None
    return told


def written(value: Any, language: str, country: str) -> Any:
    return calendars.format_date(value, language, country) if hasattr(value, "isoformat") else value


def tell_of_report(people: dict[int, str], sentence: Any, report: WeeklyReport, *, once: str, now: datetime) -> int:
    """Tell each of them of a report; how many had not been told."""
    told = 0
    for person_id, language in people.items():
        with translation.override(language):
            unit = organisations.units_named([report.unit_id], now).get(report.unit_id)
            day: date = report.week_on
            said = {
                "unit": unit.get(language) if unit else "",
                "day": calendars.format_date(day, language, report.administration.country),
            }
            notice = notifications.notify(
                person_id=person_id,
                kind="outputs.report",
                subject=str(sentence) % said,
                url=settings.DIWAN_PUBLIC_URL + reverse("outputs:report", args=[report.pk]),
                key=f"outputs.report:{once}:{report.pk}:{person_id}",
                now=now,
            )
        told += notice is not None
    return told
