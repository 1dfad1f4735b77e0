"""Hostile files are refused for the right reason, or harmless; each within 5 seconds and 300 MB (see hostile.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diwan.core.files import names

from .hostile import CASES, NAMES

SECONDS, MEGABYTES = 5, 300
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def intake(tmp_path_factory) -> Iterator[Callable[[bytes, str], dict]]:
    """Sends a file to the process of intake.py."""
    folder = tmp_path_factory.mktemp("hostile")
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql:///unused",
        "DIWAN_TEST_HOME": str(folder),
        "PYTEST_XDIST_WORKER": "",  # the folder itself, not one in it
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.core.files.intake"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=ROOT,
        text=True,
    )
    assert process.stdin
    assert process.stdout

    def ask(content: bytes, name: str) -> dict:
        path = folder / "sent"
        path.write_bytes(content)
        process.stdin.write(json.dumps({"path": str(path), "name": name}) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        path.unlink()
        assert not list((folder / "files" / "drafts").iterdir())
        return answer

    yield ask
    process.stdin.close()
    process.stdout.close()
    assert process.wait(20) == 0


def test_there_are_enough_of_them():
    assert len(CASES) + len(NAMES) >= 80


@pytest.mark.parametrize("label", CASES)
def test_refused_or_harmless(intake, label):
    name, made, answer = CASES[label]
    told = intake(made(), name)
    assert told["said"] == answer
    assert told["seconds"] < SECONDS
    assert told["megabytes"] < MEGABYTES


@pytest.mark.parametrize("label", NAMES)
def test_names_are_harmless(label):
    sent, kept = NAMES[label]
    assert names.clean(sent) == kept
    assert len(kept.encode()) <= names.LENGTH
