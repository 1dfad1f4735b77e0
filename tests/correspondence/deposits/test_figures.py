"""Each figure is the letters behind it, counted by a second hand."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import timedelta
from html import unescape
from math import ceil

import pytest
from django.urls import reverse

from diwan.core.calendars import api as calendars
from diwan.correspondence.deposits.enums import OPEN, State, StepKind
from diwan.correspondence.deposits.models import Deposit, Step
from diwan.correspondence.deposits.queries import figures
from diwan.correspondence.deposits.queries.filters import matching, place_of

from .conftest import NOW, hand_in

DAY = timedelta(days=1)
LETTERS = 24


@pytest.fixture(params=[1, 2, 3])
def chance(request):
    return random.Random(request.param)


def lives(counter, chance) -> None:
    """Letters that came, were opened, decided and answered at moments of chance."""
    for n in range(LETTERS):
        at = NOW - timedelta(minutes=chance.randrange(90 * 24 * 60))
        handed = hand_in(counter, subject=f"{n}").deposit
        fields = {"registered_at": at, "channel": chance.choice(["online", "post", "counter"])}
        if chance.random() < 0.8:
            fields["opened_at"] = at + timedelta(minutes=chance.randrange(9000))
        fate = chance.choice([None, State.ACCEPTED, State.RETURNED, State.FORWARDED, State.ANSWERED])
        if fate:
            decided = at + timedelta(minutes=chance.randrange(20_000))
            fields |= {"state": fate, "decided_at": decided, "reason": "x"}
            fields |= {} if fate in OPEN else {"closed_at": decided}
            kinds = [StepKind.ACCEPTED, StepKind.ANSWERED] if fate == State.ANSWERED else [StepKind(fate)]
            for kind in kinds:
                Step.objects.create(deposit=handed, kind=kind, at=decided + timedelta(minutes=chance.randrange(99)))
        if chance.random() < 0.5:
            fields |= {"due_on": NOW.date() + chance.randrange(-9, 12) * DAY, "clock_started_on": at.date()}
        Deposit.objects.filter(pk=handed.pk).update(**fields)


def period_of(chance) -> figures.Period:
    until = NOW.date() - chance.randrange(5) * DAY
    return figures.Period(until - chance.choice([6, 29, 80, 365]) * DAY, until)


def test_every_figure_is_the_rows_it_opens_to(client, education, finance, chance):
    lives(education, chance)
    hand_in(finance)
    client.force_login(education.clerk)
    period = period_of(chance)
    page = client.get(reverse("deposits:figures") + f"?since={period.since}&until={period.until}").content.decode()
    shown = re.findall(r'href="/desk/deposits/\?([^"]+)"[^>]*>(?:<strong>)?<bdi>([\d.]+)</bdi>', unescape(page))
    assert len(shown) > 20
    for query, value in shown:
        queue = client.get(f"/desk/deposits/?{query}").context["queue"]
        assert queue.total == int(value), query
        assert len(queue.rows) == min(int(value), 30), query


def test_flows_and_waits_agree_with_a_second_hand(education, chance):
    lives(education, chance)
    place, period = place_of(education.actor, NOW), period_of(chance)

    def local(at):
        return at.astimezone(calendars.zone("MA")).date()

    deposits = {row.pk: row for row in Deposit.objects.all()}
    events = {"registered": [(row.pk, row.registered_at) for row in deposits.values()]}
    for kind in ("accepted", "returned", "forwarded", "answered"):
        events[kind] = list(Step.objects.filter(kind=kind).values_list("deposit_id", "at"))
    for flow in figures.flows(place, period):
        days = Counter(local(at) for _pk, at in events[flow.moment])
        assert flow.total.value == sum(n for day, n in days.items() if period.since <= day <= period.until)
        before = period.before
        assert flow.before.value == sum(n for day, n in days.items() if before.since <= day <= before.until)
        for part, figure in flow.parts:
            assert figure.value == sum(n for day, n in days.items() if part.since <= day <= part.until)
        assert sum(figure.value for _part, figure in flow.parts) == flow.total.value

    calendar = calendars.calendar("MA")
    ends = {
        "opened": [(row, row.opened_at) for row in deposits.values() if row.opened_at],
        "decided": [(row, row.decided_at) for row in deposits.values() if row.decided_at],
        "answered": [(deposits[pk], at) for pk, at in events["answered"]],
    }
    for wait in figures.waits(place, period):
        pairs = [(row.registered_at, at) for row, at in ends[wait.moment] if period.since <= local(at) <= period.until]
        assert wait.letters.value == len(pairs)
        if not pairs:
            assert wait.days is None
            continue
        worked = sorted(calendar.working_days(local(start), local(end)) for start, end in pairs)
        hours = sorted(round((end - start).total_seconds() / 3600, 1) for start, end in pairs)
        for values, figure in ((worked, wait.days), (hours, wait.hours)):
            for percent, value in zip((50, 90), figure, strict=True):
                at_most = sum(one <= value for one in values)
                assert at_most >= ceil(len(values) * percent / 100)
                assert sum(one < value for one in values) < ceil(len(values) * percent / 100)


def test_what_is_late_and_about_to_be_agrees_too(education, chance):
    lives(education, chance)
    place = place_of(education.actor, NOW)
    rows = [row for row in Deposit.objects.all() if row.state in OPEN]
    left = [(row.due_on - place.today).days for row in rows if row.due_on]
    found = figures.standing(place)
    assert found["open"].value == len(rows)
    assert found["late"].value == sum(days < 0 for days in left)
    assert found["soon"].value == sum(0 <= days <= 2 for days in left)
    assert found["week"].value == sum(0 <= days <= 7 for days in left)
    for lines in figures.tables(place, period_of(chance)).values():
        assert sum(line.late.value for line in lines) == found["late"].value
        assert all(line.open.value == matching(place, line.open.asked).count() for line in lines)


def test_the_page_is_light_and_costs_the_same(client, education, django_assert_max_num_queries):
    for n in reversed(range(9)):
        hand_in(education, at=NOW - n * DAY)
    client.force_login(education.clerk)
    with django_assert_max_num_queries(50):
        page = client.get(reverse("deposits:figures") + "?since=2026-01-01&until=2026-11-18")
    assert len(page.content) < 150_000


@pytest.mark.parametrize(
    "query", ["since=x&until=", "since=2026-05-05&until=2026-01-01", "until=0001-01-01", "since=1900-01-01"]
)
def test_a_period_that_cannot_be_read_is_mended(client, education, query):
    client.force_login(education.clerk)
    assert client.get(reverse("deposits:figures") + f"?{query}").status_code == 200


def test_the_table_for_spreadsheets(client, education):
    hand_in(education)
    client.force_login(education.clerk)
    text = client.get(reverse("deposits:figures_csv")).content.decode()
    assert text.startswith("\ufeff")
    assert len(text.splitlines()) > 20


def test_a_colleague_without_the_right_sees_no_figure(client, education):
    from tests.core import people

    client.force_login(people.person())
    assert client.get(reverse("deposits:figures")).status_code == 403
    assert client.get(reverse("deposits:figures_csv")).status_code == 403
