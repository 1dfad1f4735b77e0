"""Is a letter complete? What its procedure needs beside what came, for a clerk who has the last word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.kit.arabic import normalise

from ..enums import MessageKind

if TYPE_CHECKING:
    from diwan.correspondence.procedures.api import Needed, ProcedureCard

    from ..models import Deposit

LANGUAGES = ("ar", "fr", "en", "zgh")
LIKE = 2 / 3  # of the words of a needed piece, found in the name of a file


@dataclass(frozen=True)
class Check:
    """A piece the procedure needs, and the name of the file that seems to be it; empty when none does."""

    needed: Needed
    found: str


def checklist(deposit: Deposit, card: ProcedureCard | None) -> list[Check]:
    """Each needed piece with the file its depositor said it is, or else the one whose name says so.

    What was sent when a piece was asked for counts as that piece, whatever its name.
    """
    if card is None:
        return []
    said = {piece.needed_id: piece.file.name for piece in deposit.pieces.all()}
    names = [piece.file.name for piece in deposit.pieces.all()]
    asked: set[str] = set()
    sent: list[str] = []
    for message in deposit.messages.all():
        if message.kind == MessageKind.REQUEST:
            asked |= set(message.missing)
        if message.kind == MessageKind.COMPLETION:
            sent += [joined.file.name for joined in message.files.all()]

    def found(needed: Needed) -> str:
        like = next((name for name in (*names, *sent) if alike(needed, name)), "")
        return said.get(needed.id) or like or (" · ".join(sent) if asked & every_name(needed) else "")

    return [Check(needed, found(needed)) for needed in card.needed]


def every_name(needed: Needed) -> set[str]:
    return {needed.names.get(language) for language in LANGUAGES}


def alike(needed: Needed, file_name: str) -> bool:
    """Whether a file bears the name of a needed piece, in one of its languages; short words do not count."""
    there = words(file_name.rpartition(".")[0] or file_name)
    for name in every_name(needed):
        asked = words(name)
        if asked and len(asked & there) >= LIKE * len(asked):
            return True
    return False


def words(text: str) -> set[str]:
    """The words that tell something, without the Arabic article: البطاقة and بطاقة are one."""
    plain = re.findall(r"\w+", normalise(text).replace("_", " "))
    return {word.removeprefix("ال") for word in plain if len(word) > 2}
