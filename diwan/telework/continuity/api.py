"""The door of continuity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .enums import CrisisState, Kind, PlanState
from .models import Crisis, Plan, VitalService
from .operations.exempting import ExemptedAlready, NotSeated, end_exemption, exempt
from .operations.plans import (
    BeingWritten,
    NoService,
    NotADraft,
    Service,
    begin_plan,
    describe_plan,
    drop_service,
    put_service,
    submit_plan,
)
from .operations.switching import (
    AlreadyInCrisis,
    Asked,
    BadDates,
    NobodyThere,
    NoSuchRule,
    NotNow,
    ReasonMissing,
    SignedAlready,
    ask,
    ask_return,
    plan,
    submit,
    withdraw,
)
from .queries import Assigned, days_of, remote_days, site_days

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "AlreadyInCrisis",
    "Asked",
    "Assigned",
    "BadDates",
    "BeingWritten",
    "Crisis",
    "CrisisState",
    "ExemptedAlready",
    "Kind",
    "NoService",
    "NoSuchRule",
    "NobodyThere",
    "NotADraft",
    "NotNow",
    "NotSeated",
    "Plan",
    "PlanState",
    "ReasonMissing",
    "Service",
    "SignedAlready",
    "VitalService",
    "ask",
    "ask_return",
    "assigned",
    "begin_plan",
    "days_of",
    "describe_plan",
    "drop_service",
    "end_exemption",
    "exempt",
    "plan",
    "put_service",
    "remote_days",
    "site_days",
    "submit",
    "submit_plan",
    "withdraw",
]


def assigned(person_id: int, day: date) -> Assigned | None:
    """What a crisis says of this person on that day; None where none does."""
    return days_of([person_id], day, day).get(person_id, {}).get(day)
