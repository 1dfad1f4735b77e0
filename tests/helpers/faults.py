"""A proxy between two instances that does to their calls what networks do: loses, delays, repeats, reorders, cuts,
changes bytes. What it does is drawn from a seed; it knows nothing of what is said.
"""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections import Counter
from contextlib import suppress

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
PATIENCE = 8  # seconds for one answer
FAULTS = (
    "pass",
    "delay",
    "lose",
    "lose_answer",
    "cut_request",
    "cut_answer",
    "duplicate",
    "reorder",
    "corrupt_request",
    "corrupt_answer",
)


class Proxy:
    """Listens on a port of its own and speaks to `target`; `share` of the calls suffer a fault."""

    def __init__(self, target: int, seed: int, share: float = 0.3) -> None:
        self.target, self.chance, self.share = target, random.Random(seed), share
        self.done: Counter[str] = Counter()
        self.server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.server.getsockname()[1]
        self.lock, self.closed = threading.Lock(), False

    def start(self) -> Proxy:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def close(self) -> None:
        self.closed = True
        self.server.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # --- work ---------------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while not self.closed:
            try:
                line, _from = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=(line,), daemon=True).start()

    def _attend(self, line: socket.socket) -> None:
        line.settimeout(60)
        with line, suppress(OSError, ValueError):
            while request := whole(line):
                if not self._one(line, request):
                    return

    def _one(self, line: socket.socket, request: bytes) -> bool:
        """One call, with or without its fault; whether the line stays."""
        fault, at, bit, wait = self._draw()
        if fault == "lose":
            return False
        if fault == "reorder":  # it comes when everybody has forgotten it
            threading.Timer(0.2 + 2 * wait, self._quietly, (request,)).start()
            return False
        if fault == "cut_request":
            with socket.create_connection(("127.0.0.1", self.target), 5) as there:
                there.sendall(request[: int(len(request) * at)])
            return False
        if fault == "delay":
            time.sleep(wait)
        if fault == "corrupt_request":
            request = changed(request, at, bit)
        if fault == "duplicate":
            self._quietly(request)
        answer = self._call(request)
        if fault == "corrupt_answer":
            line.sendall(changed(answer, at, bit))
            return False
        if fault in ("lose_answer", "cut_answer"):
            line.sendall(answer[: int(len(answer) * at) if fault == "cut_answer" else 0])
            return False
        line.sendall(answer)
        return fault != "corrupt_request"

    def _draw(self) -> tuple[str, float, int, float]:
        with self.lock:
            fault = self.chance.choice(FAULTS[1:]) if self.chance.random() < self.share else "pass"
            self.done[fault] += 1
            return fault, self.chance.random(), self.chance.randrange(8), self.chance.random()

    def _quietly(self, request: bytes) -> None:
        with suppress(OSError, ValueError):
            self._call(request)

    def _call(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.target), 5) as there:
            there.settimeout(PATIENCE)
            there.sendall(request)
            return whole(there)


def whole(line: socket.socket) -> bytes:
    """One message with its body; empty at the end of the line."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        if not more:
            return b""
        data += more
    head, _sep, body = data.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    left = int(length[1]) - len(body) if length else 0
    pieces = [data]
    while left > 0:
        more = line.recv(min(left, 1 << 20))
        if not more:
            raise OSError("broken off")
        pieces.append(more)
        left -= len(more)
    return b"".join(pieces)


def changed(data: bytes, at: float, bit: int) -> bytes:
    """One bit of it turned over, if there is any: whoever died answered nothing."""
    if not data:
        return data
    place = int(len(data) * at)
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]
