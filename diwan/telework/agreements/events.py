"""Facts of agreements, told after the commit. `on` is an ISO day: that from which the fact holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AgreementAsked:
    """Somebody asks to telework."""

    agreement_id: int
    person_id: int
    unit_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class AgreementDecided:
    """Approved, refused or imposed: the state of the agreement says which."""

    agreement_id: int
    person_id: int
    unit_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class AgreementStarted:
    """It came into force."""

    agreement_id: int
    person_id: int
    unit_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class AgreementChanged:
    """Its days, its unit or its last day are others from `on`."""

    agreement_id: int
    person_id: int
    unit_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class AgreementSuspended:
    """Nobody teleworks under it from `on` until it is resumed."""

    agreement_id: int
    person_id: int
    unit_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class AgreementResumed:
    """It goes on from `on`."""

    agreement_id: int
    person_id: int
    unit_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class AgreementEnded:
    """Over: `on` is the first day that is no longer covered."""

    agreement_id: int
    person_id: int
    unit_id: int
    administration_id: int
    on: str
