"""A real ClamAV daemon with a signature file of one line, which knows the EICAR test file."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import socket
import subprocess
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from diwan.core.files import api

from .conftest import NOW, PDF, kept
from .shapes import EICAR, docx, odt, pdf, stream

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
CLAMD = shutil.which("clamd") or ("/usr/sbin/clamd" if Path("/usr/sbin/clamd").exists() else None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory) -> Iterator[str]:
    if CLAMD is None:
        warnings.warn("clamd is not installed (Debian: clamav-daemon): the virus scan is NOT TESTED", stacklevel=1)
        pytest.skip("NO VIRUS SCAN TESTED: install clamav-daemon")
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "db").mkdir()
    (folder / "db" / "eicar.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test\n")
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}/db\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        f"LogFile {folder}/log\nTemporaryDirectory {folder}\nStreamMaxLength 1M\nMaxThreads 2\nSelfCheck 0\n"
    )
    log = (folder / "out").open("wb")
    process = subprocess.Popen([CLAMD, "-c", folder / "clamd.conf"], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "out").read_text()
                assert time.monotonic() < deadline, "clamd did not start"
                time.sleep(0.1)
        yield f"tcp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def store(content: bytes, name: str) -> api.StoredFile:
    return api.store(io.BytesIO(content), name=name, now=NOW)


def test_a_virus_is_refused_by_name(home, settings, daemon):
    settings.DIWAN_CLAMD = daemon
    assert api.storage_works()
    assert store(PDF, "a.pdf").scan == "clean"
    with pytest.raises(api.VirusFound) as refused:
        store(EICAR, "a.txt")
    assert "Eicar-Test" in str(refused.value)
    assert len(kept(home)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", docx(("word/media/a.txt", EICAR))),
        ("a.docx", docx(("word/embeddings/a.docx", docx(("word/media/a.txt", EICAR))))),
        ("a.odt", odt(("Pictures/a.txt", EICAR))),
        ("a.pdf", pdf(stream(b"/Type/EmbeddedFile", EICAR))),
        ("a.pdf", pdf(stream(b"/Type/EmbeddedFile", EICAR, packed=False))),
    ],
    ids=["in a docx", "in a docx in a docx", "in an odt", "attached", "attached unpacked"],
)
def test_a_virus_inside_is_found(home, settings, daemon, name, content):
    settings.DIWAN_CLAMD = daemon
    with pytest.raises(api.VirusFound):
        store(content, name)
    assert kept(home) == []


def test_what_the_daemon_will_not_look_at_is_refused(home, settings, daemon):
    settings.DIWAN_CLAMD = daemon
    with pytest.raises(api.ScannerUnavailable):
        store(PDF + os.urandom(2 << 20), "long.pdf")
    assert kept(home) == []


def test_without_an_answer_nothing_comes_in(home, settings):
    settings.DIWAN_CLAMD = f"tcp://127.0.0.1:{free_port()}"
    assert not api.storage_works()
    with pytest.raises(api.ScannerUnavailable) as refused:
        store(PDF, "a.pdf")
    assert refused.value.status == 503
    settings.DIWAN_CLAMD = "unix:///nowhere"
    with pytest.raises(api.ScannerUnavailable):
        store(PDF, "a.pdf")
    assert kept(home) == []


def test_a_daemon_that_hangs_up_is_no_answer(home, settings):
    server = socket.create_server(("127.0.0.1", 0))
    settings.DIWAN_CLAMD = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    import threading

    thread = threading.Thread(target=lambda: server.accept()[0].close())
    thread.start()
    with pytest.raises(api.ScannerUnavailable):
        store(PDF, "a.pdf")
    thread.join()
    server.close()
    assert kept(home) == []
