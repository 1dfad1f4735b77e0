"""Legal times counted right, and how fast: every hand-checked case and random stories beside an independent oracle.

- violations: last days that differ, acts that one allows and the other refuses, hand-checked cases missed by either;
- ours: last days of a delay in working days, counted per second by the calendars;
- peer: the same days counted by `python-holidays` (`get_nth_working_day`), as most applications would;
- limit: the answer looked up in a list of all working days made beforehand.
"""

from __future__ import annotations

import random
import statistics
import time
import tomllib
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from diwan.server.home import REPOSITORY

from . import clock_oracle as oracle
from . import common

CASES = REPOSITORY / "tests" / "core" / "calendars" / "cases_clocks.toml"
STORIES, QUICK_STORIES = 100_000, 5_000
FIRST, DAYS = date(2015, 1, 1), 26 * 365  # stories begin from 2015 to 2040
WORLDS = 24  # sets of announcements for each country
SEED = 5519
ROUNDS, CALLS = 7, 20_000


def run(quick: bool) -> dict:
    """The line of figures."""
    common.setup()
    stories = QUICK_STORIES if quick else STORIES
    cases, missed = hand_checked()
    different, acts, refused = random_stories(stories)
    foreign = fixed_days_that_differ()
    speeds = speed(3 if quick else ROUNDS, CALLS // 5 if quick else CALLS)
    return {
        "unit": "last days/s",
        "ours": round(statistics.median(speeds["ours"])),
        "peer": round(statistics.median(speeds["peer"])),
        "peer_name": "python-holidays, get_nth_working_day",
        "limit": round(statistics.median(speeds["limit"])),
        "limit_name": "looked up in a list made beforehand",
        "ratio_peer": ratio(speeds["ours"], speeds["peer"]),
        "ratio_limit": ratio(speeds["ours"], speeds["limit"]),
        "oracle": round(statistics.median(speeds["oracle"])),
        "ratio_oracle": ratio(speeds["ours"], speeds["oracle"]),
        "cases": cases,
        "stories": stories,
        "acts": acts,
        "acts_refused": refused,
        "differences": different,
        "cases_missed": missed,
        "fixed_days_differing": foreign,
        "violations": different + missed + foreign,
        "memory_mb": common.memory_mb(),
    }


# --- ours, built from plain rows --------------------------------------------------------------------------------------


def calendar(country: str, announced: tuple = ()) -> Any:
    from diwan.core.calendars import api
    from diwan.core.calendars.enums import Kind
    from diwan.core.calendars.profile import Decision

    names = api.Names("يوم", "jour", "day")
    return api.Calendar(
        api.profile(country),
        tuple(
            Decision(kind=Kind(kind), day=day, names=names, source=names, hijri=tuple(hijri) or None)
            for kind, day, *hijri in announced
        ),
    )


def clock(calendar: Any, rule: oracle.Rule, start: date) -> Any:
    from diwan.core.calendars import api

    names = api.Names("قاعدة", "règle", "rule")
    law = api.LegalRule(
        since=FIRST, source=names, key="rule", names=names, silence="nothing", recourse_days=0, **rule._asdict()
    )
    return api.LegalClock(calendar, law, start)


# --- right ------------------------------------------------------------------------------------------------------------


def hand_checked() -> tuple[int, int]:
    """The cases of the tests: how many, and how many ours or the oracle miss."""
    from diwan.kit.refusals import Refusal

    data = tomllib.loads(CASES.read_text(encoding="utf-8"))
    cases = missed = 0
    for table in ("cases", "refused"):
        for name, rows in data[table].items():
            rule = oracle.Rule(*data["rules"][name])
            for row in rows:
                told, acts = tuple(map(tuple, row.get("told", ()))), list(map(tuple, row.get("acts", ())))
                world = oracle.Country(row["in"], told)
                ours = clock(calendar(row["in"], told), rule, row["on"])
                for kind, *details in acts:
                    ours = getattr(ours, kind)(*details)
                cases += 1
                if table == "cases":
                    found = oracle.last_day(world, row["on"], rule.days, rule.unit, acts)
                    missed += (ours.due_on != row.get("due")) + (found != row.get("due"))
                    continue
                kind, *details = row["then"]
                missed += oracle.lawful(world, row["on"], rule, acts, tuple(row["then"]))
                try:
                    getattr(ours, kind)(*details)
                    missed += 1
                except Refusal as refusal:
                    missed += type(refusal).__name__ != row["refusal"]
    return cases, missed


def random_stories(count: int) -> tuple[int, int, int]:
    """Play random stories through both; differences, acts tried, acts refused by both."""
    chance = random.Random(SEED)
    worlds = [pair(country, chance) for country in ("MA", "KW") for _n in range(WORLDS)]
    different = tried = refused = 0
    for _story in range(count):
        ours, world = chance.choice(worlds)
        more, less, no = play(ours, world, chance)
        different, tried, refused = different + more, tried + less, refused + no
    return different, tried, refused


def pair(country: str, chance: random.Random) -> tuple[Any, oracle.Country]:
    """One country with random announcements: days off, days worked, months sighted a day sooner or later."""
    rows: dict[Any, tuple] = {}
    for _n in range(chance.randrange(120)):
        day = FIRST + timedelta(days=chance.randrange(DAYS))
        rows[day] = (chance.choice(("holiday", "holiday", "working")), day)
    months = [month for month in oracle.table_months() if FIRST.year <= month[1].year <= 2040]
    for month, first in chance.sample(months, chance.randrange(60)):
        rows[month] = ("month", first + timedelta(days=chance.choice((-1, 0, 0, 1, 2))), *month)
    announced = tuple(rows.values())
    return calendar(country, announced), oracle.Country(country, announced)


def play(days: Any, world: oracle.Country, chance: random.Random) -> tuple[int, int, int]:
    """One story: random acts at random days, lawful or not, and the last day after each."""
    from diwan.kit.refusals import Refusal

    rule = oracle.Rule(
        days=chance.choice((3, 10, 20, 30, 60, 60, chance.randint(1, 90))),
        unit=chance.choice(("calendar", "calendar", "working")),
        extensions=chance.choice((0, 1, 1, 2)),
        extension_days=chance.choice((10, 20, 30, 60)),
        completions=chance.choice((0, 1, 1, 2)),
    )
    day = start = FIRST + timedelta(days=chance.randrange(DAYS))
    ours, acts = clock(days, rule, start), list[tuple]()
    different = int(ours.due_on != oracle.last_day(world, start, rule.days, rule.unit, acts))
    tried = refused = 0
    for _act in range(chance.choice((0, 1, 2, 3, 5))):
        day += timedelta(days=chance.choice((-1, 0, 0, 1, 1, 2, 3, 5, 8, 15, chance.randint(0, 70))))
        likely = "resume" if ours.stopped else chance.choice(("stop", "extend"))
        act: tuple = (chance.choice((likely, likely, likely, likely, "stop", "resume", "extend")), day)
        if act[0] == "extend":
            act = (*act, chance.choice((1, 5, 10, rule.extension_days, rule.extension_days + 1, 0)))
        allowed = oracle.lawful(world, start, rule, acts, act)
        tried += 1
        try:
            ours = getattr(ours, act[0])(*act[1:])
        except Refusal:
            different += allowed
            refused += not allowed
            if allowed:
                break
            day = max(day, acts[-1][1] if acts else start)
            continue
        if not allowed:
            return different + 1, tried, refused
        acts.append(act)
        different += ours.due_on != oracle.last_day(world, start, rule.days, rule.unit, acts)
    return different, tried, refused


def fixed_days_that_differ() -> int:
    """Days off on fixed dates that the oracle and `python-holidays` do not share, 2015 to 2040."""
    import holidays

    differing = 0
    for country in ("MA", "KW"):
        data = oracle.file_of(country)
        for year in range(2015, 2041):
            theirs = holidays.country_holidays(country, years=year, language="en_US")
            fixed = {day for day, names in theirs.items() if any("estimated" not in n for n in names.split("; "))}
            ours = {
                date(year, rule["month"], rule["day"])
                for rule in data["fixed"]
                if rule["from"] <= date(year, rule["month"], rule["day"]) <= rule.get("to", oracle.FOREVER)
            }
            differing += len(ours ^ fixed)
    return differing


# --- fast -------------------------------------------------------------------------------------------------------------


def speed(rounds: int, calls: int) -> dict[str, list[float]]:
    """Last days per second of each contender, in turn, on the same questions."""
    import holidays

    chance = random.Random(SEED)
    asked = [(FIRST + timedelta(days=chance.randrange(DAYS)), chance.choice((3, 10, 20, 40))) for _n in range(calls)]
    days, world = calendar("MA"), oracle.Country("MA")
    theirs = holidays.country_holidays("MA", years=range(2015, 2043))
    every = [FIRST + timedelta(days=n) for n in range(DAYS + 400)]
    worked = [day for day in every if world.worked(day)]
    contenders: dict[str, Callable[[date, int], object]] = {
        "ours": lambda day, n: days.due_on(day, n, "working"),
        "peer": theirs.get_nth_working_day,
        "limit": lambda day, n: worked[bisect_right(worked, day) + n - 1],
        "oracle": lambda day, n: oracle.last_day(world, day, n, "working", []),
    }
    speeds: dict[str, list[float]] = {name: [] for name in contenders}
    for _round in range(rounds):
        for name, count in contenders.items():
            share = asked if name in {"ours", "limit"} else asked[: len(asked) // 10]  # the slow ones say it sooner
            start = time.perf_counter()
            for day, n in share:
                count(day, n)
            speeds[name].append(len(share) / (time.perf_counter() - start))
    return speeds


def ratio(ours: list[float], theirs: list[float]) -> float:
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 2)
