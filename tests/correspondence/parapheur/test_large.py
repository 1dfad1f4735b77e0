"""A large PDF from upload to download, through every process that touches it: little memory, every octet as it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from diwan.core.files import api as files
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.signing.bounds import MEMORY
from tests.core.facts.test_worker import database_url
from tests.core.people import NOW
from tests.helpers.drafting import empower
from tests.helpers.large import dossier
from tests.helpers.letters import furnish
from tests.helpers.parapheur import authorised, furnished, prepared, visa

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MORE = 40  # MB that a large file may cost beyond a small one: what is read at a time, and the pictures of some pages


@pytest.fixture
def committed(transactional_db: None) -> Any:
    return furnished(empower(furnish("MEN", "وزارة التربية الوطنية")))


class Heavy:
    """The process of heavy.py."""

    def __init__(self) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DATABASE_OWNER_URL": database_url(),
            "DIWAN_FILE_SIZE": "600000000",
        }
        command = [sys.executable, "-m", "tests.correspondence.parapheur.heavy"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)
        self.here = self.below = 0

    def do(self, act: str, **said: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": act, **said}) + "\n")
        self.process.stdin.flush()
        answered = json.loads(self.process.stdout.readline())
        self.here, self.below = answered["here"], answered["below"]
        print(act, answered)  # seen with -s, and when it fails
        return answered["done"]


@pytest.fixture
def heavy(committed: Any) -> Iterator[Heavy]:
    one = Heavy()
    yield one
    one.process.stdin.close()  # type: ignore[union-attr]
    one.process.stdout.close()  # type: ignore[union-attr]
    one.process.wait(30)


def through(place: Any, heavy: Heavy, source: Path, target: Path) -> None:
    """Uploaded, sent, read, visaed, signed, numbered, sealed, judged, renewed, judged again, downloaded."""
    given = heavy.do("receive", path=str(source))
    folder = prepared(place, main=[files.StoredFile.objects.get(pk=given)], title=source.stem)
    document = folder.documents.get()
    pages = heavy.do("count", document=document.pk)
    assert heavy.do("draw", file=given, page=pages) > 0
    folder = parapheur.send(actor=place.actor("division"), folder_id=folder.pk, now=NOW)
    visa(place, folder)
    assert heavy.do("sign", authorisation=authorised(place, folder).pk) == 1
    heavy.do("go_on", folder=folder.pk)
    document.refresh_from_db()
    assert document.file_id != given
    assert heavy.do("judge", file=document.file_id) == ["TOTAL-PASSED"]
    renewed = heavy.do("watch", folder=folder.pk)
    assert renewed != document.file_id
    assert heavy.do("judge", file=renewed) == ["TOTAL-PASSED"]
    assert heavy.do("download", file=renewed, to=str(target)) == 200


def digest(path: Path, octets: int) -> str:
    read = hashlib.sha256()
    with path.open("rb") as file:
        while octets and (piece := file.read(min(octets, 1 << 20))):
            read.update(piece)
            octets -= len(piece)
    return read.hexdigest()


def holds(place: Any, heavy: Heavy, folder: Path, megabytes: int) -> None:
    small, large, target = folder / "small.pdf", folder / "large.pdf", folder / "back.pdf"
    dossier(small, 4)
    through(place, heavy, small, target)
    before = heavy.here, heavy.below
    assert min(before) > 0
    dossier(large, megabytes)
    through(place, heavy, large, target)
    assert heavy.here - before[0] <= MORE
    assert heavy.below - before[1] <= MORE
    assert max(heavy.here, heavy.below) <= MEMORY >> 20
    size = large.stat().st_size
    assert target.stat().st_size > size > (megabytes - 4) * 1_000_000
    assert digest(target, size) == digest(large, size)
    if shutil.which("pdfsig"):
        said = subprocess.run(["pdfsig", "-nocert", str(target)], capture_output=True, text=True, check=False).stdout
        # Of the person and of the administration; time-stamps of documents it does not check.
        assert said.count("Signature is Valid") == 2, said
        assert "Invalid" not in said


@pytest.mark.django_db(transaction=True)
def test_60_megabytes_cost_no_more_memory_than_four(committed, heavy, tmp_path):
    holds(committed, heavy, tmp_path, 60)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_500_megabytes_go_all_the_way_within_256(committed, heavy, tmp_path):
    holds(committed, heavy, tmp_path, 500)
