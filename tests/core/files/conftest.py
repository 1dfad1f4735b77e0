"""A store of its own for each test, and small real files."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from .shapes import png

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = png()


def office(*members: tuple[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


DOCX = office(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> Path:
    settings.DIWAN_HOME = tmp_path
    settings.DIWAN_CLAMD = ""
    return tmp_path


def kept(home: Path) -> list[str]:
    """What the store holds, drafts included."""
    return sorted(path.name for path in (home / "files").rglob("*") if path.is_file())


def sha(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
