"""Time passes: what silence does, once; and what is expected of days to come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from diwan.core.facts import api
from diwan.core.organisations.actors import SYSTEM
from diwan.core.organisations.operations import posts as seats
from diwan.engines.circuits import api as circuits
from diwan.engines.circuits.simulator import REASONS, Why
from tests.helpers.circuits import NOW, drawing, given, step


@pytest.fixture
def heard(monkeypatch):
    """The reminders that are told."""
    facts, tell = [], api.tell
    monkeypatch.setattr(api, "tell", lambda fact: (facts.append(fact), tell(fact)))
    return lambda: [fact for fact in facts if isinstance(fact, circuits.TurnReminded)]


def at(day, hour=10):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def house(signing, **silence):
    signing.in_use(
        drawing(
            step("visa", "visa", signing.post("chief"), days=2, **silence),
            step("sign", "signature", signing.post("director"), days=2),
        )
    )
    return signing.sent(at=at(19))  # a Thursday: answered by Monday the 23rd, the week-end does not count


@pytest.mark.parametrize(
    ("silence", "state", "verbs", "whose"),
    [
        ("pass", "passed", ["sent", "passed"], "director"),
        ("raise", "handed_on", ["sent", "raised"], "director"),
        ("return", "cancelled", ["sent", "returned"], None),
        ("wait", "open", ["sent"], "chief"),
    ],
)
def test_silence_acts_the_day_after_the_last_and_once(signing, silence, state, verbs, whose):
    run = house(signing, silence=circuits.Silence(silence))
    (turn,) = signing.open(run)
    assert (turn.due_on, turn.remind_on) == (date(2026, 11, 23), date(2026, 11, 24))
    assert circuits.look_at_silence(now=at(23, 22)) == 0
    assert circuits.look_at_silence(now=at(24)) == 1
    assert circuits.look_at_silence(now=at(24)) == 0
    turn.refresh_from_db()
    assert turn.state == state
    assert [line.act.verb for line in circuits.history(run)] == verbs
    assert [one.post_id for one in signing.open(run)] == ([signing.post(whose)] if whose else [])


def test_it_is_recalled_before_the_last_day_then_each_working_day(signing, heard):
    run = house(signing, remind=1)
    (turn,) = signing.open(run)
    assert turn.remind_on == date(2026, 11, 20)
    for day in range(19, 29):
        for hour in (8, 9, 21):
            circuits.look_at_silence(now=at(day, hour))
    assert [fact.late for fact in heard()] == [False, True, True, True, True]
    assert signing.decide("chief", run, at=at(28)).state == "agreed"


def test_what_was_answered_is_not_looked_at(signing):
    run = house(signing, silence=circuits.Silence.RETURN)
    signing.decide("chief", run, at=at(20))
    signing.decide("director", run, at=at(20))
    assert circuits.look_at_silence(now=at(30)) == 0


# --- who will sign, when ----------------------------------------------------------------------------------------------


def asked(signing, version, away=None, **more):
    return circuits.forecast(
        version,
        unit_id=signing.units["division"].pk,
        unit_path=signing.units["division"].path,
        author_post=signing.post("clerk"),
        values={"amount": "1000"},
        now=at(19),
        away={signing.people[role].pk: spans for role, spans in (away or {}).items()},
        **more,
    )


def away(first, last):
    return [circuits.Span(at(first, 0), at(last + 1, 0))]


def test_who_signs_and_when(plain):
    found = asked(plain, plain.version)
    assert [one.by and one.by.person for one in found.steps] == [
        plain.people["chief"].pk,
        plain.people["director"].pk,
        None,
    ]
    assert found.ends_on == date(2026, 11, 19)
    assert [reason for one in found.steps for reason in one.reasons] == []
    assert asked(plain, plain.version, pace=2).ends_on == date(2026, 11, 23)  # two people, a working day each


def test_somebody_away_is_waited_for_unless_somebody_may_act(plain):
    found = asked(plain, plain.version, {"director": away(19, 25)})
    sign = found.steps[1]
    assert (sign.on, sign.by.basis) == (date(2026, 11, 26), "holder")
    assert [reason.why for reason in sign.reasons] == [Why.AWAY, Why.BACK]
    assert sign.reasons[0].until == date(2026, 11, 26)
    given(plain, "director", "general")
    sign = asked(plain, plain.version, {"director": away(19, 25)}).steps[1]
    assert (sign.on, sign.by.person, sign.by.basis) == (date(2026, 11, 19), plain.people["general"].pk, "mandate")


def test_an_interim_to_come_is_counted_from_its_day(plain):
    seats.set_interim(
        actor=SYSTEM,
        post_id=plain.post("director"),
        person_id=plain.people["general"].pk,
        reason="إجازة",
        starts_at=at(23, 0),
        ends_at=at(30),
        now=NOW,
    )
    sign = asked(plain, plain.version, {"director": away(19, 29)}).steps[1]
    assert (sign.on, sign.by.basis) == (date(2026, 11, 23), "interim")


@pytest.mark.parametrize(
    ("silence", "ends", "why"),
    [
        ("pass", date(2026, 11, 24), Why.SILENT),
        ("raise", date(2026, 11, 24), Why.RAISED),
        ("return", None, Why.RETURNED),
    ],
)
def test_what_silence_does_is_forecast_as_it_is_done(signing, silence, ends, why):
    version = signing.in_use(
        drawing(
            step("visa", "visa", signing.post("chief"), days=2, silence=circuits.Silence(silence)),
            step("sign", "signature", signing.post("director")),
        )
    )
    found = asked(signing, version, {"chief": away(19, 29)})
    assert (found.ends_on, found.returned) == (ends, ends is None)
    assert why in {reason.why for reason in found.steps[0].reasons}


def test_above_the_ceiling_and_apart_the_forecast_says_who(signing):
    version = signing.in_use(
        drawing(
            step("visa", "visa", signing.post("director")),
            step("sign", "signature", "above", up=1, apart_from=("visa",)),
        )
    )
    sign = asked(signing, version).steps[1]
    assert (sign.by.person, sign.by.basis) == (signing.people["minister"].pk, "raised")
    assert Why.ABOVE in {reason.why for reason in sign.reasons}


def test_the_forecast_of_a_run_begins_where_it_is(plain):
    run = plain.sent(at=at(19))
    plain.decide("chief", run, at=at(19))
    run.refresh_from_db()
    found = circuits.forecast_run(run, now=at(20), away={plain.people["director"].pk: away(20, 20)})
    assert [one.step.key for one in found.steps] == ["sign", "number"]
    assert found.ends_on == date(2026, 11, 23)


def test_nobody_at_all_is_said(plain):
    for role in ("chief", "director", "minister"):
        for held in plain.posts[role].holding_set.all():
            seats.end_holding(actor=SYSTEM, holding_id=held.pk, now=at(19) - timedelta(hours=1))
    found = asked(plain, plain.version)
    assert found.ends_on is None
    assert [reason.why for reason in found.steps[0].reasons] == [Why.NOBODY, Why.UNENDING]
    assert set(REASONS) == set(Why)
