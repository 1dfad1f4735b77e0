"""Typst templates to PDF/A-3a and PDF/UA-1, some 20 ms a page: a receipt can be made while its depositor waits.

What people typed reaches a template only as JSON in one input, never as part of a source: nothing typed can be run.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import fontpkg_amiri
import fontpkg_ibm_plex_sans_arabic
import typst

from .reading_order import logical

PACKAGE = Path(__file__).resolve().parents[2]
"""The root a template cannot look out of: the `diwan` package. Imports in templates are written from here."""

TEMPLATES = Path(__file__).resolve().parent / "templates"
STANDARDS: list = ["a-3a", "ua-1"]  # archived with its attachments (ISO 19005-3), readable by a screen reader (14289-1)


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the document, e.g. the proof beside the receipt it proves.

    `relationship` says what the file is to the page (ISO 19005-3, 6.8): its source, its data, or more beside it.
    """

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: Literal["source", "data", "alternative", "supplement"] = "data"

    def as_input(self) -> dict:
        try:
            content: str | list[int] = self.content.decode()
        except UnicodeDecodeError:
            content = list(self.content)
        return {
            "name": self.name,
            "content": content,
            "media_type": self.media_type,
            "description": self.description,
            "relationship": self.relationship,
        }


class UnknownTemplate(LookupError):
    """No file answers to this template name: a mistake of the caller, not of the person who waits."""


@cache
def template_path(name: str) -> Path:
    """`receipt` is one of ours; `letters/answer` is `documents/answer.typ` in the app `letters` of any wing.

    Raises UnknownTemplate when no file, or more than one, answers to the name.
    """
    app, _, template = name.rpartition("/")
    if not all(part.replace("_", "a").isalnum() for part in (template, app or "a")):
        raise UnknownTemplate(name)
    found = list(PACKAGE.glob(f"*/{app}/documents/{template}.typ")) if app else list(TEMPLATES.glob(f"{template}.typ"))
    if len(found) != 1:
        raise UnknownTemplate(name)
    return found[0]


@cache
def _fonts() -> typst.Fonts:
    """The fonts we ship and no other: a document is the same on every machine. Reading them takes 30 ms, once."""
    packages = (fontpkg_amiri, fontpkg_ibm_plex_sans_arabic)
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[Path(package.__file__).parent / "files" for package in packages],
    )


_local = threading.local()


def _compiler() -> typst.Compiler:
    """One compiler a thread: it holds a document's inputs between two calls, so two threads must not share it."""
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(root=PACKAGE, font_paths=_fonts())
    return _local.compiler


def render(
    template: str,
    data: dict,
    *,
    language: str,
    title: str,
    attachments: Sequence[Attachment] = (),
    at: datetime,
    reading_order: bool = False,
) -> bytes:
    """The document as PDF/A-3a, tagged, the same bytes for the same arguments.

    `language` is that of the reader (ar, fr, en); `at` an aware moment, written as the time of creation. With
    `reading_order`, lines of Arabic are written from right to left, which letters are worth: programs that do not look
    at where a sign stands read them too, for some ten milliseconds more; a page of tables or of two columns gains
    nothing. Takes milliseconds, but belongs in a job or after the transaction, never inside it. Raises
    UnknownTemplate, or typst.TypstError when `data` lacks what the template asks for.
    """
    given = {
        "title": title,
        "language": language,
        "data": data,
        "attachments": [attachment.as_input() for attachment in attachments],
    }
    pdf = _compiler().compile(
        template_path(template),
        format="pdf",
        sys_inputs={"input": json.dumps(given, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(pdf, bytes)
    return logical(pdf) if reading_order else pdf
