"""An administration's seal on a PDF: PAdES (ETSI EN 319 142-1), one incremental revision, the text untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from . import keys, levels
from .levels import Level, Mark
from .refusing import NotSignable
from .stampers import SLACK, stamper

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .stamps import AnyStamp, Place

Made = TypeVar("Made")

__all__ = ["SLACK", "measured_twice", "seal", "seal_mark", "with_key"]


def seal(
    pdf: bytes,
    *,
    administration_code: str,
    reason: str,
    at: datetime,
    level: Level = Level.B_T,
    stamp: AnyStamp | None = None,
    place: Place | str | None = None,
    name: str = "",
) -> bytes:
    """`pdf` with the administration's seal and a time-stamp added as a new revision; seen when it has a `stamp`.

    `name` is the person in whose name it is set, who has no key of their own (law 43.20: a simple signature, of which
    the administration keeps the proof). `at` is the legal moment the document states; the time-stamp tells the
    authority's own clock. With `DIWAN_TSA_URL` the authority is reached over the network: call from a job, not inside a
    transaction. Raises NotSignable or OSError when the PDF or the authority does not lend itself to it; there is no
    unsealed way out.
    """
    mark = seal_mark(at=at, reason=reason, name=name, level=level, stamp=stamp, place=place)
    return with_key(pdf, keys.seal_of(administration_code), mark).pdf


def seal_mark(*, at: datetime, reason: str, **more: Any) -> Mark:
    """Without a stamp it is invisible: the page says that it is sealed; a box over the text would prove no more."""
    return Mark(at=at, reason=reason, field="Seal", **more)


def with_key(pdf: bytes, identity: keys.Identity, mark: Mark) -> levels.Signed:
    """`pdf` signed by a key that is here."""
    return measured_twice(lambda: _signed(pdf, identity, mark))


def measured_twice(sign: Callable[[], Made]) -> Made:
    """An outside authority's tokens may have grown since they were measured: then once more, from the start."""
    try:
        return sign()
    except NotSignable as refused:
        if refused.reason != "room" or not stamper().outside:
            raise
        return sign()


def _signed(pdf: bytes, identity: keys.Identity, mark: Mark) -> levels.Signed:
    prepared = levels.prepare(pdf, identity.certificate, identity.chain, mark)
    return levels.completed(prepared, identity.sign(prepared.to_be_signed))
