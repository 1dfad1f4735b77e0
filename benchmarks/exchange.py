"""Letters per second between two whole instances on the loopback: registered and sent at one, taken over at the other,
all evidence sealed, brought back and kept at both ends.

Two figures: how many cross in a second, from the first hand-over to the last evidence noted (`ours`), and the longest a
single letter took. The letters are registered before the clock starts; both instances share the cores of this machine
with their two databases.

The limit is a plain HTTP POST of the same envelope and files to a server that writes them to disk and flushes, without
seal, evidence or database. There is no peer: eDelivery access points (Domibus, Harmony) are Java servers with a
database of their own and certificates of an authority, and SIR, DHX or Tramita run at their states only.
"""

from __future__ import annotations

import http.client
import os
import shutil
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil

from tools.instance import Instance, Voice, furnish

LETTERS, QUICK = 400, 24
SIZE = 20_000  # octets of a piece at most
CLIENTS = 2  # as many as the worker has threads
NORTH, SOUTH = ("DGN", "مديرية الشمال"), ("DGS", "مديرية الجنوب")


def run(quick: bool) -> dict:
    """The line of figures; `violations` counts letters lost or doubled and evidence missing or false."""
    folder, many = Path(tempfile.mkdtemp(prefix="diwan-exchange-")), QUICK if quick else LETTERS
    pair = [
        Instance(
            folder / name,
            DIWAN_EXCHANGE_NAME=f"{name}.example",
            DIWAN_LOG_LEVEL="WARNING",
            DJANGO_SETTINGS_MODULE="tools.bare",
        )
        for name in ("north", "south")
    ]
    north, south = voices = [Voice(one, "tools.exchanging") for one in pair]
    try:
        furnish(*pair)
        for one in pair:
            one.start()
        for one in pair:
            one.wait()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda voice, body: voice.ask("found", *body), voices, (NORTH, SOUTH)))
            others = [f"http://127.0.0.1:{other.port}" for other in reversed(pair)]
            list(pool.map(lambda voice, address: voice.ask("join", address), voices, others))
        north.ask("send", "south.example/DGS", "5", "7", str(SIZE))
        north.ask("waited", "5")
        told = north.ask("burst", "south.example/DGS", str(many), "8", str(SIZE))
        decided = south.ask("decide")
        answered = north.ask("heard", str(many + 5))
        wrong = compared(north.ask("audit"), south.ask("audit"))
        for voice in voices:
            voice.close()
        memory = sum(memory_of(one) for one in pair)
    finally:
        for voice in voices:
            voice.close()
        for one in pair:
            one.stop()
        shutil.rmtree(folder, ignore_errors=True)
    limit = plain(many)
    ours = round(many / told["seconds"], 1)
    return {
        "unit": "letters/s",
        "ours": ours,
        "peer": None,
        "peer_name": "none runs offline: access points want Java, a database and an authority of their own",
        "limit": limit,
        "limit_name": "the same envelope and files by plain HTTP POST, written and flushed, nothing proved",
        "ratio_peer": None,
        "ratio_limit": round(ours / limit, 3),
        "memory_mb": memory,
        "violations": sum(wrong.values()),
        **wrong,
        "letters": many,
        "p50_s": told["p50"],
        "p95_s": told["p95"],
        "decided_per_s": decided["per_s"],
        "answers_heard_after_s": answered["seconds"],
        "evidence_per_letter": told["evidence"],
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def compared(here: dict, there: dict) -> dict[str, int]:
    """What is not the same at both ends."""
    sendings, arrivals = here["sendings"], there["arrivals"]

    def facts(row: dict) -> set:
        return {(proof[0], proof[1], proof[3]) for proof in row["evidence"]}

    both = set(sendings) & set(arrivals)
    return {
        "lost": len(set(sendings) - set(arrivals)),
        "doubled": len(set(arrivals) - set(sendings)),
        "evidence_missing": sum(facts(sendings[one]) != facts(arrivals[one]) for one in both),
        "evidence_false": sum(
            not proof[4] for one in both for proof in sendings[one]["evidence"] + arrivals[one]["evidence"]
        ),
    }


def memory_of(instance: Instance) -> int:
    total = 0
    for process in instance.processes():
        try:
            total += process.memory_full_info().pss
        except (psutil.Error, AttributeError):
            continue
    return round(total / 1_000_000)


# --- the limit -----------------------------------------------------------------------------------------------------


class Keeper(BaseHTTPRequestHandler):
    """Writes what comes to a file of its own, and flushes."""

    protocol_version = "HTTP/1.1"
    folder: Path

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with (self.folder / uuid.uuid4().hex).open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_said: object) -> None:
        """Nothing: it is measured."""


def plain(many: int) -> float:
    """Letters a second by plain POST: a manifest of 4 kB, and a file of half the largest size."""
    Keeper.folder = Path(tempfile.mkdtemp(prefix="diwan-exchange-"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeper)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def post() -> None:
        line = http.client.HTTPConnection("127.0.0.1", server.server_port)
        for _n in range(many // CLIENTS):
            for size in (4_000, SIZE // 2):
                line.request("POST", "/", os.urandom(size))
                line.getresponse().read()
        line.close()

    began = time.perf_counter()
    clients = [threading.Thread(target=post) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    spent = time.perf_counter() - began
    server.shutdown()
    shutil.rmtree(Keeper.folder, ignore_errors=True)
    return round(many / spent, 1)
