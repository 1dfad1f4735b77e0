"""Facts of outputs, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TaskProposed:
    """An employee proposes a task to whoever manages the unit."""

    task_id: int
    person_id: int
    unit_id: int


@dataclass(frozen=True)
class TaskSet:
    """A task is somebody's to do: set, agreed to, or moved to them."""

    task_id: int
    person_id: int
    unit_id: int


@dataclass(frozen=True)
class TaskDelivered:
    task_id: int
    person_id: int
    unit_id: int
    number: int  # of the version


@dataclass(frozen=True)
class TaskAccepted:
    task_id: int
    person_id: int
    unit_id: int


@dataclass(frozen=True)
class TaskReturned:
    task_id: int
    person_id: int
    unit_id: int
    number: int  # of the version returned


@dataclass(frozen=True)
class TaskEnded:
    """Declined or cancelled: nobody does it any more."""

    task_id: int
    person_id: int
    state: str


@dataclass(frozen=True)
class TimeAsked:
    """More time is asked for."""

    extension_id: int
    task_id: int


@dataclass(frozen=True)
class TimeAnswered:
    extension_id: int
    task_id: int


@dataclass(frozen=True)
class WeeklyReportSent:
    report_id: int
    unit_id: int
    administration_id: int
    week_on: str  # ISO day


@dataclass(frozen=True)
class WeeklyReportAnswered:
    report_id: int
