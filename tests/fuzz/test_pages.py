"""Every address of the house × every method × junk in path, query, form and headers: a refusal, never a fault."""

from __future__ import annotations

import copy
import itertools
import random
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.helpers.house import ANONYMOUS, ELSEWHERE, HOLDER, STRANGER, World
from tests.helpers.roles import OPERATOR
from tests.house.access import TABLE
from tests.house.test_access import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JUNK = [
    "\0",
    "a\0b",
    "x" * 10_000,
    "\u202egpj.exe",
    "‏" * 50,
    "9" * 40,
    "-1",
    "0",
    "99999999999999999999",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "NaN",
    "2026-02-31",
    "0000-00-00",
    "99999-01-01",
    "2026-13-45T99:99",
    "not-a-uuid",
    "00000000-0000-0000-0000-000000000000",
    "[]",
    '{"a": [1]}',
    "'; DROP TABLE x; --",
    "%00%ff%c0%af",
    "../../../../etc/passwd",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% load x %}",
    "\ud800",
    "\ufeff\uffff",
    "",
    " ",
    "𐏿ⴰⵣⵓⵍ",
    "=cmd|' /C calc'!A0",
    "a\r\nSet-Cookie: x=1",
]
BYTES = [b"\xff\xfe", b"%ff", b"%00", b"\xc3\x28", b"%ED%A0%80"]
NAMES = ("q", "page", "sort", "order", "state", "office", "next", "lang", "from", "to", "on", "code", "view", "format")
HEADERS = (
    *("Accept-Language", "Accept", "Idempotency-Key", "Referer", "HX-Request", "HX-Current-URL", "User-Agent", "Range"),
    *("If-Modified-Since", "X-Forwarded-For", "Content-Language", "Cookie", "If-None-Match"),
)
REQUESTS = 12  # to an address, before the next one
METHODS = ("get", "post", "head", "options", "put", "patch", "delete")
PEOPLE = (ANONYMOUS, STRANGER, ELSEWHERE, HOLDER, OPERATOR)


def text(value: str) -> str:
    """As bytes travel: a lone surrogate is sent as the three octets it would be."""
    return quote(value.encode(errors="surrogatepass"))


class Fuzzer:
    """Asks, and keeps what answered with a fault."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.browsers: dict[str, Client] = {}
        self.faults: list[str] = []
        self.asked = 0

    def visit(self, name: str, world: World, times: int) -> None:
        """Some requests to one address."""
        self.world, self.browsers = world, {}
        for _ in range(times):
            self.ask(name)

    def browser(self, person: str) -> Client:
        """A browser that stands for a real one: a fault is an answer, not an exception of the test."""
        one = self.browsers.get(person)
        if one is None:
            if person in self.world.users:
                self.world.users[person].refresh_from_db()
            one = self.browsers[person] = self.world.client(person)
            one.raise_request_exception = False
        return one

    def ask(self, name: str) -> None:
        """One request to this route with something wrong in it."""
        person, method = self.chance.choice(PEOPLE), self.chance.choice(METHODS[:2] * 4 + METHODS)
        address, sent, headers = self.address(name), self.form(name), self.headers()
        browser = self.browser(person)
        kind = {} if method == "post" or not sent else {"content_type": "application/x-www-form-urlencoded"}
        if method == "post" and self.chance.random() < 0.15:
            kind, sent = {"content_type": "application/x-www-form-urlencoded"}, self.chance.choice(BYTES)
        elif method != "post":
            sent = sent if method == "get" and not kind else b"a=%00"
        if method in {"get", "head"}:
            kind, sent = {}, None
        self.asked += 1
        try:
            response = getattr(browser, method)(address, sent, headers=headers, **kind)
            if response.streaming:
                b"".join(response.streaming_content)
        except Exception as error:
            self.faults.append(f"{person} {method} {name} {address[:200]!r} {sent!r:.300}: {error!r}")
            return
        if response.status_code >= 500 and not (name == "health:health" and response.status_code == 503):
            what = f"{person} {method} {name} {address[:200]!r} {headers!r:.200} {sent!r:.300}"
            self.faults.append(f"{response.status_code}: {what}: {getattr(response, 'exc_info', None)!r:.600}")

    def junk(self) -> str:
        return self.chance.choice(JUNK)

    def address(self, name: str) -> str:
        """Where the thing is, or where junk is in its place; then a query."""
        row = TABLE[name]
        arguments = row.at(self.world) if name in TABLE else {}
        path = reverse(name, kwargs=arguments or None)
        if arguments and self.chance.random() < 0.4:
            spoilt = str(arguments[self.chance.choice(list(arguments))])
            path = path.replace(quote(spoilt), text(self.junk()), 1)
        if self.chance.random() < 0.6:
            pairs = [f"{self.chance.choice(NAMES)}={self.query_value()}" for _ in range(self.chance.randrange(1, 5))]
            path += "?" + "&".join([*pairs, row.query])
        return path

    def query_value(self) -> str:
        return self.chance.choice(BYTES).decode("latin-1") if self.chance.random() < 0.15 else text(self.junk())

    def form(self, name: str) -> dict[str, Any]:
        """What the row would send, with some of it spoilt, and fields nobody asked for."""
        right = TABLE[name].sends(self.world)
        if isinstance(right, bytes):
            return {"junk": self.junk().encode(errors="replace").decode()}
        fields: dict[str, Any] = dict(right)
        for field in [*right, *self.chance.sample(NAMES, 2)]:
            if self.chance.random() < 0.35:
                fields[field] = self.value()
        return fields

    def value(self) -> Any:
        kind = self.chance.random()
        if kind < 0.1:
            return [self.sendable(), self.sendable()]
        if kind < 0.2:
            return SimpleUploadedFile(self.sendable()[:80] or "x", self.sendable().encode())
        return self.sendable()

    def sendable(self) -> str:
        """The test client, unlike a hostile one, encodes what it sends."""
        return self.junk().encode(errors="replace").decode()

    def headers(self) -> dict[str, str]:
        headers = {"Idempotency-Key": str(uuid.UUID(int=self.chance.getrandbits(128), version=4))}
        for name in HEADERS:
            if self.chance.random() < 0.1:
                headers[name] = self.junk().encode(errors="replace").decode("latin-1")[:3000]
        return headers


def routes() -> Iterator[str]:
    """Every named address, again and again."""
    return itertools.cycle([name for name in VIEWS if name in TABLE])


def fuzz(world: World, time_left: Callable[[], bool], seed: int) -> Fuzzer:
    """Each address on a world of its own: what an act did there is undone before the next."""
    fuzzer = Fuzzer(world, random.Random(seed))
    for name in routes():
        if not time_left():
            break
        with transaction.atomic():
            fuzzer.visit(name, copy.copy(world), REQUESTS)
            transaction.set_rollback(True)
    return fuzzer


def test_every_address_is_known():
    """What has no name cannot be asked here."""
    assert get_resolver().reverse_dict is not None
    assert set(VIEWS) == set(TABLE)


@pytest.mark.django_db
@pytest.mark.box(45)
def test_junk_is_refused_and_breaks_nothing(world, time_left):
    fuzzer = fuzz(world, time_left, seed=253)
    assert fuzzer.asked > len(VIEWS)
    assert not fuzzer.faults, "\n\n".join(fuzzer.faults[:10])


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.box(900)
def test_junk_is_refused_at_length(world, time_left):
    fuzzer = fuzz(world, time_left, seed=random.randrange(1 << 30))
    assert not fuzzer.faults, "\n\n".join(fuzzer.faults[:10])
