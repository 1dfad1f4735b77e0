"""Fifty depositors and twenty clerks at work over HTTP on an instance of their own: web, worker and PostgreSQL.

First as people work: a depositor opens the form, writes for a while, hands in a letter with two pieces, follows it; a
clerk looks at the queue, reads a letter, accepts it. Then as fast as they are answered, which is more than any office
sees: the rate that is sustained. The goals are those of the first: what a person waits for.

The clients are threads of the bench's own process, on the same cores as the server: what they take is taken from it, so
the processor time of each is told apart, with the load of the machine when the bench began.

There is no peer: the registry offices of the field do not run here, and a view that writes a row without number,
journal, idempotency or receipt would not do the same work. The limit is what the disk allows: the commits per second
of PostgreSQL alone, one row each, by as many clients.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg

from benchmarks.footprint import PDF, Person, kind_of, weigh
from tools.instance import Instance, multipart

if TYPE_CHECKING:
    from collections.abc import Callable

DEPOSITORS, CLERKS = 50, 20
# Seconds between two acts, at least and at most. A letter takes minutes to write; who deposits has written it already.
WRITES, READS = (6.0, 24.0), (3.0, 12.0)
ANSWER_GOAL_MS, RECEIPT_GOAL_S = 300, 5
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PHRASE = "طلب شهادة العمل قصد الإدلاء بها"


@dataclass
class Crowd:
    """Everybody at once, and what they were answered."""

    instance: Instance
    offices: list[str]
    clerk: str
    password: str
    end: float = 0
    paced: bool = True
    times: list[float] = field(default_factory=list)  # of any page
    answers: list[float] = field(default_factory=list)  # to a letter handed in
    accepted: int = 0
    promises: list[tuple[str, str]] = field(default_factory=list)  # reference and subject
    errors: list[str] = field(default_factory=list)

    def work(self, people: list[Worker], seconds: float, *, paced: bool) -> dict:
        """Let them work for a while; what was reached meanwhile."""
        self.times, self.answers, self.accepted, self.paced = [], [], 0, paced
        server, own = processor_seconds(self.instance), time.process_time()
        began, self.end = time.monotonic(), time.monotonic() + seconds
        threads = [threading.Thread(target=one.live, daemon=True) for one in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 60)
        spent, own = time.monotonic() - began, time.process_time() - own
        used = {kind: after - server[kind] for kind, after in processor_seconds(self.instance).items()}
        handed_in, asked = len(self.answers) or 1, len(self.times) or 1
        return {
            "deposits": len(self.answers),
            "deposits_per_s": round(len(self.answers) / spent, 2),
            "accepted_per_s": round(self.accepted / spent, 2),
            "requests_per_s": round(len(self.times) / spent, 1),
            "p50_ms": percentile(self.answers, 50),
            "p95_ms": percentile(self.answers, 95),
            "p95_pages_ms": percentile(self.times, 95),
            "server_cores_used": round(sum(used.values()) / spent, 2),
            "client_cores_used": round(own / spent, 2),
            "server_cpu_s_per_deposit": round(sum(used.values()) / handed_in, 3),  # clerks' pages and receipts included
            "client_cpu_s_per_deposit": round(own / handed_in, 3),
            "web_cpu_ms_per_request": round(1000 * used["web"] / asked, 1),
            "server_cpu_s": {kind: round(one, 2) for kind, one in used.items()},
        }


class Worker(Person):
    """Somebody with a browser, who thinks between two acts."""

    crowd: Crowd  # type: ignore[assignment]
    thinks = READS

    def live(self) -> None:
        self.think(0)
        acts = self.acts()
        first = self.chance.randrange(len(acts))  # everybody is somewhere in their work when the bench begins
        acts = acts[first:] + acts[:first]
        while time.monotonic() < self.crowd.end:
            for act in acts:
                act()
                self.think()
                if time.monotonic() > self.crowd.end:
                    return

    def think(self, least: float | None = None) -> None:
        if self.crowd.paced:
            low, high = self.thinks
            pause = self.chance.uniform(low if least is None else least, high)
            time.sleep(max(0.0, min(pause, self.crowd.end - time.monotonic())))

    def acts(self) -> list[Callable[[], None]]:
        raise NotImplementedError


class Depositor(Worker):
    thinks = WRITES

    def acts(self) -> list[Callable[[], None]]:
        return [self.form, self.hand_in, self.follow] if self.crowd.paced else [self.hand_in]

    def hand_in(self) -> None:
        """A letter with two pieces of 100 kB."""
        subject = f"{PHRASE} {uuid.UUID(int=self.chance.getrandbits(128))}"
        office = self.chance.choice(self.crowd.offices)
        fields = {"office": office, "subject": subject, "applicant_name": "نجاة الرميلي"}
        pieces = [(f"{n}.pdf", PDF + self.chance.randbytes(50_000).hex().encode()) for n in (1, 2)]
        body, content_type = multipart(fields, pieces)
        before = time.perf_counter()
        text = self.ask("/api/v1/deposits", body, Content_Type=content_type, Idempotency_Key=str(uuid.uuid4()))
        if text:
            self.crowd.answers.append(time.perf_counter() - before)
            answer = json.loads(text)
            self.crowd.promises.append((answer["reference"], subject))
            self.deposited.append(f"/deposits/{answer['reference']}/{answer['code']}/")


class Clerk(Worker):
    def acts(self) -> list[Callable[[], None]]:
        return [self.queue, self.accept]

    def accept(self) -> None:
        """Read the newest letters and take one in; a colleague may have been quicker, which is no error."""
        if not self.letters:
            return
        place = self.chance.choice(self.letters)
        token = TOKEN.search(self.ask(place))
        if token is None:
            return
        known = len(self.crowd.errors)
        fields = {"csrfmiddlewaretoken": token[1], "idempotency_key": str(uuid.uuid4())}
        if self.ask(f"{place}accept/", urllib.parse.urlencode(fields).encode(), Referer=self.base):
            self.crowd.accepted += 1
        elif self.crowd.errors[known:] and self.crowd.errors[-1].startswith("409"):
            self.crowd.errors.pop()


def processor_seconds(instance: Instance) -> dict[str, float]:
    """User and system time of the instance's processes by kind, with that of their children that ended."""
    used = dict.fromkeys(("supervisor", "web", "worker", "database"), 0.0)
    for process in instance.processes():
        with contextlib.suppress(psutil.Error, OSError):
            used[kind_of(process)] += sum(process.cpu_times()[:4])
    return used


