"""Where bytes are kept, under the SHA-256 of what they are: a folder of this machine, or S3.

A store forgets nothing once `put` has returned, not even when the machine loses power at that moment.
"""

from __future__ import annotations

import fcntl
import functools
import os
import tempfile
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

CHUNK = 1 << 18  # bytes sent at a time


class NoStore(Exception):
    """The store cannot be reached, or refuses us."""


class Store(Protocol):
    """The bytes of files by their SHA-256 in hexadecimal."""

    def put(self, draft: Path, sha256: str) -> None:
        """Keep the content of `draft` for good; it may be moved away. Putting the same content again is no fault."""

    def open(self, sha256: str) -> BinaryIO:
        """Read from anywhere in it. Raises FileNotFoundError."""

    def read(self, sha256: str, start: int, length: int) -> Iterator[bytes]:
        """A part of it, piece by piece. Raises FileNotFoundError."""

    def here(self, sha256: str) -> AbstractContextManager[Path]:
        """It as a file of this machine, while it is needed. Raises FileNotFoundError."""

    def delete(self, sha256: str) -> None:
        """Forget it; forgetting what is not there is no fault."""

    def all(self) -> Iterator[str]:
        """Every content kept, in no order."""

    def check(self) -> None:
        """Raises OSError, or an error of the S3 client, when nothing could be kept now."""


class FolderStore:
    """`ab/cd/abcd…` under a folder: two levels, so that no folder grows beyond some thousands of entries."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, draft: Path, sha256: str) -> None:
        path = self.path(sha256)
        missing = [folder for folder in (path.parent, path.parent.parent) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.rename(path)  # the draft is on the same file system, and on disk already
        flush_folder(path.parent)
        for folder in missing:  # a new folder is an entry of the one above
            flush_folder(folder.parent)

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def read(self, sha256: str, start: int, length: int) -> Iterator[bytes]:
        return Pieces(self.open(sha256), start, length)

    def here(self, sha256: str) -> AbstractContextManager[Path]:
        return nullcontext(self.path(sha256))

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        for path in self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if len(path.name) == 64:
                yield path.name

    def check(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.root) as probe:
            probe.write(bytes(4096))  # a full disk shows on the write, not on the open
            probe.flush()


@functools.cache
def store() -> Store:
    """The store of this instance: S3 when `DIWAN_S3` is set, else the folder `files` of the data folder."""
    if settings.DIWAN_S3:
        # By name, so that its libraries weigh on those processes only that use them.
        return import_string("diwan.core.files.s3.S3Store")(settings.DIWAN_S3)
    return FolderStore(root())


def root() -> Path:
    return Path(settings.DIWAN_HOME) / "files"


@contextmanager
def draft() -> Iterator[BinaryIO]:
    """A file that is being received, locked while its writer lives and taken away unless it was moved into the store.

    The lock tells the sweeper that a draft left behind by a killed process is nobody's.
    """
    folder = root() / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    with _locked_file(folder) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def _locked_file(folder: Path) -> BinaryIO:
    while True:
        file = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115  the caller closes it
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return file  # type: ignore[return-value]
        file.close()  # the sweeper came between the making and the lock


def abandoned_drafts() -> Iterator[Path]:
    """Drafts whose writer is gone; each is locked while it is looked at."""
    for path in (root() / "drafts").glob("*"):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield path


@contextmanager
def partial(token: str) -> Iterator[BinaryIO]:
    """The bytes of an upload under way, to read and write, locked for this process alone.

    Beside the drafts, not among them: a draft without its writer is nobody's, a partial file waits for more.

    Raises:
        BlockingIOError: another request holds it.
        FileNotFoundError: it was taken away at this moment.
    """
    path = partial_path(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.fstat(file.fileno()).st_nlink:
            raise FileNotFoundError(path)
        yield file


def partial_path(token: str) -> Path:
    return root() / "uploads" / token


def partials() -> Iterator[Path]:
    """Every partial file."""
    yield from (root() / "uploads").glob("*")


def flush_folder(path: Path) -> None:
    """Have the entries of a folder on disk: without it a renamed file can be lost with its name."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Pieces:
    """Part of an open file, piece by piece; it is closed at the end, or when the one who asked goes away."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self.file, self.left = file, length
        file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = self.file.read(min(CHUNK, self.left)) if self.left else b""
        if not piece:
            self.close()
            raise StopIteration
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()


def _forget(*, setting: str, **_rest: Any) -> None:
    if setting in {"DIWAN_S3", "DIWAN_HOME"}:
        store.cache_clear()


setting_changed.connect(_forget)
