"""Facts of the mailroom, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IntakeArrived:
    """Files came in together: their pages are to be drawn."""

    intake_id: int


@dataclass(frozen=True)
class PageDrawn:
    """A page waits to be read. `turn` says that it must be drawn anew first, turned."""

    page_id: int
    turn: int = -1


@dataclass(frozen=True)
class PaperRegistered:
    """A document of the mailroom got its number."""

    document_id: int
    letter_id: int
    deposit_id: int


@dataclass(frozen=True)
class SourceAsked:
    """Somebody asked to look at a source now."""

    source_id: int
