"""The data disk fills up under an instance at work, and room comes back (R4)."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
import uuid
from contextlib import contextmanager, suppress

import pytest

from tests.core.files.test_interrupted import Sender
from tools.instance import Instance

from .writers import PDF, Writers

FILES = 60  # megabytes of the disk that holds files alone
SIZE = 400  # megabytes; the demo and what PostgreSQL makes of it take half
RESERVE = 60_000_000  # bytes


@contextmanager
def mounted(folder, megabytes: int):
    """A small disk of our own."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("NOT TRIED: only root can mount a small disk to fill")
    folder.mkdir(parents=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"NOT TRIED: this machine mounts nothing: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def disk(tmp_path):
    with mounted(tmp_path / "disk", SIZE) as folder:
        yield folder


@pytest.fixture
def instance(disk):
    made = Instance(disk / "home", DIWAN_DISK_RESERVE=str(RESERVE))
    made.start()
    try:
        yield made.wait()
    finally:
        made.stop()


def fill(disk, leaving: int) -> None:
    """Take all room but this many bytes."""
    with suppress(OSError), (disk / "ballast").open("ab") as ballast:
        while (free := shutil.disk_usage(disk).free) > leaving:
            ballast.write(bytes(min(free - leaving, 1 << 20)))
            ballast.flush()


def hand_in(instance: Instance, *pieces: tuple[str, bytes], subject: str = ""):
    fields = {"office": "MEN", "subject": subject or f"طلب {uuid.uuid4()}", "applicant_name": "نجاة الرميلي"}
    return instance.deposit(uuid.uuid4(), fields, pieces, seconds=30)


def eventually(answer, seconds: float = 60):
    """The answer, once it is one."""
    deadline = time.monotonic() + seconds
    while not (found := answer()) and time.monotonic() < deadline:
        time.sleep(0.5)
    return found


@pytest.mark.long
@pytest.mark.parametrize("left", [RESERVE - 20_000_000, 0], ids=["reserve reached", "to the last byte"])
def test_a_full_disk_refuses_reads_and_resumes_by_itself(instance, disk, tmp_path, left):
    writers = Writers(instance, ("MEN",)).start()
    assert eventually(lambda: len(writers.acknowledged) > 20)
    fill(disk, left)
    time.sleep(1)
    for pieces in ((), [("قطعة.pdf", PDF)]):
        status, answer = hand_in(instance, *pieces)
        assert status in (503, 507), (status, answer)
        assert "مساحة" in answer["message"]
    time.sleep(5)  # of writers trying again and again
    kept = writers.acknowledged[0]
    for page in ("/", "/deposits/new/", f"/deposits/{kept.reference}/{kept.code}/", f"/verify/{kept.reference}/"):
        assert instance.get(page, seconds=30)[0] == 200, page
    told = len(writers.acknowledged)
    (disk / "ballast").unlink()
    assert eventually(lambda: len(writers.acknowledged) > told + 20), "it did not take letters again by itself"
    assert writers.stop() == 0
    assert not [refusal for refusal in writers.refused if not refusal.startswith("507")]
    writers.save(tmp_path / "promises.jsonl")
    found = instance.ask("tests.crash.audit", str(tmp_path / "promises.jsonl"))
    assert {name: n for name, n in found.items() if name != "deposits" and n} == {}


# --- the disk of the files alone --------------------------------------------------------------------------------------


@pytest.fixture
def apart(tmp_path):
    """An instance whose files are on a disk of their own, and that disk."""
    with mounted(tmp_path / "home" / "files", FILES) as folder:
        made = Instance(tmp_path / "home")
        made.start()
        try:
            yield made.wait(), folder
        finally:
            made.stop()


def send(sender: Sender, address: str, content: bytes, offset: int) -> tuple[int, dict]:
    """What follows from there; the status, and what is said."""
    told = {"Upload_Offset": str(offset), "Content_Type": "application/offset+octet-stream"}
    status, _headers, answer = sender.ask("PATCH", address, content[offset:], **told)
    return status, json.loads(answer or b"{}")


@pytest.mark.long
def test_a_full_upload_disk_keeps_letters_coming_and_uploads_go_on_where_they_were(apart, tmp_path):
    instance, files = apart
    content = PDF + os.urandom(4_000_000).hex().encode()
    sender = Sender(instance)
    address = sender.begin("قطعة.pdf", len(content))
    assert send(sender, address, content[:1_000_000], 0)[0] == 204
    fill(files, 0)
    status, said = send(sender, address, content[:1_100_000], 1_000_000)
    assert (status, said["code"]) == (507, "disk_full")
    status, said = hand_in(instance, ("قطعة.pdf", PDF + b"x" * 100_000))
    assert (status, "مساحة" in said["message"]) == (507, True)
    status, letter = hand_in(
        instance, subject="طلب بلا وثائق"
    )  # what needs no file is taken; its receipt waits for room
    assert status == 201
    time.sleep(3)
    assert instance.get(letter["status_url"])[0] == 200
    assert json.loads(instance.get(letter["status_url"])[1])["receipt_url"] is None
    (files / "ballast").unlink()
    here = json.loads(sender.ask("GET", address)[2])["offset"]
    assert here >= 1_000_000
    assert send(sender, address, content, here)[1]["sha256"] == hashlib.sha256(content).hexdigest()
    sealed = eventually(lambda: json.loads(instance.get(letter["status_url"])[1])["receipt_url"], seconds=180)
    assert sealed, "the receipt did not come by itself"
    promise = {"reference": letter["reference"], "subject": "طلب بلا وثائق", "pieces": [], "number": letter["number"]}
    (tmp_path / "promises.jsonl").write_text(json.dumps(promise) + "\n")
    found = instance.ask("tests.crash.audit", str(tmp_path / "promises.jsonl"))
    assert {name: n for name, n in found.items() if name != "deposits" and n} == {}
