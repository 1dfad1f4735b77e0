"""What is known of the proofs, and who is told of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations

from .models import EXPECTED_EVERY, Proof

if TYPE_CHECKING:
    from datetime import datetime


def latest() -> Proof | None:
    return Proof.objects.first()


def overdue(now: datetime) -> bool:
    """Whether no backup has been proven whole for more than a week."""
    good = Proof.objects.filter(faults=[]).first()
    return good is None or good.at < now - EXPECTED_EVERY


def can_prove() -> bool:
    """Whether this process knows the owner of the tables, who alone may make a database."""
    return bool(os.environ.get("DATABASE_OWNER_URL"))


def operators(at: datetime) -> dict[int, str]:
    """Whoever operates the instance: key and language."""
    return organisations.people_over_all(facts.RIGHT, at)
