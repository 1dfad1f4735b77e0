"""The hand-checked stories of legal times (A.2 of the registry office): ours and the oracle must both find each day."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from benchmarks import clock_oracle as oracle
from diwan.core.calendars import api
from diwan.core.calendars.enums import Kind
from diwan.core.calendars.profile import Decision, LegalRule

DATA = tomllib.loads((Path(__file__).parent / "cases_clocks.toml").read_text(encoding="utf-8"))
NAMES = api.Names("قاعدة", "règle", "rule")


def flat(table: str) -> list:
    return [
        pytest.param(name, case, id=f"{case['in']}-{name}-{case['on']}-{n}")
        for name, cases in DATA[table].items()
        for n, case in enumerate(cases)
    ]


def rule(name: str) -> LegalRule:
    days, unit, extensions, extension_days, completions = DATA["rules"][name]
    return LegalRule(
        since=date(2000, 1, 1), source=NAMES, key=name, names=NAMES, days=days, unit=unit, extensions=extensions,
        extension_days=extension_days, completions=completions, silence="nothing", recourse_days=0,
    )  # fmt: skip


@cache
def calendar(country: str, told: tuple = ()) -> api.Calendar:
    decisions = [
        Decision(kind=Kind(kind), day=day, names=NAMES, source=NAMES, hijri=tuple(hijri) or None)
        for kind, day, *hijri in told
    ]
    return api.Calendar(api.profile(country), tuple(decisions))


def told(case: dict) -> tuple:
    return tuple(tuple(row) for row in case.get("told", ()))


def clock(name: str, case: dict) -> api.LegalClock:
    found = api.LegalClock(calendar(case["in"], told(case)), rule(name), case["on"])
    for act, *details in case.get("acts", ()):
        found = getattr(found, act)(*details)
    return found


def test_there_are_as_many_as_promised():
    both = [case["in"] for table in ("cases", "refused") for cases in DATA[table].values() for case in cases]
    assert len(both) + len(DATA["recourse"]["cases"]) + len(DATA["days"]["cases"]) >= 200
    assert both.count("KW") >= 30


@pytest.mark.parametrize(("name", "case"), flat("cases"))
def test_the_last_day(name, case):
    assert clock(name, case).due_on == case.get("due")


@pytest.mark.parametrize(("name", "case"), flat("cases"))
def test_the_oracle_finds_the_same(name, case):
    world = oracle.Country(case["in"], told(case))
    days, unit, *_limits = DATA["rules"][name]
    acts = [tuple(act) for act in case.get("acts", ())]
    assert oracle.last_day(world, case["on"], days, unit, acts) == case.get("due")


@pytest.mark.parametrize(("name", "case"), flat("refused"))
def test_what_is_refused(name, case):
    so_far = clock(name, case)
    act, *details = case["then"]
    with pytest.raises(getattr(api, case["refusal"])):
        getattr(so_far, act)(*details)
    world, acts = oracle.Country(case["in"]), [tuple(done) for done in case.get("acts", ())]
    assert not oracle.lawful(world, case["on"], oracle.Rule(*DATA["rules"][name]), acts, tuple(case["then"]))


@pytest.mark.parametrize("case", DATA["recourse"]["cases"], ids=lambda case: f"{case['in']}-{case['on']}")
def test_silence_and_recourse(case):
    days = calendar(case["in"])
    found = api.LegalClock(days, days.profile.legal_rule(case["rule"], case["on"]), case["on"])
    assert (found.silence_on, found.recourse_until) == (case["silence"], case["until"])


@pytest.mark.parametrize(("country", "moment", "day"), DATA["days"]["cases"], ids=str)
def test_the_legal_day(country, moment, day):
    assert api.local_day(moment, country) == day


@pytest.mark.parametrize("name", ["request", "investment", "grievance"])
def test_the_rules_of_the_stories_are_those_of_the_profiles(name):
    country = "KW" if name == "grievance" else "MA"
    law = api.profile(country).legal_rule(name, date(2024, 1, 15))
    assert DATA["rules"][name] == [law.days, law.unit, law.extensions, law.extension_days, law.completions]
