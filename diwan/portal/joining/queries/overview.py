"""How every administration does, for whoever operates the platform: numbers, and nothing of any letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.core.accounts import api as accounts
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.engines.signing import api as signing
from diwan.kit.arabic import normalise

from ..models import Trial
from .board import Board, Facts, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SORTS = ("name", "progress", "activity", "waiting")
FILTERS = ("", "joining", "ready", "trouble")


@dataclass(frozen=True)
class Line:
    """An administration as its operator sees it."""

    id: int
    code: str
    name: str
    country: str
    since: Any
    board: Board
    sizes: organisations.Sizes
    people: accounts.Counts
    health: deposits.OfficeHealth

    @property
    def in_trouble(self) -> bool:
        """Receipts come within seconds: one that waits says that something does not work."""
        return self.health.without_receipt > 0


@dataclass(frozen=True)
class Machine:
    """How the instance itself does."""

    working: bool
    failed_jobs: int


def machine(at: datetime) -> Machine:
    return Machine(facts.worker_alive(at), facts.failed_jobs())


def lines(at: datetime) -> list[Line]:
    """Every administration (about 9 queries however many there are)."""
    sizes, people, health = organisations.sizes(at.date()), accounts.counts(at), deposits.health()
    trials = {trial.administration_id: trial for trial in Trial.objects.order_by("at")}
    receipted = deposits.receipted(trial.deposit_id for trial in trials.values())
    found = []
    for root in organisations.administrations(at.date()):
        tenant = root.unit.administration
        trial = trials.get(tenant.pk)
        size, counted = sizes.get(tenant.pk, organisations.Sizes()), people.get(tenant.pk, accounts.Counts())
        known = Facts(
            code=tenant.code,
            sizes=size,
            people=counted,
            sealed=signing.seal_certificate(tenant.code) is not None,
            trial=trial,
            receipted=trial is not None and trial.deposit_id in receipted,
            public=size.offices,
            dressed=bool(tenant.emblem),
        )
        found.append(
            Line(
                tenant.pk,
                tenant.code,
                str(root),
                tenant.get_country_display(),
                tenant.created_on,
                Board(steps_of(known)),
                size,
                counted,
                health.get(tenant.pk, deposits.OfficeHealth()),
            )
        )
    return found


def chosen(all_lines: Iterable[Line], *, text: str, state: str, sort: str) -> list[Line]:
    """Those whose name or code holds the words, in that state, in that order."""
    wanted = normalise(text).split()
    kept = [line for line in all_lines if all(w in normalise(f"{line.name} {line.code}") for w in wanted)]
    if state == "joining":
        kept = [line for line in kept if not line.board.ready]
    elif state == "ready":
        kept = [line for line in kept if line.board.ready]
    elif state == "trouble":
        kept = [line for line in kept if line.in_trouble]
    keys: dict[str, Any] = {
        "progress": lambda line: (line.board.done, line.name),
        "activity": lambda line: (-(line.health.last_at.timestamp() if line.health.last_at else 0), line.name),
        "waiting": lambda line: (-line.health.waiting, line.name),
    }
    return sorted(kept, key=keys.get(sort, lambda line: line.name))
