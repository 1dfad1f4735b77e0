"""What a stranger may learn of a sealed letter: that it exists, when, and its fingerprints."""

from __future__ import annotations

from diwan.correspondence.letters import api as letters

from ..enums import State
from ..models import Draft


def sealed_letter(reference: str) -> Draft | None:
    """The sealed letter of that reference. A confidential one is checked by its file alone."""
    rows = Draft.objects.select_related("letter__office__administration", "letter__entry__book", "sealed")
    rows = rows.exclude(letter__level=letters.Level.CONFIDENTIAL)
    return rows.filter(letter__reference=reference, state=State.SEALED).first() if reference else None
