"""Manifest and files in one package (`manifest.xml`, `content/…`), and out of it again without trusting it."""

from __future__ import annotations

import base64
import hashlib
import shutil
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO

from . import reading
from .reading import BadManifest
from .writing import manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from .model import Binary, Transfer

MANIFEST = "manifest.xml"
LARGEST_MANIFEST = 64 * 1024 * 1024  # bytes
MOST_FILES = 20_000
LARGEST = 8 * 1024**3  # bytes unpacked: what a disk can be asked for at once
CHUNK = 1 << 20


def pack(
    stream: BinaryIO, transfer: Transfer, opened: Callable[[Binary], BinaryIO], report: Callable[[int, int], None]
) -> str:
    """Write a package, each file as `opened` gives it; the SHA-256 of its manifest. One transfer, the same bytes."""
    files, said = transfer.files(), manifest(transfer)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member(MANIFEST, transfer.at), said)
        for done, binary in enumerate(files):
            report(done, len(files))
            with opened(binary) as source, archive.open(member(binary.path, transfer.at), "w", force_zip64=True) as out:
                shutil.copyfileobj(source, out, CHUNK)
    report(len(files), len(files))
    return hashlib.sha256(said).hexdigest()


def member(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


class Received:
    """A package opened: what it says it holds, and its files one by one, each checked against its fingerprint."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        name = next((name for name in archive.namelist() if name.rpartition("/")[2].lower() == MANIFEST), None)
        if name is None or archive.getinfo(name).file_size > LARGEST_MANIFEST:
            raise BadManifest("no manifest.xml, or one beyond measure")
        content = archive.read(name)
        self.folder = name.rpartition("/")[0]
        self.digest = hashlib.sha256(content).hexdigest()
        self.transfer = reading.read(content)
        self.uris, self.digests = reading.uris(content), reading.digests(content)

    def open(self, binary: Binary) -> IO[bytes]:
        """The bytes of a file, once its fingerprint is checked.

        Raises:
            BadManifest: it is missing, or is not what the manifest says.
        """
        uri = self.uris.get(binary.id, "")
        name = f"{self.folder}/{uri}" if self.folder else uri
        try:
            info = self.archive.getinfo(name)
        except KeyError:
            raise BadManifest(f"{uri or binary.id} is not in the package") from None
        self.check(info, binary)
        return self.archive.open(info)

    def check(self, info: zipfile.ZipInfo, binary: Binary) -> None:
        said, expected = self.digests.get(binary.id, ("", ""))
        algorithm = said.lower().rpartition("#")[2].replace("-", "")
        if algorithm not in ("sha256", "sha384", "sha512"):
            raise BadManifest(f"{info.filename}: fingerprint by {said or 'no algorithm'}, which is not taken")
        digest = hashlib.new(algorithm)
        with self.archive.open(info) as source:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
        if expected.lower() != digest.hexdigest() and expected != base64.b64encode(digest.digest()).decode():
            raise BadManifest(f"{info.filename} is not what the manifest says")


@contextmanager
def unpack(stream: BinaryIO) -> Iterator[Received]:
    """Open a package that came from elsewhere.

    Raises:
        BadManifest: it is no package, holds too much, or its manifest cannot be read.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST:
                raise BadManifest("holds more than is taken at once")
            yield Received(archive)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise BadManifest(str(error)) from error
