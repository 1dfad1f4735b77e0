"""Circuits proved before use, and run by people who try everything.

- check_ms: the whole check of a circuit of 40 steps with conditions, 300 units and their heads (asked: under 50);
- ours: whole runs a second on all processes, with random absences, interims, mandates handed on, refusals, transfers,
  second opinions, remorse and silence; every act asked of an oracle written otherwise (`circuit_oracle.py`);
- violations: acts without authority, people turned away who had it, folders that nobody owned;
- peer: none. Open engines of circuits (i-Parapheur on Activiti, esup-signature) decide authority in their pages and
  database, not in an engine that could be run alone on the same stories;
- limit: as many updates of a dictionary as acts were tried, in the same processes.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

from . import circuit_worlds as worlds
from . import common

RUNS, QUICK_RUNS = 1_000_000, 12_000
SEED = 5205
STEPS, UNITS = 40, 300


def run(quick: bool) -> dict:
    """The line of figures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    common.setup()
    check_ms, faults = checked(5 if quick else 30)
    runs = QUICK_RUNS if quick else RUNS
    processes = os.cpu_count() or 1
    share = [(SEED + n, min(2_000, runs - n * 2_000)) for n in range(-(-runs // 2_000))]
    tally, begun = worlds.Tally(), time.perf_counter()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for part in pool.imap_unordered(_story, share):
            tally.add(part)
        seconds = time.perf_counter() - begun
        tried = tally.acts + tally.refused
        begun = time.perf_counter()
        pool.map(_updates, [tried // processes] * processes)
        bare = time.perf_counter() - begun
    ours, limit = tally.runs / seconds, tally.runs / bare
    return {
        "unit": "runs/s",
        "ours": round(ours),
        "peer": None,
        "peer_name": "none: no open engine decides authority apart from its pages and database",
        "limit": round(limit),
        "limit_name": "as many updates of a dictionary as acts tried",
        "ratio_peer": None,
        "ratio_limit": round(ours / limit, 5),
        "check_ms": round(check_ms, 2),
        "check_steps": STEPS,
        "check_faults": faults,
        "runs": tally.runs,
        "acts": tally.acts,
        "acts_refused": tally.refused,
        "put_elsewhere": tally.by_keeper,
        "without_authority": tally.unauthorised,
        "wrongly_refused": tally.denied,
        "without_owner": tally.stuck,
        "violations": tally.unauthorised + tally.denied + tally.stuck,
        "processes": processes,
        "memory_mb": common.memory_mb(),
    }


def _story(share: tuple[int, int]) -> worlds.Tally:
    return worlds.story(*share)


def _updates(count: int) -> int:
    kept = {}
    for number in range(count):
        kept[number & 1023] = number
    return len(kept)


def checked(times: int) -> tuple[float, int]:
    """Milliseconds of one check of the large circuit (median), and the faults planted in it that were found."""
    from diwan.engines.circuits.checker import check

    drawn, ground = large()
    took = []
    for _n in range(times):
        begun = time.perf_counter()
        found = check(drawn, ground)
        took.append(time.perf_counter() - begun)
    return 1000 * statistics.median(took), len(found)


def large() -> tuple[Any, Any]:
    """Forty steps, most side by side: amounts, places; 300 units with heads; steps apart; a number, a delivery."""
    from diwan.engines.circuits import authority
    from diwan.engines.circuits.conditions import Condition, Field, Op, Type
    from diwan.engines.circuits.definition import Definition, Names, Stage, Step, Who
    from diwan.engines.circuits.enums import Basis, How, Kind, Level
    from diwan.engines.circuits.ground import Ground, PostCard

    names = Names("خطوة")
    fields = {
        "amount": Field("amount", Type.NUMBER, Names("المبلغ")),
        "kind": Field("kind", Type.CHOICE, Names("الصنف"), tuple((f"c{n}", Names(f"ص{n}")) for n in range(8))),
        "place": Field("place", Type.UNIT, Names("الوحدة")),
        "urgent": Field("urgent", Type.TRUTH, Names("مستعجل"), required=False),
    }
    paths = tuple(f"/1/{unit % 10 + 2}/{unit + 20}/" for unit in range(UNITS))
    steps: list[Step] = []
    for number in range(STEPS - 3):
        rule = (
            (Condition("amount", Op.AT_LEAST, str(number * 100)), Condition("kind", Op.IS_NOT, f"c{number % 8}")),
            (Condition("place", Op.WITHIN, f"/1/{number % 10 + 2}/"), Condition("urgent", Op.IS, True)),
        )
        who = Who(How.ABOVE, up=number % 3) if number % 4 == 0 else Who(How.POST, 1000 + number)
        kind = Kind.SIGNATURE if number % 9 == 8 else Kind.VISA
        apart = (f"s{number - 1}",) if number % 5 == 4 else ()
        steps.append(Step(f"s{number}", kind, who, names, when=rule, days=3, apart_from=apart))
    stages = [Stage(tuple(steps[at : at + 2]), at % 3 == 2) for at in range(0, len(steps), 2)]
    ends = (
        Step("sign", Kind.SIGNATURE, Who(How.POST, 999), names),
        Step("number", Kind.NUMBERING, Who(How.ITSELF), names),
        Step("deliver", Kind.DELIVERY, Who(How.ITSELF), names),
    )
    drawn = Definition((*stages, *(Stage((step,)) for step in ends)))
    heads = {unit: (3000 + unit, 2000 + unit % 10, 1) for unit in range(UNITS)}
    posts = {1, 999, *range(1000, 1000 + STEPS), *(post for line in heads.values() for post in line)}
    span = authority.Span(worlds.EPOCH - timedelta(days=1))
    directory = authority.Directory(
        sittings={post: [authority.Sitting(post, post, Basis.HOLDER, span)] for post in posts},
        ceilings={post: [authority.Ceiling(1, Decimal(10**9))] for post in posts},
    )
    cards = {post: PostCard(f"منصب {post}") for post in posts}
    ground = Ground(
        fields=fields,
        directory=directory,
        posts=cards,
        at=worlds.EPOCH,
        types=frozenset({1}),
        level=Level.ADVANCED,
        heads=heads,
        paths=paths,
    )
    return drawn, ground
