"""Clients that deposit without rest and, as good clients do, send again with the same key until they are answered."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tools.instance import Instance

WRITERS = 16
STORM = "@storm.example"  # where depositors read their mail; the name before it is the key of one letter
TITLE = "طلب شهادة العمل"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n%"
)


@dataclass(frozen=True)
class Acknowledged:
    """What a client was promised. Moments are seconds of the monotonic clock."""

    key: str
    office: str
    subject: str
    pieces: tuple[str, ...]  # SHA-256 of what was sent
    reference: str
    number: int
    code: str
    sent_at: float  # the try that was answered
    at: float


@dataclass
class Writers:
    """Sixteen of them, and all they were told."""

    instance: Instance
    offices: tuple[str, ...]
    pause: float = 0.3  # seconds between two letters of one writer, on average
    acknowledged: list[Acknowledged] = field(default_factory=list)
    retries: int = 0
    refused: list[str] = field(default_factory=list)  # answers that a correct letter must never get
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Writers:
        self.threads = [threading.Thread(target=self.write, args=(n,), daemon=True) for n in range(WRITERS)]
        for thread in self.threads:
            thread.start()
        return self

    def stop(self, seconds: float = 120) -> int:
        """Let everybody finish the letter they are at; how many could not."""
        self.stopping.set()
        deadline = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(deadline - time.monotonic(), 0))
        return sum(thread.is_alive() for thread in self.threads)

    def write(self, writer: int) -> None:
        chance = random.Random(writer)
        while not self.stopping.is_set():
            self.hand_in(chance)
            self.stopping.wait(chance.uniform(0, 2 * self.pause))

    def hand_in(self, chance: random.Random) -> None:
        """One letter, until it is answered."""
        key = uuid.UUID(int=chance.getrandbits(128), version=4)
        pieces = [
            (f"قطعة {n}.pdf", PDF + chance.randbytes(chance.randrange(100, 60_000)).hex().encode()) for n in (1, 2)
        ]
        fields = {
            "office": chance.choice(self.offices),
            "subject": f"{TITLE} {key}",
            "applicant_name": "نجاة الرميلي",
            "email": f"{key}{STORM}",
            "language": chance.choice(("ar", "fr")),
        }
        while True:
            sent_at = time.monotonic()
            try:
                status, answer = self.instance.deposit(key, fields, pieces)
            except (OSError, http.client.HTTPException):
                status, answer = 0, ""
            if status == 201:
                digests = tuple(hashlib.sha256(content).hexdigest() for _, content in pieces)
                told = (answer["reference"], answer["number"], answer["code"], sent_at, time.monotonic())
                self.acknowledged.append(Acknowledged(str(key), fields["office"], fields["subject"], digests, *told))
                return
            if status and status < 500:
                self.refused.append(f"{status}: {answer}")
                return
            self.retries += 1
            time.sleep(chance.uniform(0.05, 0.3))

    def first_after(self, moment: float) -> float | None:
        """Seconds from then to the first promise on a request sent after it."""
        times = [a.at - moment for a in self.acknowledged[-2000:] if a.sent_at > moment]
        return min(times) if times else None

    def save(self, path: Path) -> None:
        path.write_text("".join(json.dumps(asdict(a)) + "\n" for a in list(self.acknowledged)))
