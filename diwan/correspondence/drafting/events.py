"""Facts of drafting, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DraftProposed:
    """A draft awaits the signature of a post."""

    draft_id: int
    post_id: int


@dataclass(frozen=True)
class DraftSigned:
    """A draft was signed and numbered: its document is owed."""

    draft_id: int


@dataclass(frozen=True)
class LetterSealed:
    """The sealed document of a letter is there: it can be sent."""

    draft_id: int
    letter_id: int


@dataclass(frozen=True)
class SourceGiven:
    """A file written elsewhere was given, and is to be made into a PDF."""

    draft_id: int
    file_id: int


@dataclass(frozen=True)
class CommentWritten:
    comment_id: int
    draft_id: int
