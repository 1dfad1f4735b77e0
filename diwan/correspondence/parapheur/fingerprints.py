"""What was shown, in one word: whoever agrees or signs says it back, and what changed meanwhile is refused."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .models import Document, Folder


def fingerprint(folder: Folder, documents: Iterable[Document]) -> str:
    """The SHA-256 of what a folder asks to agree to: its title, what its author filled, each file as it is now."""
    pieces = [[one.pk, one.role, one.label, one.file.sha256] for one in documents if one.withdrawn_at is None]
    said = [folder.pk, folder.type_id, folder.title, folder.values, sorted(pieces)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def digest_of_list(lines: Sequence[tuple[int, str]]) -> str:
    """The SHA-256 of a list to be signed: each turn with the fingerprint shown beside it, in order."""
    return hashlib.sha256("\n".join(f"{turn}:{shown}" for turn, shown in lines).encode()).hexdigest()
