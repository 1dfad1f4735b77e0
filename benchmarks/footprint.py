"""What a whole instance weighs: memory at rest and under fifty people at once, and the bytes of the first page.

An instance of its own with the demo's data: supervisor, web, worker and PostgreSQL. Memory is the sum of proportional
set sizes, which counts what processes share once; the sum of resident sizes, which counts it for each, stands beside
it. A fifth of the people sign in and work at the registry office; the others read, follow, verify and deposit.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import shutil
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from tools.instance import Instance, multipart

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT_MB = 1000
LIMIT_FIRST_PAGE = 300_000  # bytes
USERS = 50
CLERKS = 10  # of them
THINKS = 2.0  # seconds at most between two pages of one person
MEGABYTE = 1_000_000
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|idempotency_key)" value="([^"]+)"')
LETTER = re.compile(r'href="(/desk/deposits/\d+/)')
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n%"
)


def run(quick: bool) -> dict:
    """The line of figures; `violations` counts failed requests and broken limits."""
    folder = Path(tempfile.mkdtemp(prefix="diwan-footprint-"))
    instance = Instance(folder / "home", DIWAN_LOG_LEVEL="WARNING")
    try:
        instance.start()
        instance.wait()
        rest = at_rest(instance)
        crowd = Crowd(instance).work(20 if quick else 60)
        page = first_page(instance)
    finally:
        instance.stop()
        shutil.rmtree(folder, ignore_errors=True)
    load, times = crowd.peak, sorted(crowd.times)
    violations = len(crowd.errors) + (load["pss"] > LIMIT_MB) + (rest["pss"] > LIMIT_MB) + (page > LIMIT_FIRST_PAGE)
    return {
        "unit": "MB",
        "ours": load["pss"],
        "peer": None,
        "peer_name": None,
        "limit": LIMIT_MB,
        "limit_name": "memory of everything together, under 50 people at once",
        "ratio_peer": None,
        "ratio_limit": round(LIMIT_MB / load["pss"], 2),
        "memory_mb": load["pss"],
        "violations": violations,
        "rest_mb": rest["pss"],
        "load_mb": load["pss"],
        "rest_rss_mb": rest["rss"],
        "load_rss_mb": load["rss"],
        "by_process_mb": crowd.peak_by_process,
        "first_page_bytes": page,
        "users": USERS,
        "seconds": crowd.seconds,
        "requests": len(times),
        "requests_per_s": round(len(times) / crowd.seconds, 1),
        "p50_ms": round(1000 * times[len(times) // 2]),
        "p95_ms": round(1000 * times[len(times) * 95 // 100]),
        "errors": len(crowd.errors),
        "first_errors": crowd.errors[:3],
    }


# --- memory ----------------------------------------------------------------------------------------------------------


def weigh(instance: Instance) -> tuple[dict[str, int], dict[str, int]]:
    """Megabytes of all its processes together, and the proportional ones by kind."""
    total, kinds = {"pss": 0.0, "rss": 0.0}, dict.fromkeys(("supervisor", "web", "worker", "database"), 0.0)
    for process in instance.processes():
        with contextlib.suppress(psutil.Error, OSError):
            memory = process.memory_full_info()
            total["pss"] += memory.pss / MEGABYTE
            total["rss"] += memory.rss / MEGABYTE
            kinds[kind_of(process)] += memory.pss / MEGABYTE
    return rounded(total), rounded(kinds)


def kind_of(process: psutil.Process) -> str:
    """Which part of the instance a process belongs to."""
    if process.name() == "postgres":
        return "database"
    command = process.cmdline()
    return "web" if "gunicorn" in command else "worker" if "worker" in command else "supervisor"


def at_rest(instance: Instance) -> dict[str, int]:
    """After the demo's receipts are sealed, so that every process has loaded what its work needs."""
    deadline, before = time.monotonic() + 120, 0.0
    while time.monotonic() < deadline:
        worker = instance.service("worker")
        used = sum(worker.cpu_times()[:2]) if worker else 0.0
        if used - before < 0.1:
            break
        before = used
        time.sleep(3)
    return weigh(instance)[0]


def rounded(figures: dict[str, float]) -> dict[str, int]:
    return {name: round(figure) for name, figure in figures.items()}


# --- people ----------------------------------------------------------------------------------------------------------


