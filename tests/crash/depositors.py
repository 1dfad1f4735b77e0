"""Depositors who follow their letters in the storm: they send the missing pieces they are asked for, and write."""

from __future__ import annotations

import http.client
import queue
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.instance import multipart

from .browsers import TOKEN, Browser, Fields
from .clerks import TIRED, Clerks, Confirmed
from .writers import PDF, Acknowledged, Writers

if TYPE_CHECKING:
    from tools.instance import Instance


@dataclass
class Depositors:
    """Two of them; what they were told is noted beside what the clerks were."""

    instance: Instance
    writers: Writers
    clerks: Clerks
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Depositors:
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self.complete, self.write)]
        for thread in self.threads:
            thread.start()
        return self

    def stop(self, seconds: float = 90) -> int:
        self.stopping.set()
        for thread in self.threads:
            thread.join(seconds)
        return sum(thread.is_alive() for thread in self.threads)

    def complete(self) -> None:
        """Whatever clerks asked for, if one of our letters is meant."""
        chance = random.Random(7001)
        while not self.stopping.is_set():
            try:
                reference = self.clerks.awaited.get(timeout=1)
            except queue.Empty:
                continue
            ours = next((a for a in reversed(self.writers.acknowledged) if a.reference == reference), None)
            if ours:
                self.until_answered("complete", chance, ours, self.send_pieces)

    def write(self) -> None:
        chance = random.Random(7002)
        while not self.stopping.wait(chance.uniform(0.5, 1.5)):
            if self.writers.acknowledged:
                self.until_answered(
                    "depositor writes", chance, chance.choice(self.writers.acknowledged), self.send_words
                )

    def until_answered(self, what: str, chance: random.Random, letter: Acknowledged, send) -> None:
        mark, deadline = str(uuid.UUID(int=chance.getrandbits(128), version=4)), time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                status = send(letter, mark)
            except (OSError, http.client.HTTPException):
                status = 0
            if status in (200, 302):
                self.clerks.done[what] += 1
                self.clerks.confirmed.append(Confirmed(0, "", "message", mark))
                return
            if status in TIRED:
                return
            if 400 <= status < 500:
                self.clerks.refused.append(f"{status} {what}")
                return
            time.sleep(chance.uniform(0.1, 0.4))

    def send_pieces(self, letter: Acknowledged, mark: str) -> int:
        body, kind = multipart({"code": letter.code, "text": mark}, [("ناقصة.pdf", PDF + mark.encode())])
        headers = {"Content-Type": kind, "Idempotency-Key": mark}
        return self.instance.request("POST", f"/api/v1/deposits/{letter.reference}/pieces", body, headers, seconds=20)[
            0
        ]

    def send_words(self, letter: Acknowledged, mark: str) -> int:
        browser = Browser(self.instance)
        page = Fields(browser.get(f"/deposits/{letter.reference}/{letter.code}/")[1])
        said = {TOKEN: page.token, "idempotency_key": mark, "code": letter.code, "text": mark}
        return browser.post(f"/deposits/{letter.reference}/write/", said)[0]
