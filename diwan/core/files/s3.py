"""Bytes in an S3 bucket, through django-storages. Imported only where S3 is set."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from .stores import CHUNK, NoStore, draft

if TYPE_CHECKING:
    from collections.abc import Iterator


class S3Store:
    """The same names as keys of an S3 bucket, through django-storages."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.storage = S3Storage(**options)

    def key(self, sha256: str) -> str:
        return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def put(self, draft: Path, sha256: str) -> None:
        # S3 acknowledges an object whole or not at all; the client sends large ones in parts and checks each.
        try:
            self.storage.bucket.upload_file(str(draft), self.key(sha256))
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise NoStore(str(error)) from error

    def open(self, sha256: str) -> BinaryIO:
        whole = tempfile.SpooledTemporaryFile(max_size=8 << 20)  # noqa: SIM115  the caller closes it
        for piece in self._body(sha256):
            whole.write(piece)
        whole.seek(0)
        return whole  # type: ignore[return-value]

    def read(self, sha256: str, start: int, length: int) -> Iterator[bytes]:
        return self._body(sha256, Range=f"bytes={start}-{start + length - 1}")

    @contextmanager
    def here(self, sha256: str) -> Iterator[Path]:
        with draft() as copy:
            for piece in self._body(sha256):
                copy.write(piece)
            copy.flush()
            yield Path(copy.name)

    def delete(self, sha256: str) -> None:
        self.storage.bucket.Object(self.key(sha256)).delete()

    def all(self) -> Iterator[str]:
        for item in self.storage.bucket.objects.all():
            name = item.key.rpartition("/")[2]
            if len(name) == 64:
                yield name

    def check(self) -> None:
        self.storage.connection.meta.client.head_bucket(Bucket=self.storage.bucket_name)

    def _body(self, sha256: str, **options: str) -> Iterator[bytes]:
        try:
            body = self.storage.bucket.Object(self.key(sha256)).get(**options)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise FileNotFoundError(sha256) from error
            raise
        return body.iter_chunks(CHUNK)
