"""Delays: the database counts what a second reading counts, and each figure is its rows."""

from __future__ import annotations

import statistics
from datetime import timedelta

import pytest

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.queries import figures
from tests.core.people import NOW

DAY = timedelta(days=1)


@pytest.fixture
def past(office):
    """Five letters answered after 1, 2, 3, 4 and 10 days, those of more than three late; one still open, late."""
    for days in (1, 2, 3, 4, 10):
        [row] = office.give(office.letter(), "DRH", due_on=NOW.date() + 3 * DAY)
        circulation.answer(actor=office.actor("head"), instruction_id=row.pk, text="تم", now=NOW + days * DAY)
    office.give(office.letter(), "DAF", due_on=NOW.date() + 3 * DAY)
    return office


def desk(office, who="clerk"):
    return figures.desk_of(office.actor(who), NOW + 20 * DAY)


def test_median_percentile_and_late_share(past):
    [line] = figures.delays(desk(past), figures.Asked(), "unit")
    took = [1, 2, 3, 4, 10]
    assert line.median == pytest.approx(statistics.median(took))
    assert line.slow == pytest.approx(4 + 0.6 * 6)
    assert (line.count, line.late, line.late_share) == (5, 2, 40)


@pytest.mark.parametrize("by", figures.BY)
def test_each_figure_is_the_rows_behind_it(past, by):
    place = desk(past)
    for line in figures.delays(place, figures.Asked(), by):
        assert figures.matching(place, line.asked).count() == line.count
        assert figures.matching(place, line.asked.with_(late=True)).count() == line.late
    for _low, _high, count, asked in figures.ages(place, figures.Asked()):
        assert figures.matching(place, asked).count() == count


def test_a_head_counts_no_further_than_their_units(past, other_ministry):
    assert figures.overall(desk(past, "head"), figures.Asked()).count == 5
    assert figures.overall(desk(past, "finance"), figures.Asked()).count == 0
    assert figures.overall(desk(other_ministry), figures.Asked()).count == 0
