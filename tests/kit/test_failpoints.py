"""Where a test may kill: armed by a file, once; nothing without the setting."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from diwan.kit import failpoints
from diwan.server.home import REPOSITORY

PROGRAM = """
from django.conf import settings
settings.configure(DIWAN_FAILPOINTS={folder!r})
from diwan.kit import failpoints
failpoints.reach("request.committed")
print("alive")
"""


@pytest.fixture
def come_there(tmp_path):
    def come(folder: Path | str) -> subprocess.CompletedProcess[str]:
        program = PROGRAM.format(folder=str(folder))
        return subprocess.run(
            [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False
        )

    return come


def test_the_first_to_come_to_an_armed_point_dies_and_the_next_lives(come_there, tmp_path):
    (tmp_path / "request.committed").touch()
    assert come_there(tmp_path).returncode == -signal.SIGKILL
    assert come_there(tmp_path).stdout == "alive\n"


def test_a_point_that_is_not_armed_is_passed(come_there, tmp_path):
    (tmp_path / "file.stored").touch()
    assert come_there(tmp_path).stdout == "alive\n"
    assert (tmp_path / "file.stored").exists()


def test_without_the_setting_there_are_none(come_there):
    assert failpoints.FOLDER is None
    assert come_there("").stdout == "alive\n"


def test_every_point_is_somewhere_and_none_is_unknown():
    """Listed once; reached on each way that leads there (a letter that crosses in one call, or piece by piece)."""
    sources = [path.read_text() for path in (REPOSITORY / "diwan").rglob("*.py")]
    reached = [point for source in sources for point in re.findall(r'failpoints\.reach\("([^"]+)"\)', source)]
    listed = [point for name, points in vars(failpoints).items() if name.startswith("POINTS") for point in points]
    assert set(reached) == set(listed)
    assert len(set(listed)) == len(listed)