@dataclass
class Crowd:
    """Fifty people at once, each on connections and with cookies of their own."""

    instance: Instance
    seconds: float = 0
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    peak: dict[str, int] = field(default_factory=lambda: {"pss": 0, "rss": 0})
    peak_by_process: dict[str, int] = field(default_factory=dict)

    def work(self, seconds: float) -> Crowd:
        """Let them work, and weigh everything meanwhile; the peak is kept."""
        self.seconds = seconds
        offices = json.loads(self.instance.get("/api/v1/offices")[1])
        self.offices = [office["code"] for office in offices]
        note = json.loads((self.instance.home / "run" / "who-can-sign-in.json").read_text())
        self.password = note["password"]
        self.clerk = note["people"][0]["email"]
        self.end = time.monotonic() + seconds
        threads = [threading.Thread(target=self.live, args=(number,), daemon=True) for number in range(USERS)]
        for thread in threads:
            thread.start()
        while time.monotonic() < self.end:
            total, kinds = weigh(self.instance)
            if total["pss"] > self.peak["pss"]:
                self.peak, self.peak_by_process = total, kinds
            time.sleep(0.5)
        for thread in threads:
            thread.join(60)
        return self

    def live(self, number: int) -> None:
        person = Person(self, random.Random(number))
        time.sleep(person.chance.uniform(0, THINKS))
        acts: list[Callable[[], None]] = [person.home, person.form, person.verify, person.deposit, person.follow]
        if number < CLERKS:
            person.sign_in()
            acts = [person.queue, person.read, person.read]
        while time.monotonic() < self.end:
            person.chance.choice(acts)()
            time.sleep(person.chance.uniform(0, THINKS))


class Person:
    """Somebody with a browser."""

    def __init__(self, crowd: Crowd, chance: random.Random) -> None:
        self.crowd, self.chance = crowd, chance
        self.base = f"http://127.0.0.1:{crowd.instance.port}"
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.letters: list[str] = []
        self.deposited: list[str] = []  # where to follow what one handed in

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> str:
        """One request, measured; anything but a good answer is an error."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, body, {"Accept-Language": "ar", **names})
        start = time.perf_counter()
        try:
            with self.browser.open(request, timeout=30) as response:
                text = response.read().decode()
        except urllib.error.HTTPError as error:
            self.crowd.errors.append(f"{error.code} {path}")
            return ""
        except OSError as error:
            self.crowd.errors.append(f"{error} {path}")
            return ""
        self.crowd.times.append(time.perf_counter() - start)
        return text

    def home(self) -> None:
        self.ask("/")

    def form(self) -> None:
        self.ask("/deposits/new/")

    def verify(self) -> None:
        self.ask("/verify/")

    def follow(self) -> None:
        if self.deposited:
            self.ask(self.chance.choice(self.deposited))
        else:
            self.ask("/deposits/follow/")

    def deposit(self) -> None:
        fields = {
            "office": self.chance.choice(self.crowd.offices),
            "subject": "طلب شهادة العمل",
            "applicant_name": "نجاة",
        }
        pieces = [(f"{n}.pdf", PDF + self.chance.randbytes(100_000).hex().encode()) for n in (1, 2)]
        body, content_type = multipart(fields, pieces)
        text = self.ask("/api/v1/deposits", body, Content_Type=content_type, Idempotency_Key=str(uuid.uuid4()))
        if text:
            answer = json.loads(text)
            self.deposited.append(f"/deposits/{answer['reference']}/{answer['code']}/")

    def sign_in(self) -> None:
        """Through the page of sign-in, with its slow check of the password."""
        fields = dict(HIDDEN.findall(self.ask("/account/login/")))
        fields |= {"login": self.crowd.clerk, "password": self.crowd.password}
        page = self.ask("/account/login/", urllib.parse.urlencode(fields).encode(), Referer=self.base)
        if "csrfmiddlewaretoken" in page and 'type="password"' in page:
            self.crowd.errors.append("a clerk could not sign in")

    def queue(self) -> None:
        self.letters = LETTER.findall(self.ask("/desk/deposits/")) or self.letters

    def read(self) -> None:
        if self.letters:
            self.ask(self.chance.choice(self.letters))
        else:
            self.queue()


# --- the first page --------------------------------------------------------------------------------------------------


def first_page(instance: Instance) -> int:
    """Bytes that cross the wire for a first view of the home page in Arabic, with nothing kept from before."""
    address = f"http://127.0.0.1:{instance.port}/?lang=ar"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if find_spec("playwright") is None:
        chromium = None
    return fetched_by_chromium(address, chromium) if chromium else linked(address)


def fetched_by_chromium(address: str, chromium: str) -> int:
    """Headers and bodies of every answer, as a real browser asks for them."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page, answered = browser.new_page(), []
        page.on("requestfinished", lambda request: answered.append(request))
        page.goto(address, wait_until="networkidle")
        sizes = [request.sizes() for request in answered]
        browser.close()
    return sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)


def linked(address: str) -> int:
    """Without a browser: the page and every style, script and picture it names (fonts, which styles name, apart)."""
    html, size = fetch(address)
    for link in {*re.findall(r'(?:href|src)="(/static/[^"]+)"', html)}:
        size += fetch(urllib.parse.urljoin(address, link))[1]
    return size


def fetch(address: str) -> tuple[str, int]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as response:
        body = response.read()
        packed = response.headers.get("Content-Encoding") == "gzip"
    return "" if packed else body.decode(errors="replace"), len(body) + len(str(response.headers))
