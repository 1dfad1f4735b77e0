"""PAdES in three steps (EN 319 142-1): `prepare` makes what is to be signed, a `Signer` signs it, `complete` places it.

B-B is the signature alone; B-T adds a time-stamp; B-LT what a validator will need when the authorities are silent;
B-LTA a time-stamp over all of it, renewed before it expires (renewal.py).
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from . import elsewhere, material, revision, stamps
from .bounds import PIECE
from .containers import Unsigned
from .plain import Encrypted, Plain
from .refusing import NotSignable
from .stampers import Stamper, measure_again, signed_by, stamper
from .syntax import NotUnderstood

if TYPE_CHECKING:
    from _hashlib import HASH
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from cryptography.x509 import Certificate

    from .stamps import AnyStamp, Place
    from .syntax import Buffer


class Level(StrEnum):
    """How long a signature can be checked."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


@dataclass(frozen=True)
class Mark:
    """What a signature says of itself, and what is seen of it.

    `at` is the legal moment the document states; the time-stamp tells the authority's own clock. `certify` is what is
    left free to others (DocMDP): 1 nothing, 2 forms and signatures, 3 annotations too.
    """

    at: datetime
    reason: str = ""
    name: str = ""
    level: Level = Level.B_T
    field: str = "Signature"  # the beginning of the field's name, a number follows
    certify: int | None = None
    stamp: AnyStamp | None = None
    place: Place | str | None = None  # a rectangle, a tag in the text, or wherever there is room


@dataclass(frozen=True)
class Prepared:
    """A document up to its signature."""

    pdf: Buffer
    revision: revision.Revision
    container: Unsigned
    level: Level
    stamped: bool = False  # False too where a certification allows nothing that is seen

    @property
    def to_be_signed(self) -> bytes:
        return self.container.to_be_signed


@dataclass(frozen=True)
class Signed:
    """A signed document. `level` is what it reached: B-T when nobody could say that no certificate is revoked."""

    pdf: bytes
    level: Level


def prepare(pdf: Buffer, certificate: Certificate, chain: tuple[Certificate, ...], mark: Mark) -> Prepared:
    """What this key has to sign for this document. Opens no network unless an outside time-stamp was never measured.

    Raises:
        NotSignable
    """
    room = 2 * _room(certificate, chain, mark.level)
    value = revision.signature_value(at=mark.at, reason=mark.reason, name=mark.name, certify=mark.certify)
    field = revision.Field(mark.field, value, certify=mark.certify)
    if mark.stamp is not None:
        field = _seen(pdf, field, mark)
    made, stamped = planned(pdf, field, room)
    container = Unsigned(certificate, tuple(chain), "data", made.digest(digest_of(pdf)))
    return Prepared(pdf, made, container, mark.level, stamped)


def _seen(pdf: Buffer, field: revision.Field, mark: Mark) -> revision.Field:
    """The field with its stamp and its place."""
    assert mark.stamp is not None
    width, height = stamps.size(mark.stamp)
    spot = stamps.find(pdf, mark.place, width=width, height=height, rtl=mark.stamp.language != "fr")
    look = stamps.drawn(mark.stamp, turned=spot.turned)
    return replace(field, page=spot.page, box=spot.box, look=look)


def complete(prepared: Prepared, signature: bytes) -> bytes:
    """The signed document; `completed` says what level it reached too."""
    return completed(prepared, signature).pdf


def completed(prepared: Prepared, signature: bytes) -> Signed:
    """The signed document. Call from a job: the authorities may be asked over the network.

    Raises:
        NotSignable: the time-stamp of an outside authority grew since it was measured: prepare again.
        OSError: an authority does not answer.
    """
    parts = [prepared.pdf[:]]
    level = Level.B_B
    for level, part in grown(prepared, signature, lambda: b"".join(parts)):  # noqa: B007
        parts.append(part)
    return Signed(b"".join(parts), level)


def grown(prepared: Prepared, signature: bytes, so_far: Callable[[], Buffer]) -> Iterator[tuple[Level, bytes]]:
    """The revisions to write behind the document, each with the level it brings. `so_far()` is all before it."""
    container = prepared.container
    container.signature = signature
    authority = stamper()
    token = None if prepared.level == Level.B_B else authority.token(sha256(signature).digest())
    contents = container.wrapped(token=token)
    try:
        first = prepared.revision.around(contents)
    except NotSignable:
        measure_again()
        raise
    yield (Level.B_T if token else Level.B_B), first
    if token is None or prepared.level == Level.B_T:
        return
    found = material.of([signed_by(contents), signed_by(token)])
    if not found.whole:
        return
    padded = contents.ljust(prepared.revision.room // 2, b"\0")
    yield Level.B_LT, with_material(so_far(), found, padded)
    if prepared.level == Level.B_LTA:
        yield Level.B_LTA, time_stamped(so_far(), authority)


def with_material(pdf: Buffer, found: material.Material, contents: bytes) -> bytes:
    """The revision that adds material for the signature of these octets."""
    try:
        return revision.add_material(Plain(pdf), found, contents)
    except NotUnderstood:
        return elsewhere.add_material(pdf, found, contents)


def time_stamped(pdf: Buffer, authority: Stamper) -> bytes:
    """The revision that puts a time-stamp over the whole document (ETSI EN 319 142-1, 5.4.3)."""
    made, _ = planned(pdf, revision.Field("Timestamp"), 2 * authority.size())
    return made.around(authority.token(made.digest(digest_of(pdf))))


def planned(pdf: Buffer, field: revision.Field, room: int) -> tuple[revision.Revision, bool]:
    """The revision that holds a signature, and whether it is seen: nothing new may be, on a certified document."""
    try:
        document = Plain(pdf)
        if field.look and revision.permission(document):
            field = replace(field, look=None, box=None)
        return revision.sign(document, field, room), field.look is not None
    except Encrypted:
        raise NotSignable("encrypted") from None
    except NotUnderstood:
        return elsewhere.sign(pdf, field, room)


def digest_of(pdf: Buffer) -> HASH:
    """SHA-256 that has read all of it."""
    read = sha256()
    for piece in pieces(pdf):
        read.update(piece)
    return read


def pieces(pdf: Buffer) -> Iterator[bytes]:
    """All of it in turn; of a mapped file, what was read is let go."""
    if isinstance(pdf, bytes):
        yield pdf
        return
    for at in range(0, len(pdf), PIECE):
        yield pdf[at : at + PIECE]
        if at % (16 * PIECE) == 0:
            pdf.madvise(mmap.MADV_DONTNEED)
    pdf.madvise(mmap.MADV_DONTNEED)


def _room(certificate: Certificate, chain: tuple[Certificate, ...], level: Level) -> int:
    """Octets of the container: computed, except for what an authority adds, which was measured."""
    unsigned = Unsigned(certificate, tuple(chain), "data", bytes(32))
    unsigned.signature = bytes(signature_size(certificate))
    token = None if level == Level.B_B else bytes(stamper().size())
    return len(unsigned.wrapped(token=token))


def signature_size(certificate: Certificate) -> int:
    """Octets of the longest signature of a key."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size // 8
    if isinstance(key, ec.EllipticCurvePublicKey):
        whole = (key.key_size + 7) // 8 + 3  # an INTEGER, with the octet that keeps it positive
        return 2 * whole + (2 if 2 * whole < 128 else 3)
    raise NotSignable("key")
