"""Well-formed later revisions that change what was signed, and forms filled to deceive."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pypdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from . import sheets
from .honest import fill
from .signing import Later, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .people import World


def raw_stream(data: bytes) -> generic.StreamObject:
    return generic.StreamObject(stream_data=data)


def edit_page(pdf: bytes, change: Callable[[Any, Any], Any]) -> bytes:
    with Later(pdf) as writer:
        page = writer.root["/Pages"]["/Kids"][0]
        change(page, writer)
        writer.update_container(page)
    return writer.later.pdf


def edit_root(pdf: bytes, change: Callable[[Any, Any], Any]) -> bytes:
    with Later(pdf) as writer:
        change(writer.root, writer)
        writer.update_root()
    return writer.later.pdf


def content(world: World) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Well-formed later revisions that change what was signed."""
    pdf = sign(sheets.contract(pages=2, layer=True, attachment=b"annex"), world.alice)

    def through_pypdf(change: Callable[[Any], Any]) -> bytes:
        writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True)
        change(writer)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    yield "page-rotated", lambda: through_pypdf(lambda w: w.pages[0].rotate(180))
    yield "page-added", lambda: through_pypdf(lambda w: w.add_blank_page(612, 792))
    yield "attachment-swapped", lambda: through_pypdf(lambda w: w.add_attachment("terms.txt", b"other"))
    yield "page-removed", lambda: edit_tree(pdf, lambda kids: kids[:1])
    yield "pages-in-another-order", lambda: edit_tree(pdf, lambda kids: kids[::-1])

    def layer_off(root: Any, _writer: Any) -> None:
        settings = root["/OCProperties"]["/D"]
        settings[pdf_name("/OFF")] = root["/OCProperties"]["/OCGs"]
        settings[pdf_name("/ON")] = generic.ArrayObject()

    yield "layer-hidden", lambda: edit_root(pdf, layer_off)
    yield "layers-gone", lambda: edit_root(pdf, lambda root, _w: root.__delitem__("/OCProperties"))
    yield (
        "metadata-not-xml",
        lambda: edit_root(
            pdf, lambda root, w: root.__setitem__(pdf_name("/Metadata"), w.add_object(raw_stream(b"<<not xml")))
        ),
    )
    yield (
        "title-rewritten",
        lambda: edit_root(
            pdf, lambda root, w: root.__setitem__(pdf_name("/Metadata"), w.add_object(xmp(b"Another title")))
        ),
    )
    yield (
        "crop-box",
        lambda: edit_page(
            pdf,
            lambda page, _w: page.__setitem__(
                pdf_name("/CropBox"), generic.ArrayObject(map(generic.NumberObject, (0, 0, 612, 700)))
            ),
        ),
    )
    yield (
        "action-on-opening",
        lambda: edit_root(
            pdf,
            lambda root, _w: root.__setitem__(
                pdf_name("/OpenAction"),
                generic.DictionaryObject(
                    {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): pdf_string("https://x.test")}
                ),
            ),
        ),
    )
    yield (
        "resources",
        lambda: edit_page(
            pdf, lambda page, _w: page["/Resources"].__setitem__(pdf_name("/Font"), generic.DictionaryObject())
        ),
    )


def xmp(title: bytes) -> generic.StreamObject:
    words = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        b'<rdf:li xml:lang="x-default">'
        + title
        + b"</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return generic.StreamObject(
        dict_data={pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}, stream_data=words
    )


def edit_tree(pdf: bytes, change: Callable[[list], list]) -> bytes:
    with Later(pdf) as writer:
        tree = writer.root["/Pages"]
        kids = change([tree["/Kids"].raw_get(n) for n in range(len(tree["/Kids"]))])
        tree[pdf_name("/Kids")] = generic.ArrayObject(kids)
        tree[pdf_name("/Count")] = generic.NumberObject(len(kids))
        writer.update_container(tree)
    return writer.later.pdf


def forms(world: World) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Filling a form, where it shows something else than its value or goes beyond what was allowed."""
    base = sheets.contract(form=True)
    free = sign(base, world.alice, certify=2)
    yield "shows-another-value", lambda: fill(free, "100", shown="900 000")
    yield "filled-under-1", lambda: fill(sign(base, world.alice, certify=1), "100")
    cover = "100) Tj ET Q q 1 1 1 rg 0 0 300 24 re f Q BT /F1 12 Tf 0 g 2 7 Td (900 000"
    yield "appearance-that-covers", lambda: fill(free, "100", shown=cover)

    def moved(rect: tuple[int, ...]) -> bytes:
        with Later(free) as writer:
            field = writer.root["/AcroForm"]["/Fields"][0]
            field[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, rect))
            writer.update_container(field)
        return writer.later.pdf

    yield "field-moved", lambda: moved((60, 690, 540, 780))
    yield "field-hidden", lambda: hidden(fill(free, "250"))
    digest = hashlib.sha256(free).hexdigest()[:8].encode()
    yield "new-text-field", lambda: new_field(free, digest)


def hidden(pdf: bytes) -> bytes:
    with Later(pdf) as writer:
        field = writer.root["/AcroForm"]["/Fields"][0]
        field[pdf_name("/F")] = generic.NumberObject(2)
        writer.update_container(field)
    return writer.later.pdf


def new_field(pdf: bytes, name: bytes) -> bytes:
    with Later(pdf) as writer:
        fields = writer.root["/AcroForm"]["/Fields"]
        page = writer.root["/Pages"]["/Kids"].raw_get(0)
        made = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): pdf_string(name.decode()),
                pdf_name("/V"): pdf_string("900 000"),
                pdf_name("/P"): page,
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 728, 372, 750))),
            }
        )
        reference = writer.add_object(made)
        fields.append(reference)
        writer.update_container(fields)
        annotations = page.get_object()["/Annots"]
        annotations.append(reference)
        writer.update_container(annotations)
    return writer.later.pdf
