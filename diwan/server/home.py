"""The data folder (`DIWAN_HOME`): everything that outlives the process, in one place that can be backed up."""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[2]


class CannotStart(Exception):
    """A reason, in one line, why Diwan cannot run here; shown to whoever typed the command."""


def home() -> Path:
    """The data folder, from `DIWAN_HOME` or `.diwan/` in the repository. It may not exist yet."""
    return Path(os.environ.get("DIWAN_HOME") or REPOSITORY / ".diwan").expanduser().resolve()


def prepare() -> Path:
    """Create the data folder and check that it can be written.

    Raises:
        CannotStart: the folder cannot be made, written or has no space left.
    """
    folder = home()
    try:
        for name in ("files", "keys", "log", "run"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "keys").chmod(0o700)
        probe = folder / "run" / f"probe-{os.getpid()}"
        probe.write_bytes(bytes(1 << 20))  # a full disk shows on the write, not on the open
        probe.unlink()
    except PermissionError as error:
        raise CannotStart(f"The data folder {folder} cannot be written: {error.strerror}.") from error
    except OSError as error:
        raise CannotStart(f"The data folder {folder} cannot be used: {error.strerror}.") from error
    return folder


def secret(name: str) -> str:
    """A random secret kept in `keys/<name>`, made on first use; two processes that race get the same one."""
    path = home() / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{name}-{os.getpid()}")
        draft.touch(mode=0o600)
        with draft.open("w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())  # an empty key after a power cut would lock everybody out
        try:
            os.link(draft, path)  # refuses to replace: the first one wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


@contextmanager
def only_one(purpose: str) -> Iterator[None]:
    """Hold the data folder for one process; the lock goes with the process, however it dies.

    Raises:
        CannotStart: another process holds it.
    """
    with (home() / "run" / f"{purpose}.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise CannotStart(
                f"Diwan already runs on the data folder {home()} (process {handle.read().strip() or 'unknown'})."
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
