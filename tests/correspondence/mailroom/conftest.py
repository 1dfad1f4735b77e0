"""A ministry whose mailroom takes in paper made up by `benchmarks.paper`."""

from __future__ import annotations

import functools
import io
import random
from typing import Any

import pytest
from PIL import Image

from benchmarks import paper
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.mailroom import api as mailroom
from diwan.correspondence.mailroom import separators
from diwan.correspondence.mailroom.enums import Separator
from diwan.correspondence.mailroom.reading import tesseract
from tests.core import people

SHIPPED = ("Amiri", "IBM Plex Sans Arabic")

needs_reader = pytest.mark.skipif(
    not tesseract.works(), reason="TESSERACT IS NOT INSTALLED (tesseract-ocr, -ara or -script-arab): nothing was read"
)


@functools.cache  # none is ever changed
def sheets(count: int, seed: int = 3) -> list[paper.Sheet]:
    return paper.corpus(count, seed=seed, fonts=SHIPPED)


@functools.cache
def scans(count: int) -> list[Image.Image]:
    """What is not read need not be large."""
    return [sheet.image.reduce(3) for sheet in sheets(count) if sheet.image]


def separator(office: Any, kind: Separator = Separator.DOCUMENT, annexes: int = 0) -> Any:
    """A separator sheet as the scanner sees it: printed, worn."""
    card = organisations.office_card(office.pk, people.NOW)
    assert card is not None
    pdf = separators.printed(card, [separators.Sheet(kind, annexes)], language="ar", now=people.NOW)
    return paper.worn(paper.drawn(pdf).reduce(2), random.Random(1))


def stored(content: bytes, name: str = "scan.pdf") -> Any:
    return files.store(io.BytesIO(content), name=name, now=people.NOW)


def send(place: Any, content: bytes, name: str = "scan.pdf", **changes: Any) -> Any:
    """A batch sent in by the clerk; its jobs wait."""
    about: dict[str, Any] = {"actor": place.actor("clerk"), "office_id": place.office.pk, "now": people.NOW} | changes
    return mailroom.send_in(file_ids=[stored(content, name).pk], **about)
