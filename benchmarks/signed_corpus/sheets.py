"""Documents to be signed: drawn by hand where an attack needs its object, by many writers where it does not."""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

HONEST_LINE = "The ministry owes the company 100 dirhams."
OTHER_LINE = "The ministry owes the company 900 000 dirhams."


def text(*lines: str, size: int = 14, top: int = 760) -> bytes:
    """A content stream."""
    said = "".join(f"1 0 0 1 72 {top - 26 * n} Tm ({line}) Tj\n" for n, line in enumerate(lines))
    return f"BT /F1 {size} Tf 0 g\n{said}ET\n".encode()


WHITE = b"q 1 1 1 rg 60 690 480 90 re f Q\n"


def contract(
    *,
    lines: tuple[str, ...] = ("Contract no. 17", HONEST_LINE, "Done in Rabat."),
    pages: int = 1,
    form: bool = False,
    filled: str = "",
    layer: bool = False,
    overlay: bytes = b"",
    second_tree: bool = False,
    attachment: bytes = b"",
    hidden_object: bytes = b"",
    version: str = "1.7",
    **save: Any,
) -> bytes:
    """A contract of one or more pages, with what an attack prepares."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
            ToUnicode=pdf.make_stream(cmap()),
        )
    )
    resources = Dictionary(Font=Dictionary(F1=font))
    content = text(*lines)
    if layer:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Terms"))
        resources.Properties = Dictionary(L1=group)
        content = text("Contract no. 17") + b"/OC /L1 BDC\n" + text("", HONEST_LINE) + b"EMC\n"
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(ON=Array([group]), Order=Array([group])))
    if overlay:
        above = pdf.make_stream(overlay)
        above.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, 612, 792]),
                Resources=Dictionary(Font=Dictionary(F1=font)),
            )
        )
        resources.XObject = Dictionary(O1=pdf.make_indirect(above))
        content += b"/O1 Do\n"
    for _ in range(pages):
        page = pdf.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 612, 792]),
                Resources=resources,
                Contents=Array([pdf.make_stream(content)]),
                Annots=Array([]),
            )
        )
        pdf.pages.append(pikepdf.Page(page))
    with pdf.open_metadata() as meta:
        meta["dc:title"] = "Contract no. 17"
    if form:
        add_field(pdf, font, filled)
    if second_tree:
        shadow = pdf.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 612, 792]),
                Resources=Dictionary(Font=Dictionary(F1=font)),
                Contents=pdf.make_stream(text("Contract no. 17", OTHER_LINE, "Done in Rabat.")),
                Annots=Array([]),
            )
        )
        tree = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([shadow]), Count=1))
        shadow.Parent = tree
        pdf.Root.PieceInfo = Dictionary(Prepared=Dictionary(Private=tree, LastModified="D:20260101000000Z"))
    if hidden_object:
        pdf.Root.Hidden = pdf.make_indirect(pdf.make_stream(hidden_object))
    if attachment:
        pdf.attachments["terms.txt"] = attachment
    out = io.BytesIO()
    save.setdefault("object_stream_mode", pikepdf.ObjectStreamMode.disable)
    pdf.save(out, min_version=version, force_version=version if version == "2.0" else "", **save)
    return out.getvalue()


def cmap(swapped: bool = False) -> bytes:
    """What the glyphs of the font say when they are copied."""
    one, nine = ("0039", "0031") if swapped else ("0031", "0039")
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"3 beginbfchar <31> <{one}> <39> <{nine}> <30> <0030> endbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def add_field(pdf: pikepdf.Pdf, font: Any, value: str) -> None:
    page = pdf.pages[0].obj
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T="amount",
        F=4,
        P=page,
        Rect=Array([72, 600, 372, 624]),
        DA="/F1 12 Tf 0 g",
        V=value,
        AP=Dictionary(N=pdf.make_indirect(appearance(pdf, font, value))),
    )
    reference = pdf.make_indirect(field)
    page.Annots.append(reference)
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(
            Fields=pdf.make_indirect(Array([reference])),
            DA="/F1 12 Tf 0 g",
            DR=Dictionary(Font=Dictionary(F1=font)),
        )
    )


def appearance(pdf: pikepdf.Pdf, font: Any, value: str) -> Any:
    stream = pdf.make_stream(f"/Tx BMC q BT /F1 12 Tf 0 g 2 7 Td ({value}) Tj ET Q EMC".encode())
    stream.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 300, 24]),
            Resources=Dictionary(Font=Dictionary(F1=font)),
        )
    )
    return stream


# --- other writers ---------------------------------------------------------------------------------------------------


@cache
def typst_letter(language: str = "ar") -> bytes:
    import random

    from benchmarks import paper

    return paper.letter(random.Random(3), language=language, font="Amiri").pdf


@cache
def typst_archive() -> bytes:
    """PDF/A with a title, whose packet of metadata pyHanko writes anew at each signature."""
    import typst

    source = (
        '#set document(title: "قرار", author: "الوزارة", keywords: ("a", "b"), '
        "date: datetime(year: 2026, month: 1, day: 5))\n= Decision\n100 dirhams"
    )
    return typst.compile(source.encode(), format="pdf", pdf_standards="a-3b")


@cache
def weasyprint_page() -> bytes | None:
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    try:
        from weasyprint import HTML
    except ImportError:  # a peer of the benches, which tests do without
        return None
    return HTML(string="<h1>قرار</h1><p>Décision du 3 mars, 1 200 dirhams.</p>").write_pdf()


@cache
def fpdf_page() -> bytes | None:
    try:
        from fpdf import FPDF
    except ImportError:
        return None
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=14)
    pdf.cell(text=HONEST_LINE)
    return bytes(pdf.output())


@cache
def pypdf_page() -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(contract()))
    writer.add_metadata({"/Title": "Through pypdf"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def image_page() -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(image).text((60, 90), HONEST_LINE, fill=0)
    out = io.BytesIO()
    image.save(out, "PDF", resolution=75)
    return out.getvalue()


def through(command: list[str], source: bytes, suffix: str, produced: str) -> bytes | None:
    """What a program makes of a file; None where it is not installed or refuses."""
    if not shutil.which(command[0]):
        return None
    with tempfile.TemporaryDirectory(prefix="diwan-corpus-") as scratch:
        path = Path(scratch) / f"page{suffix}"
        path.write_bytes(source)
        words = [word.format(source=path, folder=scratch) for word in command]
        try:
            subprocess.run(words, capture_output=True, timeout=60, check=True, cwd=scratch)
            return (Path(scratch) / produced).read_bytes()
        except (OSError, subprocess.SubprocessError):
            return None


PAGE = "<!doctype html><meta charset=utf-8><h1>مذكرة</h1><p>Note du 3 mars: 1 200 dirhams.</p>".encode()


@cache
def chromium_page() -> bytes | None:
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--user-data-dir={folder}/profile",
        "--print-to-pdf={folder}/out.pdf",
        "file://{source}",
    ]
    return through(command, PAGE, ".html", "out.pdf")


@cache
def libreoffice_page() -> bytes | None:
    command = [
        "soffice",
        "-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        "{folder}",
        "{source}",
    ]
    return through(command, b"Note of 3 March: 1 200 dirhams.\n", ".txt", "page.pdf")


@cache
def ghostscript_page() -> bytes | None:
    command = ["gs", "-q", "-sDEVICE=pdfwrite", "-o", "{folder}/out.pdf", "{source}"]
    return through(command, contract(), ".pdf", "out.pdf")


@cache
def mutool_page() -> bytes | None:
    return through(["mutool", "clean", "-gggg", "{source}", "{folder}/out.pdf"], contract(), ".pdf", "out.pdf")
