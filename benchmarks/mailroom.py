"""Pages a minute from a watched folder to a proposal a clerk can confirm, and how well what was read is found again.

The same scanned pages, ours and theirs in turn, some pages at a time, both with two processes of one thread each:

- ours: the folder, the store, the database, drawing, reading twice what bears figures, clues, a copy to search;
- peer: the command `ocrmypdf` with Arabic, French and English on the same files;
- limit: Tesseract alone on pictures drawn beforehand, one pass, nothing written down.

Then words are looked for: in letters as Typst makes them, and in our copies of scanned ones, by poppler, pdfium and
MuPDF, and by pdfminer and pypdf, which do not reorder Arabic. A word counts when it is found exactly, marks at its ends
apart. For scans the words are those that were read (does the layer give them back?) beside Tesseract's own PDF; how
many of the words on paper were read right is said apart. References and dates are compared with the paper itself.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import common, paper

PEER = "ocrmypdf"
PAGES, FEW = 48, 2
IN_TURN = 4  # pages read by one, then by the other: both meet the same other work of the machine
WORKERS = 2
COMPARED, COMPARED_FEW = 12, 1  # copies whose words are looked for
BORN_DIGITAL = 24
MARKS = " .,:;()[]«»\"؛،؟!-‐–'’"
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\ufeff"))
# poppler writes these where a direction begins or ends: within a word, or instead of the space between two.
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def run(quick: bool) -> dict[str, Any]:
    from diwan.correspondence.mailroom.reading import tesseract

    if not tesseract.works():
        raise SystemExit("bench mailroom: Tesseract with Arabic is not installed (tesseract-ocr-script-arab, or -ara)")
    sheets = paper.corpus(FEW if quick else PAGES, seed=11)
    with tempfile.TemporaryDirectory(prefix="diwan-bench-mail-") as scratch:
        folder = Path(scratch)
        scans = [folder / f"{n:03}.pdf" for n in range(len(sheets))]
        for path, sheet in zip(scans, sheets, strict=True):
            assert sheet.image is not None
            path.write_bytes(paper.as_pdf([sheet.image]))
        ours, theirs, work = 0.0, 0.0, [0.0, 0.0]
        documents: list[Any] = []
        for at in range(0, len(scans), IN_TURN):
            some = scans[at : at + IN_TURN]
            before = processor()
            seconds, made = from_folder(some, folder)
            ours, documents = ours + seconds, documents + made
            between = processor()
            theirs += ocrmypdf(some, folder)
            work = [work[0] + between - before, work[1] + processor() - between]
        limit = alone(sheets, folder)
        found = searched(documents[: COMPARED_FEW if quick else COMPARED], folder)
        right = compared(sheets, documents)
    a_minute = 60 * len(sheets) / ours
    peer = 60 * len(sheets) / theirs if theirs else None
    bound = 60 * len(sheets) / limit
    return {
        "unit": "pages/minute",
        "ours": round(a_minute, 1),
        "peer": round(peer, 1) if peer else None,
        "peer_name": PEER if peer else f"{PEER} is not installed (pip install -r requirements/bench.txt)",
        "limit": round(bound, 1),
        "limit_name": "Tesseract alone, one pass, two processes",
        "ratio_peer": round(a_minute / peer, 2) if peer else None,
        "ratio_limit": round(a_minute / bound, 2),
        "memory_mb": common.memory_mb(),
        "violations": right["lost"],
        # Seconds of processor for each page: what a machine that does other work too changes least.
        "processor_ours": round(work[0] / len(sheets), 2),
        "processor_peer": round(work[1] / len(sheets), 2) if peer else None,
        "pages": len(sheets),
        "model": tesseract.model(),
        **right,
        **found,
    }


def processor() -> float:
    """Seconds of processor spent so far, children who ended included."""
    spent = (resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


# --- speed -----------------------------------------------------------------------------------------------------------


def from_folder(scans: list[Path], scratch: Path) -> tuple[float, list[Any]]:
    """Seconds from the moment the files lie in the folder to the last proposal, and the documents."""
    common.setup()
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from diwan.core.organisations import api as organisations
    from diwan.correspondence.mailroom.models import Document, Page, Source
    from diwan.correspondence.mailroom.operations import collecting, copies, drawing, reading

    now = timezone.now()
    office = founded(organisations, now)
    settings.DIWAN_SCANS = scratch / "scans"
    name = f"bench-{time.time_ns()}"
    folder = settings.DIWAN_SCANS / name
    folder.mkdir(parents=True)
    source = Source.objects.create(office_id=office, kind="folder", name=name, folder=name)
    for path in scans:
        target = folder / path.name
        shutil.copy(path, target)
        # Each round brings other bytes, or they would be known again; and they lie there for a while already.
        with target.open("ab") as stream:
            stream.write(f"\n% {name}\n".encode())
        os.utime(target, (time.time() - 60, time.time() - 60))
    begun = time.perf_counter()
    collecting.collect(source_id=source.pk, now=now)
    intakes = list(source.intakes.order_by("name").values_list("pk", flat=True))

    def work(intake: int) -> None:
        drawing.draw(intake_id=intake, now=now)
        for page in Page.objects.filter(original__intake=intake, state="waiting").values_list("pk", flat=True):
            reading.read_page(page_id=page, now=now)
        for document in Document.objects.filter(intake=intake):
            copies.make(document, now=now)
        connection.close()  # of this thread

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, intakes))
    seconds = time.perf_counter() - begun
    documents = list(Document.objects.filter(intake__in=intakes).select_related("intake").order_by("intake__name"))
    return seconds, documents


def founded(organisations: Any, now: Any) -> int:
    """A registry office in the scratch database of the bench."""
    from datetime import date

    existing = organisations.office_id("MAIL")
    if existing:
        return existing
    said = {"actor": organisations.SYSTEM, "now": now}
    tenant = organisations.open_administration(
        code="MAIL", country="MA", names=organisations.Names("وزارة"), on=date(2020, 1, 1), **said
    )
    root = organisations.root_unit(tenant.pk)
    office = organisations.open_registry_office(
        unit_id=getattr(root, "pk", root),
        code="MAIL",
        names=organisations.Names("مكتب الضبط"),
        on=date(2020, 1, 1),
        **said,
    )
    return office.pk


def ocrmypdf(scans: list[Path], scratch: Path) -> float:
    """Seconds of the command on the same files, two at once, as it comes, as polite as ours; 0 where not installed."""
    program = shutil.which("ocrmypdf")
    if program is None:
        return 0.0
    out = scratch / "theirs"
    out.mkdir(exist_ok=True)

    def one(path: Path) -> None:
        command = [
            "nice",
            "-n",
            "10",
            program,
            "-q",
            "-l",
            "ara+fra+eng",
            "--jobs",
            "1",
            str(path),
            str(out / path.name),
        ]
        subprocess.run(command, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, capture_output=True)

    begun = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, scans))
    return time.perf_counter() - begun


def alone(sheets: list[paper.Sheet], scratch: Path) -> float:
    from diwan.correspondence.mailroom.reading import tesseract

    paths = []
    for n, sheet in enumerate(sheets):
        path = scratch / f"{n:03}.jpg"
        assert sheet.image is not None
        sheet.image.save(path, quality=82, dpi=(paper.DPI, paper.DPI))
        paths.append(path)
    begun = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda path: tesseract.words(path, dpi=paper.DPI), paths))
    return time.perf_counter() - begun


# --- found again -----------------------------------------------------------------------------------------------------


def readers(path: Path) -> dict[str, str]:
    """The text of a PDF as each reader gives it; those not installed are left out."""
    said = {}
    for name, command in {
        "poppler": ["pdftotext", str(path), "-"],
        "mupdf": ["mutool", "draw", "-q", "-F", "txt", str(path)],
    }.items():
        if shutil.which(command[0]):
            said[name] = subprocess.run(command, capture_output=True, check=False).stdout.decode(errors="replace")
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        said["pdfium"] = "\n".join(page.get_textpage().get_text_range() for page in document)
    try:
        import pypdf
        from pdfminer.high_level import extract_text
    except ImportError:
        return said
    said["pdfminer"] = extract_text(path)
    said["pypdf"] = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return said


def tokens(text: str) -> Counter[str]:
    """The words of a text, its marks of direction taken for nothing or for a space, as either finds more."""
    found: Counter[str] = Counter()
    for turn in ("", " "):
        plain = text.translate(INVISIBLE | dict.fromkeys(map(ord, TURNS), turn))
        found |= Counter(word for raw in plain.split() if (word := raw.strip(MARKS)))
    return found


class Hits:
    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    def look(self, wanted: str, path: Path) -> None:
        words = tokens(wanted)
        for name, text in readers(path).items():
            self.asked[name] += words.total()
            self.found[name] += (words & tokens(text)).total()

    def shares(self) -> dict[str, float]:
        return {name: round(self.found[name] / asked, 4) for name, asked in self.asked.items()}


def searched(documents: list[Any], scratch: Path) -> dict[str, Any]:
    """Shares of words found exactly: born digital, our copies, Tesseract's own PDF."""
    from diwan.correspondence.mailroom.operations import copies
    from diwan.correspondence.mailroom.operations.finishing import text_of

    born, copied, own = Hits(), Hits(), Hits()
    path = scratch / "looked-at.pdf"
    rng = random.Random(5)
    for n in range(BORN_DIGITAL):
        wanted, content = drafted(paper.letter(rng, language="fr" if n % 3 == 2 else "ar", font=paper.FONTS[0]))
        path.write_bytes(content)
        born.look(wanted, path)
    for n, document in enumerate(documents):
        pages = list(document.pages.select_related("original__file").order_by("position"))
        path.write_bytes(copies.searchable(pages))
        copied.look(text_of(pages), path)
        look_at_tesseract(own, scratch / f"{n:03}.jpg", scratch)
    return {"words_born_digital": born.shares(), "words_scanned": copied.shares(), "words_tesseract_pdf": own.shares()}


