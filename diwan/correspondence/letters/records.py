"""What the apps above hold about a letter: each says here what goes with it to the archives, and how it is destroyed.

One place, so that nothing stays behind of a letter that is destroyed, or is left out of one that is handed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from diwan.core.files.api import StoredFile

    from .models import Letter

GONE = "—"  # stands where words were, in what may not be empty


@dataclass(frozen=True, kw_only=True)
class Record:
    """One kind of trace of a letter.

    facts: what is known, as JSON primitives, in the order things happened.
    files: sealed proofs and other files, beside the pieces of the letter, each with the name it has in a package.
    documents: the same, as JSON, for what is kept in rows and not in files, such as evidence and its seal.
    erase: takes away every word and file held; lines that only say who did what and when may stay.
    """

    code: str
    facts: Callable[[Letter], list[dict[str, Any]]] = lambda letter: []
    files: Callable[[Letter], Iterable[tuple[str, StoredFile]]] = lambda letter: ()
    documents: Callable[[Letter], Iterable[tuple[str, bytes]]] = lambda letter: ()
    erase: Callable[[Letter], None] = lambda letter: None


_records: dict[str, Record] = {}


def register_record(record: Record) -> None:
    """Make a kind of trace known; called in `ready()`."""
    _records[record.code] = record


def facts_of(letter: Letter) -> dict[str, list[dict[str, Any]]]:
    """All that is known of a letter, by kind; kinds with nothing are left out."""
    found = {code: _records[code].facts(letter) for code in sorted(_records)}
    return {code: facts for code, facts in found.items() if facts}


def files_of(letter: Letter) -> list[tuple[str, StoredFile]]:
    """The proofs of a letter, by the name they have in a package."""
    return [(f"{code}/{name}", file) for code in sorted(_records) for name, file in _records[code].files(letter)]


def documents_of(letter: Letter) -> list[tuple[str, bytes]]:
    """The proofs of a letter that are kept in rows, by the name they have in a package."""
    return [(f"{code}/{name}", said) for code in sorted(_records) for name, said in _records[code].documents(letter)]


def erase_all(letter: Letter) -> None:
    for code in sorted(_records):
        _records[code].erase(letter)
