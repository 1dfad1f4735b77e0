"""The embedded database starts whatever the last run left behind, and says in one line why it cannot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from diwan.server import database
from diwan.server.database import Embedded, reason_in, socket_folder
from diwan.server.home import CannotStart

from .conftest import at


def postmaster_pid(server: Embedded) -> int:
    return int((server.folder / "postmaster.pid").read_text().splitlines()[0])


def ask(url: str, query: str = "SELECT 1"):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()[0]


def write(server: Embedded) -> None:
    """Commit a row, so that a recovery has something to keep."""
    with psycopg.connect(server.urls().owner) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (253)")


def kept(server: Embedded) -> int:
    return ask(server.urls().owner, "SELECT n FROM kept")


class TestLife:
    def test_starts_in_a_folder_with_spaces_and_arabic_letters(self, server):
        urls = server.start()
        assert ask(urls.app) == ask(urls.owner) == 1

    def test_keeps_what_is_committed(self, server):
        server.start()
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert ask(server.urls().app, f"SHOW {setting}") == "on"

    def test_is_reached_by_its_socket_only(self, server):
        server.start()
        assert ask(server.urls().app, "SHOW listen_addresses") == ""
        assert server.sockets.stat().st_mode & 0o777 == 0o700

    def test_the_application_reads_and_writes_but_does_not_change_the_schema(self, server):
        server.start()
        write(server)
        assert ask(server.urls().app, "UPDATE kept SET n = 254 RETURNING n") == 254
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server.urls().app, "CREATE TABLE theirs (n int)")

    def test_a_second_start_adopts_it_and_leaves_it_running(self, server):
        server.start()
        pid = postmaster_pid(server)
        other = Embedded(server.folder)
        other.start()
        other.stop()
        assert postmaster_pid(server) == pid
        assert ask(server.urls().app) == 1

    def test_whoever_holds_the_folder_may_stop_an_adopted_one(self, server):
        server.start()
        process = psutil.Process(postmaster_pid(server))
        Embedded(server.folder).stop(adopted=True)
        assert server.started_here.wait(5) == 0
        assert not process.is_running()

    def test_two_that_start_at_once_share_one(self, server):
        others = [server, Embedded(server.folder), Embedded(server.folder)]
        threads = [threading.Thread(target=other.start) for other in others]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        try:
            assert [ask(other.urls().app) for other in others] == [1, 1, 1]
            assert sum(other.started_here is not None for other in others) == 1
        finally:
            for other in others:
                other.stop()

    def test_stopping_frees_the_folder(self, server):
        server.start()
        server.stop()
        assert not (server.folder / "postmaster.pid").exists()
        server.start()
        assert ask(server.urls().app) == 1

    def test_one_that_is_on_its_way_out_is_started_again(self, server):
        server.start()
        Embedded(server.folder)._postmaster().send_signal(signal.SIGINT)
        other = Embedded(server.folder)
        try:
            other.start()
            assert ask(other.urls().app) == 1
        finally:
            other.stop()

    def test_another_tmpdir_finds_the_running_one(self, server, tmp_path, monkeypatch):
        server.start()
        pid = postmaster_pid(server)
        monkeypatch.setattr(database.tempfile, "tempdir", str(tmp_path))
        other = Embedded(server.folder)
        other.start()
        assert postmaster_pid(server) == pid
        assert ask(other.urls().app) == 1

    @pytest.mark.parametrize("temporary", ["/tmp/" + "long" * 25, "/tmp/with,comma", "/tmp/with'quote"])
    def test_a_tmpdir_that_postgresql_cannot_use_is_not_used(self, temporary, monkeypatch):
        monkeypatch.setattr(database.tempfile, "tempdir", temporary)
        assert socket_folder(Path("/anywhere")).parent == Path("/tmp")


class TestAfterAKill:
    def test_of_the_postmaster(self, server):
        server.start()
        write(server)
        os.kill(postmaster_pid(server), signal.SIGKILL)
        server.started_here.wait(5)
        assert server.died()
        server.start()
        assert kept(server) == 253

    def test_of_everything_while_its_zombie_remains(self, server):
        server.start()
        write(server)
        master = psutil.Process(postmaster_pid(server))
        for process in (master, *master.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # a child may end by itself once its postmaster is gone
                process.kill()
        deadline = time.monotonic() + 5
        while master.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
            time.sleep(0.01)
        assert master.status() == psutil.STATUS_ZOMBIE  # we, its parent, have not asked for its status
        other = Embedded(server.folder)
        try:
            other.start()
            assert kept(other) == 253
        finally:
            other.stop()
            server.started_here.wait(5)

    def test_of_the_postmaster_alone_its_orphans_do_not_linger(self, server):
        server.start()
        write(server)
        orphan = psycopg.connect(server.urls().owner)
        os.kill(postmaster_pid(server), signal.SIGKILL)
        server.started_here.wait(5)
        server.start()
        assert kept(server) == 253
        with pytest.raises(psycopg.OperationalError):
            orphan.execute("SELECT 1")
        orphan.close()

    def stale(self, server: Embedded, pid: int) -> None:
        """Leave the locks a killed server leaves, in the name of process `pid`."""
        server.sockets.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            owner = server.folder.stat()
            os.chown(server.sockets, owner.st_uid, owner.st_gid)
        lines = [pid, server.folder, int(time.time()), 5432, server.sockets, "", "", "ready"]
        (server.folder / "postmaster.pid").write_text("\n".join(map(str, lines)) + "\n")
        (server.sockets / ".s.PGSQL.5432.lock").write_text(f"{pid}\n{server.folder}\n")
        (server.sockets / ".s.PGSQL.5432").touch()

    def test_whose_number_nobody_has(self, server):
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        self.stale(server, gone.pid)
        assert ask(server.start().app) == 1

    def test_whose_number_another_program_has(self, server):
        self.stale(server, os.getpid())
        assert ask(server.start().app) == 1

    def test_whose_number_a_zombie_has(self, server):
        zombie = subprocess.Popen([sys.executable, "-c", ""])
        time.sleep(0.2)
        self.stale(server, zombie.pid)
        assert ask(server.start().app) == 1
        zombie.wait()

    @pytest.mark.parametrize("content", ["", "\n", "not a number\n", "99"])
    def test_that_left_half_a_lock_file(self, server, content):
        (server.folder / "postmaster.pid").write_text(content)
        assert ask(server.start().app) == 1

    def test_during_the_making_of_the_cluster(self, tmp_path, monkeypatch):
        folder = at(tmp_path / "home", monkeypatch)
        (folder / "database.draft" / "base").mkdir(parents=True)
        server = Embedded(folder / "database")
        try:
            assert ask(server.start().app) == 1
        finally:
            server.stop()


class TestSaysWhyInOneLine:
    def refused(self, server: Embedded) -> str:
        with pytest.raises(CannotStart) as caught:
            server.start()
        said = str(caught.value)
        assert "\n" not in said
        return said

    def test_keys_of_another_database(self, server, home):
        (home / "keys" / "database-postgres").write_text("another password altogether")
        started = time.monotonic()
        assert "restore both folders from the same backup" in self.refused(server)
        assert time.monotonic() - started < 10  # said at once, not after the patience for a slow start

    def test_a_broken_setting(self, server, home):
        (home / "database" / "diwan.local.conf").write_text("shared_buffers = plenty\n")
        said = self.refused(server)
        assert said.startswith("The database did not start:")
        assert "diwan.local.conf" in said or "configuration file" in said

    def test_a_socket_folder_that_is_somebody_elses(self, server):
        if os.geteuid() != 0:
            pytest.skip("only root can give a folder away")
        server.sockets.mkdir(mode=0o700)
        os.chown(server.sockets, 12345, 12345)
        try:
            assert "belongs to somebody else" in self.refused(server)
        finally:
            server.sockets.rmdir()

    def test_the_reason_is_the_last_failure(self):
        assert reason_in("LOG:  a\nFATAL:  no room\nLOG:  shut down\n") == "FATAL:  no room"
        assert reason_in("only this\n\n") == "only this"
        assert reason_in("") == ""
