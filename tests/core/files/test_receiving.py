"""What comes in, under which name, and what is refused with which words."""

from __future__ import annotations

import io
import os
import subprocess
import tracemalloc
import zipfile
import zlib

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from diwan.core.files import api, names
from diwan.core.files.models import Claim, StoredFile
from diwan.core.files.sniffing import office as office_documents

from .conftest import DOCX, NOW, PDF, PNG, kept, office, sha
from .shapes import jpeg, tiff, webp

pytestmark = pytest.mark.django_db
ODT = "application/vnd.oasis.opendocument.text"


def store(content: bytes, name: str = "doc.pdf") -> api.StoredFile:
    return api.store(io.BytesIO(content), name=name, now=NOW)


def test_a_file_is_kept_under_its_fingerprint(home):
    file = store(PDF, "مراسلة رقم 12.pdf")
    assert (file.sha256, file.size, file.media_type) == (sha(PDF), len(PDF), "application/pdf")
    assert (file.name, file.scan) == ("مراسلة رقم 12.pdf", "not_done")
    assert (home / "files" / sha(PDF)[:2] / sha(PDF)[2:4] / sha(PDF)).read_bytes() == PDF
    with api.open_file(file.pk) as stream:
        assert stream.read() == PDF


def test_the_same_content_is_kept_once(home):
    first, second = store(PDF, "a.pdf"), store(PDF, "b.pdf")
    assert first.pk != second.pk
    assert kept(home) == [sha(PDF)]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.PDF", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.jpeg", jpeg(), "image/jpeg"),
        ("a.tif", tiff(pages=3), "image/tiff"),
        ("a.webp", webp(), "image/webp"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            "a.odt",
            office(("mimetype", "application/vnd.oasis.opendocument.text")),
            "application/vnd.oasis.opendocument.text",
        ),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "application/msword"),
        ("a.txt", "السلام عليكم\r\n".encode(), "text/plain"),
        ("a.txt", "السلام عليكم".encode("cp1256"), "text/plain"),
        ("a.csv", b"a;b\n1;2\n", "text/csv"),
    ],
)
def test_accepted(name, content, media_type):
    assert store(content, name).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ\x90\0" + bytes(300)),
        ("a.pdf", b"MZ\x90\0" + bytes(300)),
        ("a.pdf.exe", PDF),
        ("a.pdf\0.exe", PDF),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
        ("a.html", b"<!doctype html><script>1</script>"),
        ("a.txt", b"<html><script>1</script></html>"),
        ("a.txt", b"\xef\xbb\xbf <SCRIPT>1</SCRIPT>"),
        ("a.txt", b"text with a \0 in it"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("a.pdf", b"<html><script>1</script></html>" + PDF),
        ("a.png", PDF),
        ("a.jpg", PNG),
        ("a.zip", office(("a.txt", "hi"))),
        ("a.docx", office(("a.txt", "hi"))),
        ("a.xlsx", DOCX),
        ("a.docx", b"GIF89a" + DOCX),
        ("a.docx", office(("[Content_Types].xml", ""), ("word/document.xml", ""), ("../../etc/passwd", "x"))),
        ("a.docx", DOCX[:40]),
        ("a.docm", DOCX),
        ("noextension", PDF),
        ("a.gif", b"GIF89a/*" + bytes(30)),
        ("a.htaccess", b"AddType text/html .pdf"),
    ],
)
def test_refused_for_what_it_is(home, name, content):
    with pytest.raises(api.TypeNotAccepted):
        store(content, name)
    assert kept(home) == []


def with_object_stream(objects: bytes) -> bytes:
    packed = zlib.compress(objects)
    return PDF + b"2 0 obj<</Type/ObjStm/Filter/FlateDecode/N 1/First 4/Length %d>>stream\r\n%s\nendstream endobj" % (
        len(packed),
        packed,
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", office(("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", "x"))),
        ("a.odt", office(("mimetype", ODT), ("Basic/Standard/x.xml", ""))),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "_VBA_PROJECT".encode("utf-16-le")),
        ("a.pdf", PDF + b"<</S/JavaScript/JS(app.alert(1))>>"),
        ("a.pdf", PDF + b"<</S/J#61va#53cript/JS(app.alert(1))>>"),
        ("a.pdf", PDF + b"<</S /Launch/F(cmd.exe)>>"),
        ("a.pdf", with_object_stream(b"<</S/JavaScript/JS(app.alert(1))>>")),
    ],
)
def test_refused_for_a_program_inside(home, name, content):
    with pytest.raises(api.ProgramInside):
        store(content, name)
    assert kept(home) == []


