"""Incremental revisions (ISO 32000-1, 7.5.6) of plain files: a signature field around a hole, material, both digested.

What was there stays octet for octet; a signature made before stays valid, since only what its reader expects to change
does: the form, one page's annotations, the catalogue's material.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1, sha256
from typing import TYPE_CHECKING

from .plain import NotPlain, Plain, Update
from .refusing import NotSignable
from .syntax import array, dictionary, entries, items, number, reference, referred, text, written

if TYPE_CHECKING:
    from _hashlib import HASH

    from .material import Material
    from .stamps.forms import Form

PADES = b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
TIME_STAMP = b"/Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161"
EXTENSIONS = {
    b"/Extensions": b"<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"  # what PAdES adds to 1.7
}
PRINTED_LOCKED = b"132"  # /F of the widget
DOCMDP = b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P %d>>>>]"
BYTE_RANGE = b"/ByteRange[0 %d %d %10d]>>"  # always as long, so that it can be told before the rest is known
ENDED = b"\nendobj\n"


@dataclass(frozen=True)
class Field:
    """A signature field to be made. `value` is its dictionary up to what is signed; `box` in the page's own units."""

    prefix: str
    value: bytes = TIME_STAMP
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    look: Form | None = None
    certify: int | None = None


@dataclass(frozen=True)
class Revision:
    """What is written behind the document: all before the signature, and all after it."""

    before: bytes
    after: bytes
    room: int  # hexadecimal digits of the signature

    def digest(self, document: HASH) -> bytes:
        """SHA-256 of what is signed, `document` having read what was there before."""
        document.update(self.before)
        document.update(self.after)
        return document.digest()

    def around(self, signature: bytes) -> bytes:
        """The revision with its signature."""
        digits = signature.hex().encode()
        if len(digits) > self.room:
            raise NotSignable("room")
        return b"".join((self.before, b"<", digits.ljust(self.room, b"0"), b">", self.after))


def signature_value(*, at: datetime, reason: str = "", name: str = "", certify: int | None = None) -> bytes:
    """The dictionary of a signature, up to its place."""
    said = [PADES, f"/M(D:{at.astimezone(UTC):%Y%m%d%H%M%SZ})".encode()]
    said += [key + written(words) for key, words in ((b"/Reason", reason), (b"/Name", name)) if words]
    if certify:
        said.append(DOCMDP % certify)
    return b"".join(said)


def sign(document: Plain, field: Field, room: int) -> Revision:
    """The revision that holds a signature of `room` hexadecimal digits.

    Raises:
        NotPlain: this document asks for more than is known here.
        NotSignable: what was signed before allows no more.
    """
    update = Update(document)
    reason = docmdp_refusal(field, permission(document), signed=_signed(document))
    if reason:
        raise NotSignable(reason)
    page = document.page(field.page)[0]
    widget, value = update.new(), update.new()
    look = {b"/AP": b"<</N %b>>" % reference(field.look.placed(update))} if field.look and field.box else {}
    box = b" ".join(map(number, field.box or (0, 0, 0, 0)))
    update.put(
        widget,
        {
            b"/Type": b"/Annot",
            b"/Subtype": b"/Widget",
            b"/F": PRINTED_LOCKED,
            b"/Rect": b"[%b]" % box,
            b"/FT": b"/Sig",
            b"/T": b"(%b)" % _name(document, field.prefix).encode("ascii"),
            b"/P": reference(page),
            b"/V": reference(value),
            **({b"/TU": written(field.look.words)} if look and field.look else {}),
            **look,
        },
    )
    annotated = update.read(page)
    before = annotated.get(b"/Annots")
    annotated[b"/Annots"] = update.extended(before, widget)
    if annotated[b"/Annots"] != before:
        update.put(page, annotated)
    _add_to_form(update, widget)
    if field.certify:
        root = update.read(document.root)
        update.put(document.root, {**root, b"/Perms": b"<</DocMDP %b>>" % reference(value)})
    del update.written[value]
    return _around(update, value, field.value, room)


def add_material(document: Plain, material: Material, contents: bytes) -> bytes:
    """The revision that adds what a validator will need to a document's security store (EN 319 142-1, 5.4).

    `contents` is the value of the signature it belongs to, with its padding.
    """
    update = Update(document)
    root = update.read(document.root)
    held = root.get(b"/DSS")
    store = entries(update.value(where)) if held and (where := referred(held)) else entries(held or b"<<>>")
    known: dict[bytes, bytes] = {}
    named: dict[bytes, list[bytes]] = {}
    for key, short, values in (
        (b"/Certs", b"/Cert", material.certificates),
        (b"/OCSPs", b"/OCSP", material.responses),
        (b"/CRLs", b"/CRL", material.lists),
    ):
        there = items(document.resolved(store[key])) if key in store else []
        for one in there:
            content = document.stream(referred(one) or 0)
            if content is not None:
                known[sha256(content).digest()] = one
        for content in values:
            mark = sha256(content).digest()
            if mark not in known:
                known[mark] = reference(update.new(b"<</Length %d>>stream\n%b\nendstream" % (len(content), content)))
                there.append(known[mark])
            named.setdefault(short, []).append(known[mark])
        if there:
            store[key] = array(there)
    about = entries(document.resolved(store[b"/VRI"])) if b"/VRI" in store else {}
    # The standard's own name for a signature: SHA-1 here names, it proves nothing.
    about[b"/" + sha1(contents, usedforsecurity=False).hexdigest().upper().encode()] = dictionary(
        {key: array(values) for key, values in named.items()}
    )
    store[b"/VRI"] = dictionary(about)
    where = referred(held) if held else None
    if where is None:
        where = update.new()
        root[b"/DSS"] = reference(where)
        update.put(document.root, {**EXTENSIONS, **root})
    update.put(where, {b"/Type": b"/DSS", **store})
    written_, places = _objects(update)
    return written_ + _tail(update, places)(len(document.data) + len(written_))


