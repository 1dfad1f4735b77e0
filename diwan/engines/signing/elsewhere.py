"""The same revisions for every other PDF, read and written by pyHanko: tables in streams, objects in streams.

Only what is added is written; the octets before it are never copied into memory, nor changed.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from mmap import MADV_DONTNEED, mmap
from typing import TYPE_CHECKING, Any

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.validation import read_certification_data
from pyhanko.sign.validation.dss import DocumentSecurityStore

from .refusing import NotSignable
from .revision import BYTE_RANGE, Field, Revision, docmdp_refusal
from .syntax import written

LOOKS = 8  # of a mapped file, after which what they mapped is let go

if TYPE_CHECKING:
    from .material import Material
    from .syntax import Buffer

name = generic.NameObject


class Behind(io.BytesIO):
    """What is written behind a document: places are counted from the beginning of the document."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start

    def tell(self) -> int:
        return self.start + super().tell()


class Added(IncrementalPdfFileWriter):
    """A writer that leaves the document where it is."""

    def _write_header(self, stream):  # the hook pyHanko copies the document in
        pass

    def _update_meta(self):  # nor is its title, or when it was written, said anew
        pass


class Raw(generic.PdfObject):
    """An object as octets."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def write_to_stream(self, stream, handler=None, container_parent=None):
        stream.write(self.body)


class Value(Raw):
    """The dictionary of a signature, which notes where its hole is."""

    def __init__(self, body: bytes, room: int) -> None:
        super().__init__(body)
        self.room, self.hole = room, 0

    def write_to_stream(self, stream, handler=None, container_parent=None):
        stream.write(b"<<%b/Contents" % self.body)
        self.hole = stream.tell()
        stream.write(b"<%b>" % (b"0" * self.room))
        stream.write(BYTE_RANGE % (self.hole, self.hole + self.room + 2, 0))


@contextmanager
def _refused():
    """What pyHanko stumbles on is the document's fault: it was made by strangers."""
    try:
        yield
    except NotSignable:
        raise
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise NotSignable("unreadable") from error


def sign(pdf: Buffer, field: Field, room: int) -> tuple[Revision, bool]:
    """The revision that holds a signature of `room` hexadecimal digits, and whether it is seen.

    Raises:
        NotSignable
    """
    with _refused():
        writer = _writer(pdf)
        form = writer.root["/AcroForm"] if "/AcroForm" in writer.root else generic.DictionaryObject()
        if "/XFA" in form:
            raise NotSignable("form")
        certified = read_certification_data(writer.prev)
        signed = next(iter(writer.prev.embedded_signatures), None) is not None
        reason = docmdp_refusal(field, certified.permission.value if certified else None, signed=signed)
        if reason:
            raise NotSignable(reason)
        if certified:
            field = replace(field, look=None, box=None)
        value = Value(field.value, room)
        held = writer.add_object(value)
        there = form["/Fields"] if "/Fields" in form else ()  # noqa: SIM401  # get() would not follow a reference
        taken = {one.get_object().get("/T") for one in there}
        called = next(said for n in range(1, len(taken) + 2) if (said := f"{field.prefix}{n}") not in taken)
        box: Any = field.box  # pyHanko writes any number, whatever its annotation says
        append_signature_field(writer, SigFieldSpec(called, on_page=field.page, box=box))
        made = writer.root["/AcroForm"]["/Fields"][-1].get_object()
        made[name("/V")] = held
        if field.look and field.box:
            made[name("/AP")] = generic.DictionaryObject({name("/N"): _placed(writer, field)})
            made[name("/TU")] = Raw(written(field.look.words))
        if field.certify:
            writer.root[name("/Perms")] = generic.DictionaryObject({name("/DocMDP"): held})
            writer.update_root()
        out = Behind(len(pdf))
        writer.write(out)
    added = out.getvalue()
    hole = value.hole - len(pdf)
    behind = hole + room + 2
    ending = added[behind:]
    provisional = BYTE_RANGE % (value.hole, len(pdf) + behind, 0)
    ending = BYTE_RANGE % (value.hole, len(pdf) + behind, len(ending)) + ending[len(provisional) :]
    return Revision(added[:hole], ending, room), field.look is not None


def add_material(pdf: Buffer, material: Material, contents: bytes) -> bytes:
    """The revision that adds what a validator will need; see revision.add_material."""
    with _refused():
        writer = _writer(pdf)
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            contents,
            certs=[asn1_x509.Certificate.load(one) for one in material.certificates],
            ocsps=[ocsp.OCSPResponse.load(one) for one in material.responses],
            crls=[crl.CertificateList.load(one) for one in material.lists],
        )
        out = Behind(len(pdf))
        writer.write(out)
        return out.getvalue()


def _writer(pdf: Buffer) -> Added:
    source = stream_of(pdf)
    reader = PdfFileReader(source, strict=True)
    if reader.encrypted:
        raise NotSignable("encrypted")
    if reader.xrefs.hybrid_xrefs_present:
        raise NotSignable("hybrid")
    writer = Added(source, prev=reader)
    # By what is there, not by chance: what a card is asked to sign must come out the same when its answer is placed.
    writer._document_id[1] = generic.ByteStringObject(sha256(pdf[-1024:]).digest()[:16])
    if "/ID" not in reader.trailer:
        writer._document_id[0] = writer._document_id[1]
    return writer


def _placed(writer: Added, field: Field) -> generic.IndirectObject:
    assert field.look is not None
    places = [writer.allocate_placeholder() for _ in field.look.objects]
    bodies = field.look.bodies([place.reference.idnum for place in places])
    for place, body in zip(places, bodies, strict=True):
        writer.add_object(Raw(body), idnum=place.reference.idnum)
    return places[-1]


def stream_of(pdf: Buffer) -> Any:
    """A document as a stream, where it is."""
    return io.BytesIO(pdf) if isinstance(pdf, bytes) else Mapped(pdf)


class Mapped(io.RawIOBase):
    """A mapped file as a stream of its own: several readers may go through one map.

    To look at one octet may map a whole megabyte (Linux 6.18 maps large folios whole), which counts as memory: what was
    looked at is let go now and then.
    """

    def __init__(self, data: mmap) -> None:
        self.data, self.at, self.looks = data, 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = max(0, offset + (0, self.at, len(self.data))[whence])
        return self.at

    def readinto(self, buffer) -> int:
        read = self.data[self.at : self.at + len(buffer)]
        self.looks += 1
        if not self.looks % LOOKS:
            self.data.madvise(MADV_DONTNEED)
        buffer[: len(read)] = read
        self.at += len(read)
        return len(read)