def percentile(times: list[float], share: int) -> int | None:
    ordered = sorted(times)
    return round(1000 * ordered[len(ordered) * share // 100]) if ordered else None


def run(quick: bool) -> dict:
    """The line of figures; `violations` counts errors, letters lost or doubled, gaps and receipts missing."""
    load = os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="diwan-deposits-"))
    instance = Instance(folder / "home", DIWAN_LOG_LEVEL="WARNING")
    try:
        instance.start()
        instance.wait()
        crowd = gathered(instance)
        people: list[Worker] = [Depositor(crowd, random.Random(n)) for n in range(DEPOSITORS)]
        people += [Clerk(crowd, random.Random(1000 + n)) for n in range(CLERKS)]
        for person in people[DEPOSITORS:]:
            person.sign_in()
        as_people = crowd.work(people, 20 if quick else 120, paced=True)
        promised = len(crowd.promises)
        at_most = crowd.work(people, 6 if quick else 60, paced=False)
        found = audited(instance, crowd, promised, folder)
        memory = weigh(instance)[0]["pss"]
    finally:
        instance.stop()
        shutil.rmtree(folder, ignore_errors=True)
    limit = commits(1.5 if quick else 5)
    zero = ("lost", "doubles", "gaps", "without_receipt")
    return {
        "unit": "deposits/s",
        "ours": at_most["deposits_per_s"],
        "peer": None,
        "peer_name": "none runs here; a view that gives no proof does not do the same work",
        "limit": limit,
        "limit_name": "commits of one row by PostgreSQL alone, as many clients",
        "ratio_peer": None,
        "ratio_limit": round(at_most["deposits_per_s"] / limit, 3),
        "memory_mb": memory,
        "violations": len(crowd.errors) + sum(found[name] for name in zero),
        "errors": len(crowd.errors),
        "first_errors": crowd.errors[:3],
        "load_before": round(load, 1),
        "cores": os.cpu_count(),
        "clients": "threads of one process, on the same cores as the server",
        "depositors": DEPOSITORS,
        "clerks": CLERKS,
        "p50_ms": as_people["p50_ms"],
        "p95_ms": as_people["p95_ms"],
        "p95_receipt_s": found["p95_receipt_s"],
        "goals_met": as_people["p95_ms"] < ANSWER_GOAL_MS and found["p95_receipt_s"] < RECEIPT_GOAL_S,
        "as_people": as_people,
        "at_most": at_most,
        **found,
    }


