"""Processes are killed while sixteen clients deposit, and nothing that was promised is lost (R1, R2).

`DIWAN_KILLS` (100) says how many kills. The summary is printed as one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import psutil
import psycopg
import pytest

from diwan.kit.failpoints import POINTS, POINTS_OF_BATCHES
from tools.instance import Instance

from .clerks import OPERATIONS, Clerks
from .depositors import Depositors
from .writers import Writers

KILLS = int(os.environ.get("DIWAN_KILLS", "100"))
RECOVERY = 60  # seconds after which an instance is taken for dead for good
BACKLOG = 150  # receipts waiting, from which on the clients take their time
PROCESSES = ("database", "web process", "web master", "worker", "supervisor", "everything")
# Uploads piece by piece are killed in tests/core/files/test_interrupted.py: these writers send whole letters. The acts
# of clerks come first, so that a short storm tries them as well.
DOORS = (
    "deposit.forwarded",
    *POINTS_OF_BATCHES,
    *(p for p in POINTS if p not in ("upload.written", "deposit.forwarded")),
)
KINDS = [kind for pair in zip_longest(DOORS, PROCESSES) for kind in pair if kind]
SILENCE = "diwan.correspondence.deposits.tasks.decide_by_silence"
OF_THE_WORKER = ("worker", "receipt.sealed", "receipt.attached", "supervisor", "everything", "database")
ZEROS = (
    *("lost", "gaps", "doubles", "orphans", "unsealed", "journal_faults", "jobs_failed", "keys_without_answer"),
    *("undone", "done_twice", "works_not_ended", "mails_of_nothing"),
)


@dataclass
class Storm:
    """An instance, its clients, and the one who kills."""

    instance: Instance
    writers: Writers
    clerks: Clerks
    failpoints: Path
    promises: Path
    chance: random.Random = field(default_factory=lambda: random.Random(253))
    recoveries: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    sealed_again: list[float] = field(default_factory=list)

    def kill(self, what: str) -> None:
        """One kill, and the time until clients are served again."""
        self.tick()
        moment = self.strike(what) if what in PROCESSES else self.die_at(what)
        if moment is None:
            return
        if what in ("web master", "supervisor"):  # the processes they leave behind still answer for a moment
            self.until(lambda: None if any(alive(p) for p in self.web) else True)
        alone = time.monotonic()
        served = self.until(lambda: self.writers.first_after(alone))
        deposits = None if served is None else served + alone - moment
        receipts = self.until(lambda: self.sealed_after(moment)) if what in OF_THE_WORKER else None
        if deposits is None:
            self.faults.append(f"no deposit within {RECOVERY} s after: {what}")
            self.instance.kill(*self.instance.processes())
            self.start_again()
        else:
            self.recoveries[what].append(deposits)
        if receipts:
            self.sealed_again.append(receipts)

    def strike(self, what: str) -> float | None:
        """Kill processes of this kind at a moment of chance."""
        time.sleep(self.chance.uniform(0.2, 1.5))
        one, gunicorn = self.instance, self.instance.service("gunicorn")
        with suppress(psutil.NoSuchProcess):
            self.web = [gunicorn, *gunicorn.children()] if gunicorn else []
            victims = {
                "database": one.database,
                "web process": lambda: self.chance.sample(gunicorn.children(), 1) if gunicorn else [],
                "web master": lambda: [gunicorn],
                "worker": lambda: [one.service("worker")],
                "supervisor": lambda: [one.supervisor()],
                "everything": one.processes,
            }[what]()
            moment, self.struck = time.monotonic(), time.time()
            one.kill(*filter(None, victims))
            if what in ("supervisor", "everything"):
                self.start_again()
            return moment
        return None

    def die_at(self, point: str) -> float | None:
        """Have the next process that comes there kill itself."""
        armed = self.failpoints / point
        armed.touch()
        if self.until(lambda: not armed.exists() or None) is None:
            self.faults.append(f"nobody came to {point}")
            armed.unlink(missing_ok=True)
            return None
        moment, self.struck = time.monotonic(), time.time()
        return moment

    def tick(self) -> None:
        """The clock of the house, which strikes each hour, strikes now: letters whose time is over are decided."""
        defer = (
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', %s, '{\"timestamp\": 0}')"
        )
        self.ask(defer + " RETURNING 1", SILENCE)

    def start_again(self) -> None:
        """As somebody who types `make run` again does; a start that is refused is a fault."""
        self.instance.start()
        time.sleep(0.5)
        if self.instance.ended():
            self.faults.append((self.instance.home / "up.log").read_text()[-300:])

    def until(self, answer, seconds: float = RECOVERY):
        """What the question answers once it answers something; None when it does not in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = answer()
            if found is not None:
                return found
            if self.instance.ended():
                self.faults.append("ended: " + (self.instance.home / "up.log").read_text()[-300:])
                self.instance.start()
            time.sleep(0.05)
        return None

    def ask(self, question: str, *arguments: object) -> int | None:
        """A figure from the database itself; None while it is down."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.database_url, connect_timeout=2) as connection:
            return connection.execute(question, arguments).fetchone()[0]
        return None

    def sealed_after(self, moment: float) -> float | None:
        """Seconds from the kill until a receipt was sealed by somebody who lived after it."""
        question = "SELECT count(*) FROM deposits_receipt WHERE issued_at > to_timestamp(%s)"
        return time.monotonic() - moment if self.ask(question, self.struck) else None

    def waiting(self) -> int:
        """Jobs still to be done, those of the clock apart."""
        question = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queueing_lock IS NULL"
        return self.ask(question) or 0

    def look(self, *how: str) -> dict[str, int]:
        """What the audit finds."""
        self.writers.save(self.promises)
        self.clerks.save(self.promises.with_name("acts.jsonl"))
        return self.instance.ask("tests.crash.audit", str(self.promises), *how, seconds=3600)


def alive(process: psutil.Process) -> bool:
    """Whether it could still answer; a zombie cannot."""
    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.fixture
def storm(tmp_path):
    failpoints = tmp_path / "failpoints"
    failpoints.mkdir()
    instance = Instance(tmp_path / "home", DIWAN_FAILPOINTS=str(failpoints), DIWAN_LOG_LEVEL="WARNING")
    instance.start()
    try:
        instance.wait()
        offices = tuple(o["code"] for o in json.loads(instance.get("/api/v1/offices")[1]))[:4]
        storm = Storm(instance, Writers(instance, offices), Clerks(instance), failpoints, tmp_path / "promises.jsonl")
        storm.database_url = instance.ask("tests.crash.whereabouts")
        yield storm
    finally:
        instance.stop()


@pytest.mark.long
def test_no_promise_is_broken_by_kills(storm, capsys):
    started = time.monotonic()
    storm.writers.start()
    storm.clerks.start()
    depositors = Depositors(storm.instance, storm.writers, storm.clerks).start()
    for number in range(KILLS):
        storm.kill(KINDS[number % len(KINDS)])
        storm.writers.pause = 0.3 if storm.waiting() < BACKLOG else 3.0
        if number % 10 == 9:
            found = storm.look()
            storm.faults += [
                f"after kill {number + 1}: {n} {what}" for what, n in found.items() if what != "deposits" and n
            ]
            with capsys.disabled():
                print(f"\n{number + 1} kills, {time.monotonic() - started:.0f} s: {found}", flush=True)
    unfinished = storm.writers.stop() + storm.clerks.stop() + depositors.stop()
    storm.until(lambda: storm.waiting() == 0 or None, seconds=1800)
    found = storm.look("--whole")
    times = [seconds for more in storm.recoveries.values() for seconds in more]
    summary = {
        "kills": KILLS,
        "acknowledged": len(storm.writers.acknowledged),
        "confirmed_acts": dict(storm.clerks.done),
        **{name: found[name] for name in ZEROS},
        "median_recovery_s": round(statistics.median(times), 2),
        "max_recovery_s": round(max(times), 2),
        "median_until_sealed_s": round(statistics.median(storm.sealed_again or [0]), 2),
        "retries": storm.writers.retries,
        "jobs_waiting": storm.waiting(),
        "seconds": round(time.monotonic() - started),
    }
    by_kind = {what: round(statistics.median(more), 2) for what, more in storm.recoveries.items()}
    with capsys.disabled():
        print(
            "\n" + json.dumps(summary),
            "\n" + json.dumps({"median_recovery_s": by_kind, "faults": storm.faults}),
            flush=True,
        )
    assert not storm.faults
    assert not storm.writers.refused
    assert not storm.clerks.refused
    assert KILLS < 50 or set(OPERATIONS) - {"extend"} <= set(storm.clerks.done)  # all of it was done in the storm
    assert unfinished == summary["jobs_waiting"] == 0
    assert {name: found[name] for name in ZEROS} == dict.fromkeys(ZEROS, 0)
    assert summary["median_recovery_s"] < 5
