"""What becomes of an instruction: by whom, and what is refused."""

from __future__ import annotations

import pytest

from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.models import Instruction
from diwan.correspondence.circulation.operations import closing, following, giving, moving
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.core.people import NOW
from tests.helpers.letters import incoming

Asked, Verb = circulation.Asked, circulation.Verb


def seen(office, who, letter):
    return letters.Letter.objects.visible_to(office.actor(who)).filter(pk=letter.pk).exists()


def test_whoever_was_asked_does_not_close_what_they_were_asked(office):
    [row] = office.give(office.letter(), "DRH")
    with pytest.raises(NotAllowed):
        circulation.close(actor=office.actor("head"), instruction_id=row.pk, now=NOW)


def test_a_parent_is_not_closed_over_living_children_unless_it_is_said(office):
    letter = office.letter()
    [row] = office.give(letter, "DRH")
    [below] = office.give(letter, "DIV", who="head", parent=row)
    with pytest.raises(following.StillLive):
        circulation.close(actor=office.actor("clerk"), instruction_id=row.pk, now=NOW)
    following.close(actor=office.actor("clerk"), instruction_id=row.pk, below=True, now=NOW)
    below.refresh_from_db()
    assert below.state == "closed"


def test_what_is_given_back_takes_its_children_along(office):
    letter = office.letter()
    [row] = office.give(letter, "DRH")
    [below] = office.give(letter, "DIV", who="head", parent=row)
    circulation.give_back(actor=office.actor("head"), instruction_id=row.pk, reason="ليس من اختصاصنا", now=NOW)
    below.refresh_from_db()
    assert below.state == "taken_back"
    assert not seen(office, "division", letter)


def test_a_child_is_not_opened_again_under_a_parent_that_is_over(office):
    letter = office.letter()
    [row] = office.give(letter, "DRH")
    [below] = office.give(letter, "DIV", who="head", parent=row)
    circulation.close(actor=office.actor("head"), instruction_id=below.pk, now=NOW)
    circulation.close(actor=office.actor("clerk"), instruction_id=row.pk, now=NOW)
    with pytest.raises(following.AboveOver):
        circulation.send_back(actor=office.actor("head"), instruction_id=below.pk, reason="ناقص", now=NOW)


def test_an_answer_is_sent_back_and_given_again(office):
    [row] = office.give(office.letter(), "DRH")
    circulation.answer(actor=office.actor("head"), instruction_id=row.pk, text="تم", now=NOW)
    circulation.send_back(actor=office.actor("clerk"), instruction_id=row.pk, reason="ينقص الجدول", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.seen_at, row.answer) == ("open", None, "تم")
    again = circulation.answer(actor=office.actor("head"), instruction_id=row.pk, text="الجدول", now=NOW)
    assert again.state == "answered"


def test_what_is_passed_on_was_given_on_the_same_letter(office):
    [row] = office.give(office.letter(), "DRH")
    other = office.letter(subject="موضوع آخر")
    with pytest.raises(NotAllowed):
        office.give(other, "DIV", who="head", parent=row)


def test_nobody_gives_a_letter_they_do_not_read(office):
    with pytest.raises(NotAllowed):
        office.give(incoming(office.place, level=letters.Level.CONFIDENTIAL), "DRH")
    with pytest.raises(NotAllowed):
        office.give(office.letter(level=letters.Level.RESTRICTED), "DIV", who="head")


def test_a_post_named_is_of_the_unit_named(office, other_ministry):
    with pytest.raises(giving.PostGone):
        office.give(office.letter(), "DRH", post=other_ministry.posts["head"].pk)


def test_a_restricted_letter_goes_by_name(office):
    empty = people.unit(office.units["DRH"], "مصلحة بلا رئيس", "service")
    office.units["EMPTY"] = empty
    letter = office.letter(level=letters.Level.RESTRICTED)
    with pytest.raises(giving.PostNeeded):
        office.give(letter, "EMPTY")
    post = people.post(empty, "متصرف")
    assert office.give(letter, "EMPTY", post=post.pk)[0].post_id == post.pk


def test_the_one_unit_that_acts_is_in_charge(office):
    letter = office.letter()
    asked = [
        Asked(unit=office.units["DRH"].pk, verb=Verb.PREPARE),
        Asked(unit=office.units["DAF"].pk, verb=Verb.INFORM),
    ]
    circulation.give(actor=office.actor("clerk"), letter_id=letter.pk, asked=asked, now=NOW)
    letter.refresh_from_db()
    assert letter.unit_id == office.units["DRH"].pk


