"""The figures, beside a second definition of them in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diwan.telework.outputs.enums import State
from diwan.telework.outputs.models import Task
from diwan.telework.outputs.queries.figures import Figures, figures, figures_among, figures_of_unit
from tests.core.people import NOW

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DAYS = st.integers(-3, 33).map(lambda n: FIRST + timedelta(days=n))
ROW = st.fixed_dictionaries(
    {
        "state": st.sampled_from(State.values),
        "due_on": DAYS,
        "delivered_on": DAYS,
        "returns": st.integers(0, 3),
        "quality": st.integers(1, 5),
        "accuracy": st.integers(1, 3),
        "standard_minutes": st.none() | st.integers(1, 500),
        "who": st.sampled_from(["hajar", "said"]),
    }
)


def kept(team, row):
    state = row["state"]
    accepted = state == State.ACCEPTED
    Task.objects.create(
        administration=team.tenant,
        unit=team.unit,
        person=team.people[row["who"]],
        title="مهمة",
        output="مخرج",
        due_on=row["due_on"],
        first_due_on=row["due_on"],
        state=state,
        made_at=NOW,
        delivered_on=row["delivered_on"] if state in ("delivered", "returned", "accepted") else None,
        returns=row["returns"],
        quality=row["quality"] if accepted else None,
        accuracy=row["accuracy"] if accepted else None,
        standard_minutes=row["standard_minutes"],
        ended_at=NOW if state in ("accepted", "declined", "cancelled") else None,
        reason="سبب" if state in ("declined", "cancelled") else "",
    )


def by_definition(rows, who):
    """As the page of the formula says it."""
    due = [
        r
        for r in rows
        if r["who"] == who and FIRST <= r["due_on"] <= LAST and r["state"] not in ("proposed", "declined", "cancelled")
    ]
    came = [r for r in due if r["state"] in ("delivered", "accepted")]
    accepted = [r for r in due if r["state"] == "accepted"]
    minutes = [r["standard_minutes"] or 0 for r in due]
    done = sum(r["standard_minutes"] or 0 for r in accepted)
    found = {
        "set": len(due),
        "delivered": len(came),
        "on_time": sum(r["delivered_on"] <= r["due_on"] for r in came),
        "late": sum(r["delivered_on"] > r["due_on"] for r in came),
        "open": sum(r["state"] in ("open", "returned") for r in due),
        "accepted": len(accepted),
        "returns": sum(r["returns"] for r in due),
        "timed": sum(r["standard_minutes"] is not None for r in due),
        "quality": rounded(sum(r["quality"] for r in accepted), len(accepted)),
        "accuracy": rounded(sum(r["accuracy"] for r in accepted), len(accepted)),
        "productivity": rounded(100 * done, sum(minutes)),
    }
    found["on_time_share"] = rounded(100 * found["on_time"], len(came))
    return found


def rounded(total, count):
    return Decimal(str(Decimal(total) / Decimal(count))).quantize(Decimal("0.01"), ROUND_HALF_UP) if count else None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=12))
def test_sql_and_python_agree(team, rows):
    Task.objects.all().delete()
    for row in rows:
        kept(team, row)
    for who in ("hajar", "said"):
        found = figures(team.people[who].pk, FIRST, LAST)
        told = by_definition(rows, who)
        assert {name: getattr(found, name) for name in told} == told
        among = figures_among([one.pk for one in team.people.values()], FIRST, LAST)
        assert among.get(team.people[who].pk, Figures()) == found
    whole = figures_of_unit(team.root.path, FIRST, LAST)
    assert whole.set == sum(by_definition(rows, who)["set"] for who in ("hajar", "said"))


def test_one_statement(team, django_assert_num_queries):
    with django_assert_num_queries(1):
        figures(team.people["hajar"].pk, FIRST, LAST)
    with django_assert_num_queries(1):
        figures_among([one.pk for one in team.people.values()], FIRST, LAST)


def test_no_work_gives_no_share():
    nothing = Figures()
    shares = (nothing.quality, nothing.accuracy, nothing.productivity, nothing.on_time_share, nothing.delivered_share)
    assert shares == (None,) * 5