def drafted(sheet: paper.Sheet) -> tuple[str, bytes]:
    """The same letter as an office of ours writes it: its words, and the file the typesetter of drafts makes."""
    from diwan.correspondence.drafting.queries import page as drafting
    from diwan.correspondence.drafting.text.blocks import PARAGRAPH, Block, Run

    one = sheet.language
    said: dict[str, Any] = {
        "layout": one,
        "administration": {
            "name": dict.fromkeys(("ar", "fr"), sheet.sender),  # of which one is printed
            "country": dict.fromkeys(("ar", "fr"), sheet.country),
            "emblem": None,
        },
        "head": {one: []},
        "addressed": {one: [[sheet.to]]},
        "greeting": {one: ""},
        "closing": {one: ""},
        "subject": sheet.subject,
        "answers": None,
        "body": drafting.as_data([Block(PARAGRAPH, (Run(text),)) for text in sheet.paragraphs]),
        "second": [],
        "signer": {"title": {one: sheet.to}, "name": {one: sheet.sender}, "basis": ""},
        "annexes": [],
        "copies": [],
        "country": "MA",
        "number": sheet.reference,
        "date": {one: sheet.date},
        "hijri": None,
        "verification": None,
    }
    words = [sheet.country, sheet.sender, sheet.sender, sheet.to, sheet.to, sheet.subject, sheet.reference, sheet.date]
    return " ".join([*words, *sheet.paragraphs]), drafting.typeset(said, title=sheet.subject, at=datetime.now(UTC))


