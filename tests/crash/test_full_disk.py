"""The data disk fills up under an instance at work, and room comes back (R4)."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import uuid
from contextlib import suppress

import pytest

from tools.instance import Instance

from .writers import PDF, Writers

SIZE = 400  # megabytes; the demo and what PostgreSQL makes of it take half
RESERVE = 60_000_000  # bytes


@pytest.fixture
def disk(tmp_path):
    """A small disk of our own."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("NOT TRIED: only root can mount a small disk to fill")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"NOT TRIED: this machine mounts nothing: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


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


def hand_in(instance: Instance, *pieces: tuple[str, bytes]):
    fields = {"office": "MEN", "subject": f"طلب {uuid.uuid4()}", "applicant_name": "نجاة الرميلي"}
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
