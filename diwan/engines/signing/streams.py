"""Large documents: what is signed is read through a map of the file and let go, what is added is written behind a copy.

A scanned dossier of 500 MB is signed in the memory of a page.
"""

from __future__ import annotations

import mmap
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import levels
from .refusing import NotSignable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography.x509 import Certificate


def mapped(path: Path) -> mmap.mmap:
    """A file to be read where it is."""
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            raise NotSignable("unreadable")
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def prepare_file(
    path: Path, certificate: Certificate, chain: tuple[Certificate, ...], mark: levels.Mark
) -> levels.Prepared:
    """`levels.prepare` of a file, which stays as it is until it is signed.

    Raises:
        NotSignable
    """
    return levels.prepare(mapped(path), certificate, chain, mark)


def complete_file(prepared: levels.Prepared, signature: bytes, target: Path) -> levels.Level:
    """Write the signed document to `target`, whole or not at all, and say what level it reached.

    Raises:
        NotSignable, OSError: as `levels.completed`.
    """
    draft = target.with_name(f".{target.name}-{os.getpid()}")
    level = levels.Level.B_B
    try:
        with draft.open("xb") as file:
            for piece in levels.pieces(prepared.pdf):
                file.write(piece)
            with _behind(file, draft) as so_far:
                for level, part in levels.grown(prepared, signature, so_far):  # noqa: B007
                    file.write(part)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return level


@contextmanager
def _behind(file, path: Path) -> Iterator:
    maps: list[mmap.mmap] = []

    def so_far() -> mmap.mmap:
        file.flush()
        maps.append(mapped(path))
        return maps[-1]

    try:
        yield so_far
    finally:
        for one in maps:
            one.close()