def look_at_tesseract(hits: Hits, image: Path, scratch: Path) -> None:
    from diwan.correspondence.mailroom.reading import tesseract

    base = scratch / "own"
    command = ["tesseract", str(image), str(base), "-l", tesseract.model(), "pdf", "txt"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    hits.look(base.with_suffix(".txt").read_text(), base.with_suffix(".pdf"))


def compared(sheets: list[paper.Sheet], documents: list[Any]) -> dict[str, Any]:
    """References and dates of the proposals, and the words read, beside what is written on paper."""
    from diwan.correspondence.mailroom.operations.finishing import text_of

    references = dates = 0
    found = asked = 0
    wrong = []
    for sheet, document in zip(sheets, documents, strict=True):
        said = {name: clue["value"] for name, clue in document.clues.items()}
        good = said.get("their_reference") == sheet.reference, said.get("dated_on") == sheet.on.isoformat()
        references += good[0]
        dates += good[1]
        if not all(good):
            wrong.append([sheet.font, sheet.reference, said.get("their_reference"), sheet.date, said.get("dated_on")])
        words = tokens(sheet.text)
        asked += words.total()
        found += (words & tokens(text_of(list(document.pages.order_by("position"))))).total()
    if os.environ.get("DIWAN_BENCH_SAY"):
        print(json.dumps(wrong, ensure_ascii=False, indent=1))
    return {
        "references_right": round(references / len(sheets), 4),
        "dates_right": round(dates / len(sheets), 4),
        "words_read_right": round(found / asked, 4),
        "lost": len(sheets) - len(documents),
    }