def gathered(instance: Instance) -> Crowd:
    """The crowd before the doors: the offices of the demo, and a clerk's account."""
    offices = [office["code"] for office in json.loads(instance.get("/api/v1/offices")[1])]
    note = json.loads((instance.home / "run" / "who-can-sign-in.json").read_text())
    crowd = Crowd(instance, offices, note["people"][0]["email"], note["password"])
    seen = {}
    while (seen := sealed(instance)) and seen["waiting"]:  # those of the demo come first
        time.sleep(1)
    return crowd


def sealed(instance: Instance) -> dict:
    return instance.ask("benchmarks.deposits", "waiting")


def audited(instance: Instance, crowd: Crowd, promised: int, folder: Path) -> dict:
    """Wait until every receipt is sealed, then compare what was promised with what is there."""
    began, waiting = time.monotonic(), sealed(instance)["waiting"]
    while sealed(instance)["waiting"] and time.monotonic() < began + 300:
        time.sleep(1)
    spent = time.monotonic() - began
    path = folder / "promises.json"
    path.write_text(json.dumps({"people": crowd.promises[:promised], "all": crowd.promises}))
    return {
        "receipts_waiting_at_the_end": waiting,
        "receipts_per_s": round(waiting / spent, 1) if waiting > 50 else None,
        **instance.ask("benchmarks.deposits", str(path)),
    }


def commits(seconds: float) -> int:
    """Rows committed per second by PostgreSQL alone, each in a transaction of its own."""
    from benchmarks import common

    common.as_owner("CREATE TABLE bench_row (id bigint GENERATED BY DEFAULT AS IDENTITY, subject text)")
    done, end = [], time.monotonic() + seconds

    def write() -> None:
        with psycopg.connect(common.owner_url(), autocommit=True) as connection:
            n = 0
            while time.monotonic() < end:
                connection.execute("INSERT INTO bench_row (subject) VALUES (%s)", [PHRASE])
                n += 1
            done.append(n)

    threads = [threading.Thread(target=write) for _ in range(DEPOSITORS // 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(done) / seconds)


# --- on the instance's own data: `python -m benchmarks.deposits waiting | PROMISES` -----------------------------------


# When the job that seals was done: the receipt itself states when it was begun.
READY = """
SELECT (job.args->'fields'->>'deposit_id')::bigint, max(event.at) FROM procrastinate_jobs job
JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'succeeded'
WHERE job.task_name LIKE '%%seal_receipt' GROUP BY 1
"""


def rows(statement: str) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def told(what: str) -> dict:
    from collections import Counter

    import django

    django.setup()
    from diwan.correspondence.deposits.models import Deposit
    from diwan.engines.registers import api as registers

    if what == "waiting":
        return {"waiting": Deposit.objects.filter(receipts=None).count()}
    promises = json.loads(Path(what).read_text())
    held = dict(Deposit.objects.values_list("reference", "subject"))
    subjects = Counter(Deposit.objects.filter(subject__startswith=PHRASE + " ").values_list("subject", flat=True))
    of_people = Deposit.objects.filter(reference__in=[reference for reference, _ in promises["people"]])
    ready = dict(rows(READY))
    waits = [
        (max(issued, ready.get(pk, issued)) - registered).total_seconds()
        for pk, registered, issued in of_people.values_list("pk", "registered_at", "receipts__issued_at")
        if issued
    ]
    return {
        "lost": sum(held.get(reference) != subject for reference, subject in promises["all"]),
        "doubles": sum(n > 1 for n in subjects.values()),
        "gaps": len(registers.irregularities()),
        "without_receipt": Deposit.objects.filter(receipts=None).count(),
        "p50_receipt_s": round((percentile(waits, 50) or 0) / 1000, 2),
        "p95_receipt_s": round((percentile(waits, 95) or 0) / 1000, 2),
    }


if __name__ == "__main__":
    print(json.dumps(told(sys.argv[1])))
