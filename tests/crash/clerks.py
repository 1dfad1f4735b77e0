"""Clerks at work in the storm: each act of theirs is sent again with the same key until it is answered.

An operation is one line of `OPERATIONS`: its address below the letter's, what is sent, and what the letter must be once
the act was confirmed. The audit compares (`confirmed` in audit.py).
"""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
import urllib.parse
import uuid
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tools.instance import Instance

CLERKS = 4
LETTER = re.compile(r"/desk/deposits/(\d+)/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TIRED = (403, 404, 409, 422)  # a colleague was quicker, or the letter is elsewhere: a plain no


@dataclass(frozen=True)
class Operation:
    """An act on a letter over HTTP, and the step that must then stand in its file, once."""

    address: str
    step: str
    sends: dict[str, str] = field(default_factory=dict)


OPERATIONS = {
    "open": Operation("open/", "opened"),
    "accept": Operation("accept/", "accepted"),
    "return": Operation("return/", "returned", {"reason": "وثيقة ناقصة"}),
}


@dataclass(frozen=True)
class Confirmed:
    """What a clerk was told is done."""

    deposit_id: int
    step: str


@dataclass
class Clerks:
    """Some of them, on sessions of their own, and all they were told."""

    instance: Instance
    confirmed: list[Confirmed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Clerks:
        note = json.loads((self.instance.home / "run" / "who-can-sign-in.json").read_text())
        self.account = {"login": note["people"][0]["email"], "password": note["password"]}
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
        chance, desk = random.Random(9000 + number), Desk(self.instance)
        while not self.stopping.is_set():
            try:
                if not desk.signed_in():
                    desk.sign_in(self.account)
                letters = sorted(set(LETTER.findall(desk.get("/desk/deposits/")[1])))
            except (OSError, http.client.HTTPException):
                letters = []
            if letters:
                self.act(desk, chance, int(chance.choice(letters)))
            self.stopping.wait(chance.uniform(0.2, 1.0))

    def act(self, desk: Desk, chance: random.Random, deposit_id: int) -> None:
        """One operation, until it is answered."""
        operation = OPERATIONS[chance.choice(list(OPERATIONS))]
        key = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                page = desk.get(f"/desk/deposits/{deposit_id}/")[1]
                token = TOKEN.search(page)
                fields = {"csrfmiddlewaretoken": token[1] if token else "", "idempotency_key": key, **operation.sends}
                status, said = desk.post(f"/desk/deposits/{deposit_id}/{operation.address}", fields)
            except (OSError, http.client.HTTPException):
                status, said = 0, ""
            if status in (200, 204, 302) and "/account/" not in said:
                self.confirmed.append(Confirmed(deposit_id, operation.step))
                return
            if status in TIRED:
                return
            if 400 <= status < 500:
                self.refused.append(f"{status} {operation.address}")
                return
            time.sleep(chance.uniform(0.1, 0.4))

    def save(self, path: Path) -> None:
        path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in list(self.confirmed)))


class Desk:
    """A browser of few words: cookies, and no redirection followed."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.cookies = instance, {}  # type: ignore[var-annotated]

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        """The status, and the page or where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.instance.port, timeout=20)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Referer": f"http://127.0.0.1:{self.instance.port}/"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            for given in response.headers.get_all("Set-Cookie") or ():
                name, _, value = given.partition(";")[0].partition("=")
                self.cookies[name] = value
            return response.status, response.headers.get("Location") or text
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        return self.ask("POST", path, urllib.parse.urlencode(fields).encode())

    def signed_in(self) -> bool:
        return self.get("/desk/deposits/")[0] == 200

    def sign_in(self, account: dict[str, str]) -> None:
        token = TOKEN.search(self.get("/account/login/")[1])
        if token:
            self.post("/account/login/", {"csrfmiddlewaretoken": token[1], **account})
