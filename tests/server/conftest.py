"""Clusters of their own, beside the one the other tests use. Made once and copied: a fresh one takes a second."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from diwan.server import home as home_module
from diwan.server.database import Embedded


def at(folder: Path, monkeypatch) -> Path:
    """Make `folder` the data folder of this test."""
    monkeypatch.setenv("DIWAN_HOME", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    return home_module.prepare()


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A data folder whose database was made, used and stopped."""
    folder = tmp_path_factory.mktemp("made") / "home"
    with pytest.MonkeyPatch.context() as monkeypatch:
        server = Embedded(at(folder, monkeypatch) / "database")
        server.start()
        server.stop()
    return folder


@pytest.fixture
def home(made, tmp_path, monkeypatch) -> Path:
    """A copy of it, with spaces and Arabic letters on its way."""
    folder = tmp_path / "مكتب الضبط" / "data folder"
    shutil.copytree(made, folder, symlinks=True)
    if os.geteuid() == 0:  # PostgreSQL demands that its user owns the cluster, and copying gave it to root
        owner = (made / "database").stat()
        for path in (folder / "database", *(folder / "database").rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
    return at(folder, monkeypatch)


@pytest.fixture
def server(home):
    """The embedded database of this test's folder; stopped whatever happens."""
    embedded = Embedded(home / "database")
    yield embedded
    embedded.stop(adopted=True)
