"""The `diwan` command as people run it: by any user, on a full disk, with a database of their own."""

from __future__ import annotations

import os
import pwd
import shutil
import site
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from diwan.server.database import Embedded, binary
from diwan.server.home import REPOSITORY

from .conftest import at

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else or to mount a small disk")
ASK = "from diwan.server.database import ensure; import psycopg; print(psycopg.connect(ensure().app).info.user)"


def run(
    *command: str, home: Path, user: int | None = None, python: str = sys.executable, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own on this data folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "DIWAN_", "DJANGO_", "PORT"))}
    paths = [str(REPOSITORY), *(site.getsitepackages() if python != sys.executable else [])]
    return subprocess.run(
        [python, *command],
        env={**kept, "PYTHONPATH": os.pathsep.join(paths), "DIWAN_HOME": str(home), **environment},
        cwd="/",
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one line a refused command says."""
    assert done.returncode == 1, done
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture
def nobody(tmp_path) -> dict:
    """A plain user, and a Python of our version that he may run (ours may lie in root's own folder)."""
    user = pwd.getpwnam("nobody").pw_uid
    for folder in (tmp_path, *tmp_path.parents):  # pytest's folders are private to whoever runs it
        if folder.stat().st_uid == os.geteuid() and "pytest-" in str(folder):
            folder.chmod(0o711)
    probe = f"import sys, diwan.server.database, psycopg; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        with suppress(OSError):
            if run("-c", probe, home=tmp_path, user=user, python=python).returncode == 0:
                return {"user": user, "python": python}
    pytest.skip("a plain user can run no Python that reads this code")


class TestWhoever:
    def test_a_command_starts_the_database_and_stops_it_after_itself(self, home):
        done = run("-c", ASK, home=home)
        assert done.stdout.strip() == "diwan_app", done.stderr
        assert not (home / "database" / "postmaster.pid").exists()  # who started it stopped it

    @AS_ROOT
    def test_a_plain_user_runs_it_as_himself(self, tmp_path, nobody):
        home = tmp_path / "of nobody"
        home.mkdir()
        os.chown(home, nobody["user"], nobody["user"])
        done = run("-c", ASK, home=home, **nobody)
        assert done.stdout.strip() == "diwan_app", done.stderr
        assert (home / "database" / "PG_VERSION").stat().st_uid == nobody["user"]

    @AS_ROOT
    def test_an_unreadable_folder_is_said_in_one_line(self, tmp_path, nobody):
        home = tmp_path / "private"
        home.mkdir(mode=0o700)
        done = run("-m", "diwan.cli", "up", home=home, **nobody)
        assert "cannot be written" in complaint(done)


class TestPort:
    def test_a_busy_one_is_said_in_one_line(self, tmp_path):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            said = complaint(run("-m", "diwan.cli", "up", home=tmp_path / "home", PORT=port))
        assert f"port {port} is not free" in said
        assert not (tmp_path / "home" / "database").exists()  # said before anything is started

    @pytest.mark.parametrize("port", ["eight", "80000", "-1"])
    def test_a_wrong_one_is_said_without_a_traceback(self, tmp_path, port):
        done = run("-m", "diwan.cli", "up", home=tmp_path / "home", PORT=port)
        assert done.returncode in {1, 2}
        assert "Traceback" not in done.stderr

    def test_a_second_diwan_on_the_same_folder_is_refused(self, home):
        from diwan.server.home import only_one

        with only_one("diwan"):
            said = complaint(run("-m", "diwan.cli", "up", home=home, PORT="0"))
        assert f"already runs on the data folder {home} (process {os.getpid()})" in said


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"this machine mounts nothing: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


class TestFullDisk:
    def test_while_the_database_is_made(self, small_disk):
        said = complaint(run("-m", "diwan.cli", "manage", "check", home=small_disk / "home"))
        assert "No space left on device" in said

    def test_before_anything_is_written(self, small_disk):
        (small_disk / "ballast").write_bytes(bytes(5_500_000))
        said = complaint(run("-m", "diwan.cli", "up", home=small_disk / "home", PORT="0"))
        assert "No space left on device" in said

    def test_to_the_last_byte(self, small_disk):
        (small_disk / "home" / "run").mkdir(parents=True)
        with pytest.raises(OSError, match="No space left"):
            (small_disk / "ballast").write_bytes(bytes(7_000_000))
        said = complaint(run("-m", "diwan.cli", "up", home=small_disk / "home", PORT="0"))
        assert "No space left on device" in said


class TestAnotherPostgresql:
    def test_named_by_database_url_is_used_and_nothing_is_embedded(self, home, tmp_path, monkeypatch):
        aside = Embedded(home / "database")
        url = aside.start().app
        try:
            elsewhere = tmp_path / "elsewhere"
            done = run("-c", ASK, home=elsewhere, DATABASE_URL=url)
            assert done.stdout.strip() == "diwan_app", done.stderr
            assert not elsewhere.exists()
        finally:
            aside.stop()


def test_the_wheel_brings_postgresql_16_or_later():
    version = subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    assert int(version.split()[2].split(".")[0]) >= 16


def test_a_copied_folder_is_used_as_it_is(made, tmp_path, monkeypatch):
    """A restored backup starts under another path."""
    folder = tmp_path / "restored"
    shutil.copytree(made, folder, symlinks=True)
    if os.geteuid() == 0:
        owner = (made / "database").stat()
        for path in (folder / "database", *(folder / "database").rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
    server = Embedded(at(folder, monkeypatch) / "database")
    try:
        assert server.start().app
    finally:
        server.stop()
