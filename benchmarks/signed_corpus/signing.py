"""How the corpus signs: pyHanko, so that what is judged was not made by the judge."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import TextStampStyle

if TYPE_CHECKING:
    from .people import Person


def sign(
    pdf: bytes,
    who: Person,
    *,
    field: str = "",
    certify: int = 0,
    visible: tuple[int, int, int, int] | None = None,
    stamper: Any = None,
    adobe: bool = False,
    digest: str = "sha256",
    style: Any = None,
    **more: Any,
) -> bytes:
    """`pdf` with one more signature; `certify` is the DocMDP permission (1, 2, 3) of a certification."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    field = field or f"Signature{len(list(writer.prev.embedded_signatures)) + 1}"
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        certify=bool(certify),
        docmdp_permissions=MDPPerm(certify) if certify else MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED if adobe else SigSeedSubFilter.PADES,
        reason="Agreed",
        **more,
    )
    exists = any(f.get_object().get("/T") == field for f in _fields(writer))
    spec = None if exists else SigFieldSpec(field, box=visible)
    signer = PdfSigner(
        metadata,
        signer=who.signer(),
        timestamper=stamper,
        new_field_spec=spec,
        stamp_style=style or (TextStampStyle(stamp_text="Signed by %(signer)s") if visible else None),
    )
    return signer.sign_pdf(writer).getvalue()


def _fields(writer: IncrementalPdfFileWriter) -> list:
    try:
        return list(writer.root["/AcroForm"]["/Fields"])
    except KeyError:
        return []


def with_empty_field(pdf: bytes, name: str, box: tuple[int, int, int, int] | None = None) -> bytes:
    """`pdf` with a place for a signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    append_signature_field(writer, SigFieldSpec(name, box=box))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class Later:
    """One more revision, written by whoever wants: `with Later(pdf) as later: later.root[...] = ...; later.pdf`."""

    def __init__(self, pdf: bytes) -> None:
        self.writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        self.pdf = pdf

    def __enter__(self) -> Any:
        self.writer.later = self  # type: ignore[attr-defined]
        return self.writer

    def __exit__(self, kind: Any, *_rest: Any) -> None:
        if kind is None:
            out = io.BytesIO()
            self.writer.write(out)
            self.pdf = out.getvalue()
