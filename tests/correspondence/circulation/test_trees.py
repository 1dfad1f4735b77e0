"""Whatever is done to a letter in whatever order, its tree of instructions stays whole, and who was asked sees it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.models import Instruction
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import Refusal
from tests.core.people import NOW

WHO = ("clerk", "head", "division", "finance")
ACTS = ("give", "pass", "answer", "close", "close_below", "send_back", "give_back", "take_back", "take_over", "see")
step = st.tuples(st.sampled_from(ACTS), st.sampled_from(WHO), st.integers(0, 9), st.sampled_from(("DRH", "DIV", "DAF")))


def do(office, letter, actors, act, who, number, unit):
    """One act, refused where it may not be done."""
    rows = list(Instruction.objects.filter(letter=letter).order_by("pk"))
    row = rows[number % len(rows)] if rows else None
    about = {"actor": actors[who], "now": NOW}
    asked = [circulation.Asked(unit=office.units[unit].pk, verb=circulation.Verb.PREPARE)]
    if act == "give":
        return circulation.give(letter_id=letter.pk, asked=asked, **about)
    if row is None:
        return None
    one = {"instruction_id": row.pk, **about}
    return {
        "pass": lambda: circulation.give(letter_id=letter.pk, asked=asked, parent_id=row.pk, **about),
        "answer": lambda: circulation.answer(text="تم", **one),
        "close": lambda: circulation.close(**one),
        "close_below": lambda: circulation.close(below=True, **one),
        "send_back": lambda: circulation.send_back(reason="ناقص", **one),
        "give_back": lambda: circulation.give_back(reason="لا", **one),
        "take_back": lambda: circulation.take_back(reason="خطأ", **one),
        "take_over": lambda: circulation.take_over(reason="استعجال", **one),
        "see": lambda: circulation.see(instruction=row, **about),
    }[act]()


def check(office, letter):
    """No live child under a parent that is over; a post reads the letter as long as a cause that was not taken away."""
    for row in Instruction.objects.filter(letter=letter).select_related("dispatch__parent"):
        if row.state in circulation.LIVE and row.dispatch.parent:
            assert row.dispatch.parent.state in circulation.LIVE
    causes = Instruction.objects.filter(letter=letter).exclude(state__in=["given_back", "taken_back", "moved"])
    fresh = letters.Letter.objects.get(pk=letter.pk)
    for who in ("division", "finance"):
        named = causes.filter(post=office.posts[who]).exists()
        assert (f"p{office.posts[who].pk}" in fresh.audience) == named


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=3, max_size=14))
def test_a_tree_stays_whole(office, steps):
    letter = office.letter()
    actors = {who: office.actor(who) for who in WHO}
    for one in steps:
        try:
            do(office, letter, actors, *one)
        except Refusal:
            continue
        check(office, letter)
