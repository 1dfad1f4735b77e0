"""`make run`: everything Diwan needs on one machine, started in order, watched, and stopped together."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING

from . import home
from .database import Embedded

if TYPE_CHECKING:
    from collections.abc import Callable

    from .database import Urls

READY_SECONDS = 90
PORT_PATIENCE = 2.0  # seconds
RESTART_PAUSE = 1.0  # seconds; a process that dies at once must not spin


class Service:
    """A child process that is started again when it dies."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0

    def start(self) -> None:
        """Start in a session of its own (Ctrl-C is ours to handle), tied to our life even if we are killed."""
        log = (home.home() / "log" / f"{self.name}.log").open("ab")
        self.process = subprocess.Popen(
            self.command,
            cwd=home.REPOSITORY,
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        log.close()
        self.started_at = time.monotonic()

    def watch(self) -> None:
        """Start again if it died, not more than once a second."""
        if self.process and self.process.poll() is not None and time.monotonic() - self.started_at > RESTART_PAUSE:
            print(f"The {self.name} stopped (status {self.process.returncode}); starting it again.", file=sys.stderr)
            self.start()

    def stop(self) -> None:
        """Ask to finish, then insist."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(25)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)


def die_with_parent() -> None:
    """Linux: have the kernel send SIGTERM to this child when the supervisor dies, even by kill -9."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def up(port: int, *, prepared: bool = False) -> int:
    """Run Diwan until Ctrl-C; returns the exit status. `prepared`: by `diwan prepare`, just now."""
    say = _say
    try:
        folder = home.prepare()
        with home.only_one("diwan"):
            _check_port(port)
            database = None
            if not os.environ.get("DATABASE_URL"):
                say("Starting the database…")
                database = Embedded(folder / "database")
            return _run(port, database, say, prepared=prepared)
    except home.CannotStart as reason:
        print(f"Diwan cannot start: {reason}", file=sys.stderr)
        return 1


def _run(port: int, database: Embedded | None, say: Callable[[str], None], *, prepared: bool) -> int:
    stopping: list[int] = []
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda number, _frame: stopping.append(number))
    services: list[Service] = []
    try:
        environment = _environment(port, database.start() if database else None)
        if not prepared:
            say("Preparing tables, languages and pages…")
            _prepare(environment)
        services = [
            Service("web", [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"], environment),
            Service("worker", [sys.executable, "-m", "diwan.cli", "worker"], environment),
        ]
        for service in services:
            service.start()
        _wait_until_healthy(port, services, stopping)
        if not stopping:
            _banner(port, environment)
        while not stopping:
            time.sleep(0.3)
            if database and database.died():
                say("The database stopped; starting it again.")
                _bring_back(database)
            for service in services:
                service.watch()
        say("Stopping…")
        return 0
    finally:
        for service in services:
            service.stop()
        if database:
            database.stop(adopted=True)  # the lock on the data folder is ours: nobody else serves from it


def _bring_back(database: Embedded) -> None:
    """Start it; if it cannot start now (a full disk), the next look tries again, so that no human is needed."""
    try:
        database.start()
    except (home.CannotStart, OSError) as reason:
        print(f"The database does not start: {reason}", file=sys.stderr)
        time.sleep(RESTART_PAUSE)


def _environment(port: int, urls: Urls | None) -> dict[str, str]:
    environment = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(home.REPOSITORY), os.environ.get("PYTHONPATH")]))
    if urls:
        environment |= {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
    return environment


def _prepare(environment: dict[str, str]) -> None:
    """Schema, translations, static files and demo data, in a process that may change the schema."""
    command = [sys.executable, "-m", "diwan.cli", "prepare"]
    done = subprocess.run(command, cwd=home.REPOSITORY, env=environment, check=False)
    if done.returncode:
        raise home.CannotStart("preparing the data failed; the lines above say why.")


def _check_port(port: int) -> None:
    """Refuse early and clearly; a web process that a killed supervisor left behind is given a moment to end."""
    deadline = time.monotonic() + PORT_PATIENCE
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return
            except (OSError, OverflowError) as error:
                if time.monotonic() > deadline or isinstance(error, OverflowError):
                    why = getattr(error, "strerror", None) or error
                    raise home.CannotStart(
                        f"port {port} is not free ({why}); choose another: PORT=8001 make run"
                    ) from error
        time.sleep(0.1)


def _wait_until_healthy(port: int, services: list[Service], stopping: list[int]) -> None:
    deadline, said = time.monotonic() + READY_SECONDS, "no answer"
    while not stopping:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=3) as response:
                said = response.read().decode()
                return
        except urllib.error.HTTPError as error:
            said = error.read().decode()
        except OSError as error:
            said = str(error)
        if time.monotonic() > deadline:
            raise home.CannotStart(f"it is not healthy after {READY_SECONDS} s ({said}); see {home.home() / 'log'}.")
        for service in services:
            service.watch()
        time.sleep(0.1)


def _banner(port: int, environment: dict[str, str]) -> None:
    print(f"\nDiwan is ready at http://127.0.0.1:{port}")
    note = home.home() / "run" / "who-can-sign-in.json"
    if note.exists():
        people = json.loads(note.read_text())
        print(f"Step into any role at http://127.0.0.1:{port}/demo/ or sign in (password {people['password']}):")
        for row in people["people"]:
            print(f"  {row['email']:34} {row['role']}")
    print("Stop with Ctrl-C.", flush=True)


def _say(text: str) -> None:
    print(text, flush=True)
