"""Large files: little memory, and every octet as it was."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pikepdf
import pytest

CHILD = r"""
import re, sys
from pathlib import Path
import django
django.setup()
from diwan.engines.signing import levels, streams
from tests.helpers import pades, receipts
def peak():
    # ru_maxrss would count what the process that started this one held
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024
source, target, level = Path(sys.argv[1]), Path(sys.argv[2]), levels.Level(sys.argv[3])
key = pades.Held()
mark = levels.Mark(at=receipts.AT, reason="large", level=level)
with source.open("rb") as given, target.open("w+b") as made:
    streams.sign_file(given, made, key, mark)
print(peak())
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
trust = ValidationContext(trust_roots=[pades.root()], allow_fetching=False)
with target.open("rb") as stream:
    (one,) = PdfFileReader(stream).embedded_regular_signatures
    print(validate_pdf_signature(one, trust, trust).bottom_line)
print(peak())
"""


def scanned(path, megabytes: int, **how) -> None:
    """A dossier of pages that are pictures: noise, which no filter makes smaller."""
    pdf = pikepdf.new()
    for _ in range(megabytes // 4):
        pdf.add_blank_page(page_size=(595, 842))
        raw = os.urandom(4_000_000)
        picture = pdf.make_stream(raw, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        picture.Width, picture.Height, picture.BitsPerComponent = 2000, 2000, 8
        picture.ColorSpace = pikepdf.Name.DeviceGray
        page = pdf.pages[-1]
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
        page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    pdf.save(path, compress_streams=False, **how)


def signed(folder, megabytes: int, level: str, **how) -> list[str]:
    source, target = folder / "scan.pdf", folder / "signed.pdf"
    scanned(source, megabytes, **how)
    command = [sys.executable, "-c", CHILD, str(source), str(target), level]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    with source.open("rb") as before, target.open("rb") as after:
        size = source.stat().st_size
        read = hashlib.sha256()
        while size:
            piece = after.read(min(size, 1 << 20))
            read.update(piece)
            size -= len(piece)
        assert read.digest() == hashlib.file_digest(before, "sha256").digest()
    return done.stdout.split()


@pytest.mark.parametrize("how", [{}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}], ids=["plain", "other"])
def test_a_large_file_is_signed_in_little_memory_and_arrives_intact(tmp_path, how):
    signing, valid, all_in_all = signed(tmp_path, 60, "B-T", **how)
    assert valid == "True"
    assert int(signing) <= 200
    assert int(all_in_all) <= 256


@pytest.mark.long
def test_500_megabytes_are_signed_and_validated_within_256(tmp_path):
    signing, valid, all_in_all = signed(tmp_path, 500, "B-T")
    assert valid == "True"
    assert int(signing) <= 256
    assert int(all_in_all) <= 256