def test_a_pdf_with_compressed_objects_is_accepted():
    store(with_object_stream(b"<</Type/Page/Launched(no)>>"))


def test_an_office_bomb_is_refused_without_unpacking(monkeypatch):
    monkeypatch.setattr(office_documents, "UNPACKED", 20 << 20)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for _number in range(21):
                member.write(bytes(1 << 20))
    with pytest.raises(api.FileSwells):
        store(bomb.getvalue(), "a.docx")


def test_empty_and_too_large(home, settings):
    settings.DIWAN_FILE_SIZE = 1_000_000
    with pytest.raises(api.EmptyFile):
        store(b"")
    with pytest.raises(api.FileTooLarge) as refused:
        store(PDF + bytes(1_000_000))
    with translation.override("ar"):
        assert str(refused.value) == "يتجاوز حجم الملف «doc.pdf» 1 ميغابايت."
    assert kept(home) == []


def test_memory_does_not_grow_with_the_file():
    class Endless(io.RawIOBase):
        left = 40 << 20

        def read(self, size=-1):
            size = min(size, self.left)
            start, self.left = self.left, self.left - size
            return (PDF + bytes(size))[:size] if start == 40 << 20 else bytes(size)

    tracemalloc.start()
    file = api.store(Endless(), name="big.pdf", now=NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert file.size == 40 << 20
    assert peak < 8 << 20


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\a\\عقد.pdf", "عقد.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\0b\nc.pdf", "abc.pdf"),
        ("  ..hidden.pdf. ", "hidden.pdf"),
        ('a<b>"c"|d?.pdf', "a_b__c__d_.pdf"),
        ("", "file"),
        (".pdf", "pdf"),
        ("ا" * 300 + ".pdf", "ا" * 125 + ".pdf"),
    ],
)
def test_names_are_cleaned(sent, kept_as):
    assert names.clean(sent) == kept_as
    assert len(names.clean(sent).encode()) <= names.LENGTH
    assert names.clean(kept_as) == kept_as


def test_a_rolled_back_act_leaves_no_row():
    with transaction.atomic():
        store(PDF)
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()


def test_claims_and_their_limit(settings):
    settings.DIWAN_FILES_PER_THING = 2
    files = [store(PDF, f"{number}.pdf") for number in range(3)]
    for file in (files[0], files[1], files[1]):
        api.claim(file.pk, purpose="deposits.piece", subject="12", now=NOW)
    assert Claim.objects.count() == 2
    with pytest.raises(api.TooManyFiles):
        api.claim(files[2].pk, purpose="deposits.piece", subject="12", now=NOW)
    api.claim(files[2].pk, purpose="deposits.piece", subject="13", now=NOW)
    with pytest.raises(api.FileGone):
        api.claim(0, purpose="deposits.piece", now=NOW)


def test_the_database_itself_refuses_nonsense():
    file = store(PDF)
    for wrong in ({"sha256": "x" * 64}, {"size": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(**wrong)


@pytest.fixture
def small_disk(tmp_path, settings):
    """A file system of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("a full disk is tried on a small tmpfs, which only root can mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode:
        pytest.skip("this machine lets nobody mount a tmpfs")
    settings.DIWAN_HOME, settings.DIWAN_DISK_RESERVE = disk, 0
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_said_and_recovers_by_itself(small_disk):
    store(PDF)
    with pytest.raises(api.DiskFull) as refused:
        store(PDF + os.urandom(2_000_000), "big.pdf")
    assert refused.value.status == 507
    assert kept(small_disk) == [sha(PDF)], "reading still works and nothing half-written stays"
    store(PDF + b"again")
