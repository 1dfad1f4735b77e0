"""What the rules of the administration say of tasks and reports, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from datetime import date

REMIND, WEEKDAY = 2, 4  # where the rules say nothing: two worked days before, on Thursday


def said(administration_id: int, on: date, name: str, otherwise: int) -> int:
    return int(getattr(rules.rules_for(administration_id, on), name)) or otherwise


def remind_before(administration_id: int, on: date) -> int:
    """Worked days before the due date on which whoever does a task is reminded of it."""
    return said(administration_id, on, "task_reminder_days", REMIND)


def report_weekday(administration_id: int, on: date) -> int:
    """The day of the week (ISO) on which reports of the week are drafted."""
    return said(administration_id, on, "report_weekday", WEEKDAY)