def docmdp_refusal(field: Field, allowed: int | None, *, signed: bool) -> str:
    """Why a certification, or its lateness, forbids this signature; time-stamps of archives are always allowed."""
    if allowed == 1 and field.value is not TIME_STAMP:
        return "closed"
    return "certified" if field.certify and (allowed or signed) else ""


def permission(document: Plain) -> int | None:
    """What a certification leaves free (DocMDP): 1 nothing, 2 forms and signatures, 3 annotations too; None without."""
    allowed = document.catalogue.get(b"/Perms")
    certified = entries(document.resolved(allowed)).get(b"/DocMDP") if allowed else None
    if certified is None:
        return None
    for one in items(document.resolved(entries(document.resolved(certified)).get(b"/Reference", b"[]"))):
        about = entries(document.resolved(one))
        if about.get(b"/TransformMethod") == b"/DocMDP":
            given = entries(document.resolved(about.get(b"/TransformParams", b"<<>>"))).get(b"/P", b"2")
            return int(given) if given in (b"1", b"2", b"3") else 1
    return 1  # a certification that cannot be read allows nothing


def _form(document: Plain) -> dict[bytes, bytes]:
    form = document.catalogue.get(b"/AcroForm")
    values = entries(document.resolved(form)) if form else {}
    if b"/XFA" in values:
        raise NotPlain("an XFA form")
    return values


def _fields(document: Plain) -> list[dict[bytes, bytes]]:
    held = _form(document).get(b"/Fields")
    found = [referred(one) for one in items(document.resolved(held))] if held else []
    return [document.read(one) for one in found if one is not None]


def _signed(document: Plain) -> bool:
    return any(one.get(b"/FT") == b"/Sig" and b"/V" in one for one in _fields(document))


def _name(document: Plain, prefix: str) -> str:
    """The first of Signature1, Signature2 ... that no field bears."""
    taken = {text(one[b"/T"]) for one in _fields(document) if b"/T" in one}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{prefix}{n}") not in taken)


def _add_to_form(update: Update, widget: int) -> None:
    document = update.document
    form = _form(document)
    form[b"/Fields"] = update.extended(form.get(b"/Fields"), widget)
    form[b"/SigFlags"] = b"3"  # signatures exist; add, never rewrite
    held = document.catalogue.get(b"/AcroForm")
    where = referred(held) if held else None
    if where is None:
        where = update.new()
        update.put(document.root, {**EXTENSIONS, **update.read(document.root), b"/AcroForm": reference(where)})
    update.put(where, form)


def _objects(update: Update) -> tuple[bytes, dict[int, int]]:
    start, places, out = len(update.document.data), {}, bytearray(b"\n")
    for one in sorted(update.written):
        places[one] = start + len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (one, update.written[one])
    return bytes(out), places


def _around(update: Update, value: int, said: bytes, room: int) -> Revision:
    written_, places = _objects(update)
    start = len(update.document.data)
    places[value] = start + len(written_)
    before = written_ + b"%d 0 obj\n<<%b/Contents" % (value, said)
    hole = start + len(before)
    behind = hole + room + 2
    tail = _tail(update, places)
    size = len(BYTE_RANGE % (hole, behind, 0) + ENDED)
    ending = tail(behind + size)
    return Revision(before, BYTE_RANGE % (hole, behind, size + len(ending)) + ENDED + ending, room)


def _tail(update: Update, places: dict[int, int]):
    """The table and the trailer, once it is known where they stand."""
    document = update.document
    numbers, lines = sorted(places), bytearray(b"xref\n")
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    for run in runs:
        lines += b"%d %d\n" % (run[0], len(run))
        lines += b"".join(b"%010d 00000 n\r\n" % places[one] for one in run)
    kept: dict[bytes, bytes] = {key: document.trailer[key] for key in (b"/Root", b"/Info") if key in document.trailer}
    changed = b"<%b>" % sha256(document.data[-1024:] + lines).hexdigest()[:32].encode()
    first = items(document.resolved(document.trailer.get(b"/ID", b"[]")))
    trailer = dictionary(
        {
            b"/Size": b"%d" % update.next,
            **kept,
            b"/ID": b"[%b%b]" % (first[0] if first else changed, changed),
            b"/Prev": b"%d" % document.table,
        }
    )
    return lambda at: bytes(lines) + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, at)
