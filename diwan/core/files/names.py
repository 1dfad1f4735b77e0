"""File names made safe to show, to send and to save."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LENGTH = 255  # bytes of UTF-8: what file systems take
DEVICE = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.I
)  # Windows opens them, not the file
RESERVED = re.compile(r'[<>:"|?*/\\]')


def clean(name: str) -> str:
    """The name without folders, control and direction characters, and not longer than `LENGTH` bytes.

    Right-to-left overrides make `exe.fdp` read `pdf.exe`, so every invisible format character goes (Unicode Cc, Cf, Cs,
    Co, Cn). The extension survives the shortening. Never empty.
    """
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(c for c in unicodedata.normalize("NFC", name) if not unicodedata.category(c).startswith("C"))
    name = " ".join(RESERVED.sub("_", name).split()).strip(". ")
    stem, dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    extension = extension[:16]
    room = LENGTH - len((dot + extension).encode())
    stem = stem.encode()[:room].decode(errors="ignore").strip()
    if DEVICE.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return f"{stem or 'file'}{dot}{extension}"


def extension(name: str) -> str:
    """In small letters, without the dot; "" when there is none."""
    return PurePosixPath(name).suffix.lstrip(".").lower()
