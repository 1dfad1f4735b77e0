"""Clerks at work in the storm: each act of theirs is sent again with the same key until it is answered.

An operation is one entry of `OPERATIONS`: where its form is, what is sent, and what must stand once it was confirmed.
The audit compares (`confirmed` in audit.py).
"""

from __future__ import annotations

import http.client
import json
import queue
import random
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from .browsers import TOKEN, Browser, Fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tools.instance import Instance

CLERKS = 4
HEAD = "a.elidrissi@"  # who heads the registry office of the demo's first ministry: processes letters, keeps registers
LETTER = re.compile(r"/desk/deposits/(\d+)/")
REFERENCE = re.compile(r"\b[A-Z][A-Z0-9-]*-\d{4}-\d{6}\b")
TIRED = (403, 404, 409, 410, 422)  # a colleague was quicker, or the law does not allow it for this letter: a plain no
LONG_AGO = str((datetime.now(UTC) - timedelta(days=200)).date())
READING = "/desk/deposits/{id}/"


def nothing(page: Fields, mark: str, chance: random.Random, letters: list[str]) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Operation:
    """An act over HTTP. `step`: what must then stand in the letter's file; `kept`: where its mark must be read, once.

    The mark is the key of the act: it is sent as the reason or the text.
    """

    address: str
    sends: Callable[[Fields, str, random.Random, list[str]], dict[str, str]] = nothing
    step: str = ""
    kept: str = ""
    form: str = READING


def paper(page: Fields, mark: str, chance: random.Random, letters: list[str]) -> dict[str, str]:
    """A letter by post, sometimes on a reserved number, sometimes so old that its legal time is over (silence)."""
    reserved, procedures = ([*filter(None, page.options.get(name, ()))] for name in ("reserved", "procedure"))
    sent = {"channel": "post", "applicant_name": "نجاة الرميلي", "subject": f"على الورق {mark}"}
    if reserved and chance.random() < 0.7:
        sent["reserved"] = chance.choice(reserved)
    if procedures and chance.random() < 0.7:
        sent |= {"procedure": chance.choice(procedures), "received_on": LONG_AGO}
    return {**page.longest, **sent}


def onward(page: Fields, mark: str, chance: random.Random, letters: list[str]) -> dict[str, str]:
    return {"office": chance.choice(page.options.get("office") or ["0"]), "reason": mark}


def many(act: str, **more: str) -> Callable[[Fields, str, random.Random, list[str]], dict[str, str]]:
    """An act on some of the letters of the queue at once."""

    def sends(page: Fields, mark: str, chance: random.Random, letters: list[str]) -> dict[str, str]:
        return {"act": act, "ids": ",".join(letters[:3]), "reason": mark, **more}

    return sends


OPERATIONS = {
    "open": Operation("open/", step="opened"),
    "accept": Operation("accept/", step="accepted"),
    "return": Operation("return/", lambda p, mark, *_: {"reason": mark}, "returned", "letter"),
    "request": Operation("request/", lambda p, mark, *_: {"other": "نسخة", "text": mark}, "incomplete", "message"),
    "write": Operation("message/", lambda p, mark, *_: {"text": mark}, kept="message"),
    "answer": Operation("answer/", lambda p, mark, *_: {"text": mark, "accepting": "True"}, "answered", "message"),
    "extend": Operation("extend/", lambda p, mark, *_: {"days": "1", "reason": mark}, "extended", "message"),
    "forward": Operation("forward/", onward, "forwarded", "letter", READING + "forward/"),
    "rectify": Operation(
        "rectify/",
        lambda page, mark, *_: {**page.longest, "sender_reference": mark, "reason": mark, "confirmed": "on"},
        "rectified",
        "correction",
        READING + "rectify/",
    ),
    "annul": Operation(
        "annul/", lambda p, mark, *_: {"reason": mark, "sure": "on"}, "annulled", "correction", READING + "annul/"
    ),
    "reserve": Operation(
        "/registers/reserve/",
        lambda page, mark, *_: {**page.longest, "count": "2", "reason": mark},
        kept="reservation",
        form="/registers/reserve/",
    ),
    "register": Operation("/desk/register/", paper, kept="paper", form="/desk/register/"),
    "return some": Operation("/desk/deposits/start/", many("return"), kept="batch", form="/desk/deposits/"),
    "export some": Operation("/desk/deposits/start/", many("export", format="csv"), form="/desk/deposits/"),
}


@dataclass(frozen=True)
class Confirmed:
    """What somebody was told is done."""

    deposit_id: int
    step: str
    kept: str
    mark: str


@dataclass
class Clerks:
    """Some of them, on sessions of their own, and all they were told."""

    instance: Instance
    confirmed: list[Confirmed] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    awaited: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)  # letters that lack pieces
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Clerks:
        note = json.loads((self.instance.home / "run" / "who-can-sign-in.json").read_text())
        head = next(one["email"] for one in note["people"] if one["email"].startswith(HEAD))
        self.account = {"login": head, "password": note["password"]}
        self.threads = [threading.Thread(target=self.work, args=(n,), daemon=True) for n in range(CLERKS)]
        for thread in self.threads:
            thread.start()
        return self

    def stop(self, seconds: float = 60) -> int:
        self.stopping.set()
        for thread in self.threads:
            thread.join(seconds)
        return sum(thread.is_alive() for thread in self.threads)

    def work(self, number: int) -> None:
        chance, browser = random.Random(9000 + number), Browser(self.instance)
        while not self.stopping.is_set():
            try:
                if not browser.signed_in():
                    browser.sign_in(self.account)
                letters = sorted(set(LETTER.findall(browser.get("/desk/deposits/")[1])))
            except (OSError, http.client.HTTPException):
                letters = []
            if letters:
                chance.shuffle(letters)
                self.act(browser, chance, letters)
            self.stopping.wait(chance.uniform(0.2, 1.0))

    def act(self, browser: Browser, chance: random.Random, letters: list[str]) -> None:
        """One operation, until it is answered. What is sent is chosen once: the key stands for it."""
        name = chance.choice(list(OPERATIONS))
        operation, letter = OPERATIONS[name], letters[0]
        address = operation.address if operation.address[0] == "/" else READING.format(id=letter) + operation.address
        mark, sent = str(uuid.UUID(int=chance.getrandbits(128), version=4)), None
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                status, text = browser.get(operation.form.format(id=letter))
                page = Fields(text)
                if status == 200 and sent is None:
                    sent = operation.sends(page, mark, chance, letters)
                keys = {TOKEN: page.token, "idempotency_key": mark}
                status, said = (status, text) if sent is None else browser.post(address, {**sent, **keys})
            except (OSError, http.client.HTTPException):
                status, said = 0, ""
            if status in (200, 204, 302) and sent is not None and "/account/" not in said:
                self.note(name, letter, mark, text)
                return
            if status in TIRED:
                return
            if 400 <= status < 500:
                self.refused.append(f"{status} {address}")
                return
            time.sleep(chance.uniform(0.1, 0.4))

    def note(self, name: str, letter: str, mark: str, page: str) -> None:
        operation = OPERATIONS[name]
        self.done[name] += 1
        self.confirmed.append(Confirmed(int(letter), operation.step, operation.kept, mark))
        if name == "request":
            for reference in sorted(set(REFERENCE.findall(page))):
                self.awaited.put(reference)

    def save(self, path: Path) -> None:
        path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in list(self.confirmed)))
