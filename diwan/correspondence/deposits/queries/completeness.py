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

LIKE = 2 / 3  # of the words of a needed piece, found in the name of a file


@dataclass(frozen=True)
class Check:
    """A piece the procedure needs, and the name of the file that seems to be it; empty when none does."""

    needed: Needed
    found: str


def checklist(deposit: Deposit, card: ProcedureCard | None) -> list[Check]:
    """Each needed piece with the file its depositor said it is, or else the one whose name says so."""
    if card is None:
        return []
    said = {piece.needed_id: piece.file.name for piece in deposit.pieces.all() if getattr(piece, "needed_id", None)}
    names = [piece.file.name for piece in deposit.pieces.all()]
    for message in deposit.messages.all():
        if message.kind == MessageKind.COMPLETION:
            names += [joined.file.name for joined in message.files.all()]
    return [
        Check(needed, said.get(needed.id) or next((name for name in names if alike(needed, name)), ""))
        for needed in card.needed
    ]


def alike(needed: Needed, file_name: str) -> bool:
    """Whether a file bears the name of a needed piece, in one of its languages; short words do not count."""
    there = words(file_name.rpartition(".")[0] or file_name)
    for language in ("ar", "fr", "en", "zgh"):
        asked = words(needed.names.get(language))
        if asked and len(asked & there) >= LIKE * len(asked):
            return True
    return False


def words(text: str) -> set[str]:
    """The words that tell something, without the Arabic article: البطاقة and بطاقة are one."""
    plain = re.findall(r"\w+", normalise(text).replace("_", " "))
    return {word.removeprefix("ال") for word in plain if len(word) > 2}
