"""Large files over a real line to real processes, which are killed half-way: what arrives is what was sent."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import random
import socket
import time
import uuid
from contextlib import suppress
from pathlib import Path

import pytest

from tools.instance import Instance

from .shapes import pdf

pytestmark = pytest.mark.long
MEGABYTE = 1 << 20
PATIENCE = 120  # seconds


class Sender:
    """A browser: it goes on where the server says, until everything is there."""

    def __init__(self, instance: Instance) -> None:
        self.port, self.cookie = instance.port, ""
        _status, headers, _body = self.ask("GET", "/account/login/")
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = {"Cookie": self.cookie, "X-CSRFToken": self.cookie.partition("=")[2], "Tus-Resumable": "1.0.0"}
        told |= {"Accept": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
        try:
            line.request(method, path, body, told)
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()

    def begin(self, name: str, length: int) -> str:
        key = {"Idempotency_Key": str(uuid.uuid4()), "Upload_Length": str(length)}
        metadata = f"filename {base64.b64encode(name.encode()).decode()}"
        return self.patiently("POST", "/files/uploads/", Upload_Metadata=metadata, **key)[1]["Location"]

    def patiently(self, *args, **more):
        """Ask again while nobody answers, as after a kill."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                answer = self.ask(*args, **more)
                if answer[0] < 500 and answer[0] != 423:
                    return answer
            time.sleep(0.2)
        raise TimeoutError(args[:2])

    def send(self, address: str, content: bytes, piece: int = 4 * MEGABYTE, before=lambda offset: None) -> dict:
        breaks = 0
        while True:
            said = json.loads(self.patiently("GET", address)[2])
            if "ticket" in said:
                return {**said, "breaks": breaks}
            with suppress(OSError, http.client.HTTPException):
                offset = said["offset"]
                before(offset)
                headers = {"Upload_Offset": str(offset), "Content_Type": "application/offset+octet-stream"}
                status, _headers, body = self.ask("PATCH", address, content[offset : offset + piece], **headers)
                if status not in {200, 204, 409, 423, 503}:
                    raise AssertionError(body)
                continue
            breaks += 1


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """An instance, and the folder in which its deaths are ordered."""
    folder = tmp_path_factory.mktemp("interrupted")
    orders = folder / "failpoints"
    orders.mkdir()
    instance = Instance(folder / "home", DIWAN_FAILPOINTS=str(orders), DIWAN_LOG_LEVEL="WARNING")
    instance.start()
    try:
        instance.wait()
        yield instance, orders
    finally:
        instance.stop()


def large(megabytes: int, seed: int) -> bytes:
    noise = random.Random(seed).randbytes(megabytes * 1_000_000 - 2000)
    return pdf(b"<</Length %d>>stream\n" % len(noise) + noise + b"\nendstream")


def test_a_hundred_megabytes_through_three_deaths(killed):
    instance, orders = killed
    content, sender = large(100, 1), Sender(instance)
    assert len(content) <= 100_000_000
    deaths = [20 * MEGABYTE, 50 * MEGABYTE, len(content) - MEGABYTE]  # the last when all but the answer is there

    def before(offset: int) -> None:
        if deaths and offset + 4 * MEGABYTE > deaths[0]:
            deaths.pop(0)
            (orders / "upload.written").touch()

    said = sender.send(sender.begin("plan.pdf", len(content)), content, before=before)
    assert said["sha256"] == hashlib.sha256(content).hexdigest()
    assert said["breaks"] >= 3, "the process was not killed"


def test_twenty_of_five_megabytes_with_a_death_each_fifth(killed):
    instance, orders = killed
    sender = Sender(instance)
    contents = [large(5, 100 + number) for number in range(20)]
    said = []
    for number, content in enumerate(contents):
        address = sender.begin(f"{number}.pdf", len(content))
        if number % 5 == 0:
            sender.ask(
                "PATCH", address, content[:MEGABYTE], Upload_Offset="0", Content_Type="application/offset+octet-stream"
            )
            (orders / "upload.written").touch()
        said.append(sender.send(address, content))
    assert [one["sha256"] for one in said] == [hashlib.sha256(content).hexdigest() for content in contents]
    assert sum(one["breaks"] for one in said) >= 4
    assert len({one["ticket"] for one in said}) == 20
    assert not list((Path(instance.home) / "files" / "uploads").iterdir()), "partial files stay behind"


def test_a_line_that_goes_silent_does_not_keep_the_next_one_out(killed):
    instance, _orders = killed
    content, sender = large(5, 7), Sender(instance)
    address = sender.begin("silent.pdf", len(content))
    lines = {
        "Host": f"127.0.0.1:{instance.port}",
        "Cookie": sender.cookie,
        "X-CSRFToken": sender.cookie.partition("=")[2],
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(len(content)),
    }
    head = f"PATCH {address} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", instance.port)) as silent:
        silent.sendall(head.encode() + content[:400_000])
        said = sender.send(address, content)
    assert said["sha256"] == hashlib.sha256(content).hexdigest()
