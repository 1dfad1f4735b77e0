"""What notifications do when something happened."""

from __future__ import annotations

from diwan.core.accounts.api import AccessCut
from diwan.core.facts.api import hears

from .operations import devices


@hears(AccessCut)
def forget_devices(fact: AccessCut) -> None:
    """Every session ended, or the account closed: nothing more is told anywhere until the person turns it on again."""
    devices.forget_rows(person_id=fact.person_id)
