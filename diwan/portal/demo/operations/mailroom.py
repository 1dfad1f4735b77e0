"""Three scanned letters that wait at the registry office of the ministry: one of an administration, one in French, one
of a member of the public. What was read on them comes with the data, so that the demo needs no reader of paper."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.mailroom import api as mailroom

from .acting import as_

if TYPE_CHECKING:
    from datetime import datetime

DATA = Path(__file__).resolve().parents[1] / "data" / "mail"
OFFICE = "MEN"
DEVICE = "Canon imageFORMULA DR-M260"


@dataclass(frozen=True)
class Scan:
    """A file as the scanner made it, its pages drawn, and what was read on them."""

    name: str
    content: bytes
    pages: list[mailroom.ReadPage]


def prepare() -> list[Scan]:
    """Draw the pages; no database is asked."""
    read = json.loads((DATA / "read.json").read_text())
    scans = []
    with tempfile.TemporaryDirectory(prefix="diwan-demo-") as folder:
        for path in sorted(DATA.glob("*.pdf")):
            said = read[path.name]
            pages = mailroom.drawn(path, folder=Path(folder), words=said["words"], confidence=said["confidence"])
            scans.append(Scan(path.name, path.read_bytes(), pages))
    return scans


def furnish(scans: list[Scan], clerks: dict[str, int], *, now: datetime) -> int:
    """Send them in as the clerk of the office, ready to be confirmed; how many wait."""
    office = organisations.office_id(OFFICE)
    if office is None or OFFICE not in clerks:
        return 0
    stored = [files.store(io.BytesIO(scan.content), name=scan.name, now=now) for scan in scans]
    return mailroom.send_in_read(
        actor=as_(clerks[OFFICE], now),
        office_id=office,
        file_ids=[file.pk for file in stored],
        pages=[scan.pages for scan in scans],
        device=DEVICE,
        now=now,
    )
