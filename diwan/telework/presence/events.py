"""Facts of presence, told after the commit. Days are ISO dates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DayClosed:
    """A person confirmed the end of a remote day."""

    person_id: int
    agreement_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class WeekClosed:
    """A person closed a week (`first` is its first day)."""

    week_id: int
    person_id: int
    administration_id: int
    first: str


@dataclass(frozen=True)
class WeekReturned:
    week_id: int
    person_id: int


@dataclass(frozen=True)
class CalledOnSite:
    """A manager called a teleworker to the office for a day."""

    call_id: int
    person_id: int
    agreement_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class CallAnswered:
    """The person acknowledged, or said why they cannot."""

    call_id: int
    state: str


@dataclass(frozen=True)
class CallDecided:
    """The manager withdrew the call, or upheld it."""

    call_id: int
    state: str
