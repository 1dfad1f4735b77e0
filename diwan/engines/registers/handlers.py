"""Long work of the registers, done when a fact is told. May run twice."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .events import PrintingAsked
from .operations import printing


@facts.hears(PrintingAsked, lock="printing:{printing_id}")
def set_pages(fact: PrintingAsked) -> None:
    """Set the parts of a printing one after the other; started again, it goes on where it was."""
    while printing.set_part(printing_id=fact.printing_id, now=timezone.now()):
        pass
