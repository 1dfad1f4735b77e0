"""Large documents: what is signed is read through a map of the file and let go, what is added is written behind a copy.

A scanned dossier of 500 MB is signed in the memory of a page, from the store into a draft of the store.
"""

from __future__ import annotations

import mmap
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import keys, levels, renewal
from .refusing import NotSignable
from .sealing import measured_twice, seal_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import BinaryIO

    from .signers import Signer
    from .syntax import Buffer


def mapped(file: BinaryIO) -> mmap.mmap:
    """A file to be read where it is."""
    if not os.fstat(file.fileno()).st_size:
        raise NotSignable("unreadable")
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def sign_file(source: BinaryIO, target: BinaryIO, signer: Signer, mark: levels.Mark) -> levels.Level:
    """Write the signed document to `target`, empty and open to read and write, and say what level it reached.

    Raises:
        NotSignable
        NoSignature: the key refuses.
        OSError: an authority does not answer, or the disk is full.
    """

    def sign() -> levels.Level:
        prepared = levels.prepare(data, signer.certificate, signer.chain, mark)
        return _completed(prepared, signer.sign([prepared.to_be_signed])[0], target)

    with mapped(source) as data:
        return measured_twice(sign)


def seal_file(
    source: BinaryIO, target: BinaryIO, *, administration_code: str, reason: str, at: datetime
) -> levels.Level:
    """`sealing.seal` of a file, unseen, written to `target`.

    Raises:
        NotSignable, OSError
    """
    key, mark = keys.seal_of(administration_code), seal_mark(at=at, reason=reason)

    def seal() -> levels.Level:
        prepared = levels.prepare(data, key.certificate, key.chain, mark)
        return _completed(prepared, key.sign(prepared.to_be_signed), target)

    with mapped(source) as data:
        return measured_twice(seal)


def _completed(prepared: levels.Prepared, signature: bytes, target: BinaryIO) -> levels.Level:
    level = levels.Level.B_B
    with _copied(prepared.pdf, target) as so_far:
        for level, part in levels.grown(prepared, signature, so_far):  # noqa: B007
            target.write(part)
    return level


def renew_file(source: BinaryIO, target: BinaryIO) -> renewal.Standing:
    """Write the document with a new time-stamp to `target`, and say how long it can be checked now.

    Raises:
        NotSignable, OSError: as `renewal.renew`.
    """
    with mapped(source) as data, _copied(data, target) as so_far:
        for part in renewal.grown(data, so_far):
            target.write(part)
        found = renewal.standing(so_far())
    assert found is not None  # it was just stamped
    return found


def standing_of(source: BinaryIO) -> renewal.Standing | None:
    """`renewal.standing` of a file."""
    with mapped(source) as data:
        return renewal.standing(data)


@contextmanager
def _copied(data: Buffer, target: BinaryIO) -> Iterator[Callable[[], mmap.mmap]]:
    """`target` begins with the document; what is given maps all that was written so far."""
    target.seek(0)
    target.truncate()
    for piece in levels.pieces(data):
        target.write(piece)
    maps: list[mmap.mmap] = []

    def so_far() -> mmap.mmap:
        target.flush()
        maps.append(mapped(target))
        return maps[-1]

    try:
        yield so_far
        target.flush()
    finally:
        for one in maps:
            one.close()
