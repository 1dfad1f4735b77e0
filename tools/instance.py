"""An instance of Diwan of one's own, `diwan up` on a free port and in a folder: for tests that kill it, benches that
measure it. Its processes are known by the data folder they run on, so nobody else's is ever touched.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from diwan.server.home import REPOSITORY, home

from . import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DIWAN = [sys.executable, "-m", "diwan.cli"]
START_SECONDS = 180  # the demo is loaded on the first start


class DidNotStart(Exception):
    """What `diwan up` said before it ended."""


class Instance:
    """`diwan up` on a data folder."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home, self.port = home.resolve(), free_port()
        ours = ("DATABASE_", "DIWAN_", "DJANGO_", "PORT")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DIWAN_HOME": str(self.home),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")])),
            **environment,
        }
        self.up: subprocess.Popen[bytes] | None = None
        self.prepared = False

    # --- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """As `make run` does; does not wait."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "up.log").open("ab") as log:
            self.up = subprocess.Popen(
                [*DIWAN, "up", "--port", str(self.port), *(["--prepared"] if self.prepared else [])],
                cwd=REPOSITORY,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self, seconds: float = START_SECONDS) -> Instance:
        """Until it is healthy.

        Raises:
            DidNotStart: it ended, or is not healthy in time.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.ended():
                break
            with suppress(OSError, http.client.HTTPException):
                if self.get("/health")[0] == 200:
                    return self
            time.sleep(0.1)
        raise DidNotStart((self.home / "up.log").read_text()[-2000:])

    def ended(self) -> bool:
        """Whether `diwan up` is over."""
        return self.up is None or self.up.poll() is not None

    def stop(self) -> None:
        """Ctrl-C; then whatever is left is killed."""
        if self.up and not self.ended():
            self.up.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.up.wait(60)
        self.kill(*self.processes())

    def kill(self, *processes: psutil.Process) -> None:
        """`kill -9`, all before any of them can react."""
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self.up and self.up.pid in {p.pid for p in processes}:
            self.up.wait(10)

    # --- processes ----------------------------------------------------------------------------------------------

    def processes(self) -> list[psutil.Process]:
        """All that runs on the data folder: by its environment, or, as PostgreSQL does, by where it works."""
        return [p for p in psutil.process_iter() if p.pid != os.getpid() and self._ours(p)]

    def _ours(self, process: psutil.Process) -> bool:
        with suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            if process.name() == "postgres":
                return process.cwd() == str(self.home / "database")
            return process.environ().get("DIWAN_HOME") == str(self.home)
        return False

    def supervisor(self) -> psutil.Process | None:
        return psutil.Process(self.up.pid) if self.up and not self.ended() else None

    def service(self, *words: str) -> psutil.Process | None:
        """The child of the supervisor whose command line holds these words."""
        supervisor = self.supervisor()
        for process in supervisor.children() if supervisor else ():
            with suppress(psutil.Error):
                if set(words) <= set(process.cmdline()):
                    return process
        return None

    def database(self) -> list[psutil.Process]:
        """The postmaster and its children."""
        return [p for p in self.processes() if p.name() == "postgres"]

    # --- talking to it ------------------------------------------------------------------------------------------

    def ask(self, module: str, *arguments: str, seconds: float = 600) -> Any:
        """Run a module on the data of this instance; what it prints last, read as JSON."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return json.loads(done.stdout.strip().splitlines()[-1])

    def get(self, path: str, headers: Mapping[str, str] | None = None, *, seconds: float = 10) -> tuple[int, bytes]:
        return self.request("GET", path, None, headers or {}, seconds=seconds)

    def request(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], *, seconds: float = 10
    ) -> tuple[int, bytes]:
        """One request on a connection of its own.

        Raises:
            OSError, http.client.HTTPException: no whole answer came.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def deposit(
        self,
        key: uuid.UUID,
        fields: Mapping[str, str],
        pieces: Sequence[tuple[str, bytes]] = (),
        language: str = "ar",
        *,
        seconds: float = 15,
    ) -> tuple[int, Any]:
        """`POST /api/v1/deposits`: the status and what the answer says."""
        body, content_type = multipart(fields, pieces)
        headers = {"Content-Type": content_type, "Idempotency-Key": str(key), "Accept-Language": language}
        status, answer = self.request("POST", "/api/v1/deposits", body, headers, seconds=seconds)
        try:
            return status, json.loads(answer)
        except ValueError:
            return status, answer[:500].decode(errors="replace")


class Voice:
    """A module that stays on the data of an instance, and does what it is told line by line: a program that starts for
    each word costs seconds. It is started again when it died, with the instance or at a failpoint of its own."""

    def __init__(self, instance: Instance, module: str) -> None:
        self.instance, self.module = instance, module
        self.program: subprocess.Popen[str] | None = None

    def ask(self, *what: str) -> Any:
        """What it answers.

        Raises:
            RuntimeError: it died, or could not do it; what was done before may stand.
        """
        if self.program is None or self.program.poll() is not None:
            self.program = self._started()
        assert self.program.stdin
        assert self.program.stdout
        try:
            self.program.stdin.write(json.dumps(what) + "\n")
            self.program.stdin.flush()
            line = self.program.stdout.readline()
        except OSError as error:
            raise RuntimeError(str(error)) from error
        if not line:
            self.close()
            raise RuntimeError("it died")
        said = json.loads(line)
        if "error" in said:
            raise RuntimeError(said["error"])
        return said["answer"]

    def _started(self) -> subprocess.Popen[str]:
        with (self.instance.home / "voice.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=REPOSITORY,
                env=self.instance.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def close(self) -> None:
        if self.program:
            with suppress(OSError):
                self.program.stdin.close()  # type: ignore[union-attr]
            self.program.kill()
            self.program.wait()
            self.program.stdout.close()  # type: ignore[union-attr]
            self.program = None


def furnish(*instances: Instance) -> None:
    """Give new instances the tables of a bare one. It is made at most once, and kept beside the data of whoever asks
    until a migration changes: to make the tables is most of the time that a small test or bench would take."""
    shelf = home() / "bare"
    kept = shelf / tables.digest()
    if not kept.exists():
        shutil.rmtree(shelf, ignore_errors=True)
        made = Instance(shelf / "made", DJANGO_SETTINGS_MODULE="tools.bare", DIWAN_LOG_LEVEL="WARNING")
        subprocess.run([*DIWAN, "prepare"], cwd=REPOSITORY, env=made.environment, check=True, stdout=subprocess.DEVNULL)
        made.home.rename(kept)
    for one in instances:
        (one.home / "keys").mkdir(parents=True, exist_ok=True)
        for password in (kept / "keys").glob("database-*"):  # of its tables; each instance has seals of its own
            shutil.copy2(password, one.home / "keys")
        # By `cp -a`: the files belong to the user PostgreSQL runs as.
        subprocess.run(["cp", "-a", str(kept / "database"), str(kept / "static"), str(one.home)], check=True)
        one.prepared = True


def multipart(fields: Mapping[str, str], pieces: Sequence[tuple[str, bytes]]) -> tuple[bytes, str]:
    """A form with files, as bytes and their content type."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, content in pieces:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="pieces"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