def test_two_leads_or_twice_the_same_are_refused(office):
    twice = [Asked(unit=office.units["DRH"].pk, verb=Verb.PREPARE)] * 2
    with pytest.raises(giving.NamedTwice):
        circulation.give(actor=office.actor("clerk"), letter_id=office.letter().pk, asked=twice, now=NOW)


def test_a_copy_is_over_once_it_is_read(office):
    [row] = office.give(office.letter(), "DAF", verb=Verb.INFORM)
    circulation.see(actor=office.actor("finance"), instruction=row, now=NOW)
    assert Instruction.objects.get(pk=row.pk).state == "closed"


def test_the_post_keeps_what_it_was_asked_when_its_holder_leaves(office):
    letter = office.letter()
    [row] = office.give(letter, "DRH")
    holding = office.posts["head"].holding_set.get()
    organisations.end_holding(actor=people.SYSTEM, holding_id=holding.pk, at=NOW, now=NOW)
    next_one = people.person("Successor", administration=office.tenant)
    people.seat(next_one, office.posts["head"], starts_at=NOW)
    actor = organisations.actor_for(next_one.pk, NOW)
    assert circulation.answer(actor=actor, instruction_id=row.pk, text="تم", now=NOW).answered_by_id == next_one.pk
    assert not seen(office, "head", letter)


def test_a_head_takes_over_what_a_post_below_was_asked(office):
    letter = office.letter()
    [row] = office.give(letter, "DRH")
    [below] = office.give(letter, "DIV", who="head", parent=row)
    moved = moving.take_over(actor=office.actor("head"), instruction_id=below.pk, reason="استعجال", now=NOW)
    below.refresh_from_db()
    assert (below.state, moved.post_id, moved.moved_from_id) == ("moved", office.posts["head"].pk, below.pk)
    with pytest.raises(NotAllowed):
        moving.take_over(actor=office.actor("finance"), instruction_id=moved.pk, reason="لا", now=NOW)


def test_a_unit_abolished_hands_on_what_it_was_asked(office):
    letter = office.letter()
    [row] = office.give(letter, "DRH")
    [below] = office.give(letter, "DIV", who="head", parent=row, lead=True)
    other = people.unit(office.units["DRH"], "قسم جديد", "division")
    head = people.post(other, "رئيس القسم الجديد", is_head=True)
    organisations.abolish_unit(
        actor=people.SYSTEM, unit_id=office.units["DIV"].pk, on=NOW.date(), successor_id=other.pk, now=NOW
    )
    assert moving.resettle(now=NOW, unit_id=office.units["DIV"].pk) == 1
    assert moving.resettle(now=NOW) == 0
    moved = Instruction.objects.get(moved_from=below)
    assert (moved.unit_id, moved.post_id, moved.lead) == (other.pk, head.pk, True)


def test_a_unit_abolished_without_successor_gives_back(office):
    letter = office.letter()
    [row] = office.give(letter, "DAF")
    organisations.abolish_unit(
        actor=people.SYSTEM, unit_id=office.units["DAF"].pk, on=NOW.date(), successor_id=None, now=NOW
    )
    moving.resettle(now=NOW)
    row.refresh_from_db()
    assert row.state == "given_back"


def test_a_letter_is_closed_by_its_lead_once_nothing_waits(office):
    letter = office.letter()
    asked = [
        Asked(unit=office.units["DRH"].pk, verb=Verb.PREPARE, lead=True),
        Asked(unit=office.units["DAF"].pk, verb=Verb.OPINION),
    ]
    circulation.give(actor=office.actor("clerk"), letter_id=letter.pk, asked=asked, now=NOW)
    with pytest.raises(following.StillLive):
        closing.close_letter(actor=office.actor("head"), letter_id=letter.pk, now=NOW)
    with pytest.raises(NotAllowed):
        closing.close_letter(actor=office.actor("finance"), letter_id=letter.pk, now=NOW)
    done = closing.close_letter(actor=office.actor("head"), letter_id=letter.pk, ending=True, now=NOW)
    assert done.state == letters.State.CLOSED
    assert not Instruction.objects.live().filter(letter=letter).exists()
