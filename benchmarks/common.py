"""What benches share: clients that run contenders in turn, and the line of figures."""

from __future__ import annotations

import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import psycopg

from diwan.server.bench import disconnect

CLIENTS = 32
WARM_UP = 0.3  # seconds at the start of each turn that do not count


@dataclass
class Turn:
    """What the clients did in one turn of one contender."""

    contender: str
    per_second: float
    p50_ms: float
    p99_ms: float


@dataclass
class Contest:
    """Contenders in turn (A B C A B C …), all driven by the same clients.

    A contender is `"module:function"`; the function is called as `function(client, n)` for the n-th act of a client.
    """

    contenders: list[str]
    seconds: float
    rounds: int
    clients: int = CLIENTS
    turns: list[Turn] = field(default_factory=list)

    def run(self) -> Contest:
        disconnect()  # a client is a fork of this process (its own interpreter), with a connection of its own
        context = multiprocessing.get_context("fork")
        gate = context.Barrier(self.clients + 1)
        results: Any = context.Queue()
        schedule = self.contenders * self.rounds
        workers = [
            context.Process(target=client, args=(number, schedule, self.seconds, gate, results))
            for number in range(self.clients)
        ]
        for worker in workers:
            worker.start()
        try:
            for contender in schedule:
                gate.wait(60)
                reports = [results.get(timeout=self.seconds + 60) for _ in range(self.clients)]
                latencies = sorted(latency for _, more in reports for latency in more)
                self.turns.append(
                    Turn(
                        contender,
                        sum(rate for rate, _ in reports),
                        1000 * latencies[len(latencies) // 2],
                        1000 * latencies[len(latencies) * 99 // 100],
                    )
                )
        finally:
            for worker in workers:
                worker.join(10)
                worker.kill()
        return self

    def median(self, contender: str, what: str = "per_second") -> float:
        return statistics.median(getattr(turn, what) for turn in self.turns if turn.contender == contender)

    def ratio(self, ours: str, theirs: str) -> float:
        """Median over the rounds of ours ÷ theirs within a round: what slows the whole machine does not count."""
        pairs = zip(
            (t.per_second for t in self.turns if t.contender == ours),
            (t.per_second for t in self.turns if t.contender == theirs),
            strict=True,
        )
        return round(statistics.median(a / b for a, b in pairs), 3)


def client(number: int, schedule: list[str], seconds: float, gate: Any, results: Any) -> None:
    """Take each contender's turn together with the other clients, and report how it went."""
    n = 0
    try:
        for contender in schedule:
            module, _, name = contender.partition(":")
            name, _, argument = name.partition("/")
            act: Callable[..., None] = getattr(import_module(module), name)
            arguments = [argument] if argument else []
            gate.wait(90)
            start = time.perf_counter()
            latencies = []
            while (before := time.perf_counter()) < start + seconds:
                n += 1
                act(number, n, *arguments)
                if before > start + WARM_UP:
                    latencies.append(time.perf_counter() - before)
            results.put((len(latencies) / (time.perf_counter() - start - WARM_UP), latencies))
    except BaseException:
        gate.abort()
        raise
    finally:
        disconnect()


def setup() -> None:
    """Django in the process of the bench itself, on the scratch database."""
    import django

    django.setup()


def owner_url() -> str:
    """The scratch database as the owner of its schema."""
    return os.environ["DATABASE_OWNER_URL"]


def as_owner(*statements: str) -> None:
    """Make the contenders' tables, as the owner of the schema."""
    with psycopg.connect(owner_url()) as connection:
        for statement in statements:
            connection.execute(statement)


def memory_mb() -> int:
    """The largest resident memory of this process and of any client process."""
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(kilobytes / 1024)
