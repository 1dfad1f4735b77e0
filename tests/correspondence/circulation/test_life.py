"""A letter is given, passed on, answered and closed; who sees it follows."""

from __future__ import annotations

import pytest

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed
from tests.core.people import NOW
from tests.helpers.letters import incoming

Asked, Verb = circulation.Asked, circulation.Verb


def seen(place, who, letter):
    return letters.Letter.objects.visible_to(place.actor(who)).filter(pk=letter.pk).exists()


def give(place, letter, who="clerk", **changes):
    asked = changes.pop("asked", None) or [Asked(unit=place.units["DRH"].pk, verb=Verb.PREPARE, lead=True)]
    return circulation.give(actor=place.actor(who), letter_id=letter.pk, asked=asked, now=NOW, **changes)


def test_a_letter_goes_down_three_levels_and_comes_back_answered(ministry):
    letter = incoming(ministry)
    first = give(ministry, letter).instructions.get()
    assert first.post_id == ministry.posts["head"].pk
    below = [Asked(unit=ministry.units["DIV"].pk, verb=Verb.PREPARE)]
    second = give(ministry, letter, "head", asked=below, parent_id=first.pk).instructions.get()
    circulation.answer(actor=ministry.actor("division"), instruction_id=second.pk, text="الجواب جاهز", now=NOW)
    circulation.close(actor=ministry.actor("head"), instruction_id=second.pk, now=NOW)
    circulation.answer(actor=ministry.actor("head"), instruction_id=first.pk, text="تم", now=NOW)
    assert circulation.close(actor=ministry.actor("clerk"), instruction_id=first.pk, now=NOW).state == "closed"
    letter.refresh_from_db()
    assert (letter.state, letter.unit_id) == (letters.State.DISPATCHED, ministry.units["DRH"].pk)


def test_who_was_given_a_letter_sees_it_until_it_is_taken_back(ministry):
    letter = incoming(ministry)
    assert not seen(ministry, "division", letter)
    first = give(ministry, letter).instructions.get()
    below = [Asked(unit=ministry.units["DIV"].pk, verb=Verb.OPINION)]
    give(ministry, letter, "head", asked=below, parent_id=first.pk)
    assert seen(ministry, "division", letter)
    assert not seen(ministry, "finance", letter)
    circulation.take_back(actor=ministry.actor("clerk"), instruction_id=first.pk, reason="خطأ", now=NOW)
    assert not seen(ministry, "division", letter)


def test_nobody_passes_on_to_a_unit_that_is_not_below(ministry):
    letter = incoming(ministry)
    first = give(ministry, letter).instructions.get()
    aside = [Asked(unit=ministry.units["DAF"].pk, verb=Verb.HANDLE)]
    with pytest.raises(NotAllowed):
        give(ministry, letter, "head", asked=aside, parent_id=first.pk)


@pytest.mark.parametrize("verb", [Verb.OPINION, Verb.INFORM])
def test_a_directorate_asks_its_sister_for_an_opinion(ministry, verb):
    letter = incoming(ministry)
    first = give(ministry, letter).instructions.get()
    aside = Asked(unit=ministry.units["DAF"].pk, verb=verb)
    for parent in (first.pk, None):
        given = give(ministry, letter, "head", asked=[aside], parent_id=parent)
        assert (given.post_id, given.instructions.get().lead) == (ministry.posts["head"].pk, False)
    assert seen(ministry, "finance", letter)
    letter.refresh_from_db()
    assert letter.unit_id == ministry.units["DRH"].pk  # who is asked what they think is not in charge


def test_nobody_is_put_in_charge_from_beside_nor_asked_by_who_dispatches_nothing(ministry, other_ministry):
    letter = incoming(ministry)
    first = give(ministry, letter).instructions.get()
    there = {"unit": ministry.units["DAF"].pk}
    for refused in (Asked(**there, verb=Verb.HANDLE), Asked(**there, verb=Verb.OPINION, lead=True)):
        with pytest.raises(NotAllowed):
            give(ministry, letter, "head", asked=[refused])
    below = Asked(unit=ministry.units["DIV"].pk, verb=Verb.PREPARE)
    give(ministry, letter, "head", asked=[below], parent_id=first.pk)
    with pytest.raises(NotAllowed):
        give(ministry, letter, "division", asked=[Asked(**there, verb=Verb.OPINION)])
    with pytest.raises(circulation.UnitGone):
        give(ministry, letter, "head", asked=[Asked(unit=other_ministry.units["DAF"].pk, verb=Verb.OPINION)])


def test_above_the_ordinary_level_an_opinion_is_asked_of_a_named_post_only(ministry):
    letter = incoming(ministry, level=letters.Level.RESTRICTED)
    give(ministry, letter)
    there = {"unit": ministry.units["DAF"].pk, "verb": Verb.OPINION}
    with pytest.raises(NotAllowed):
        give(ministry, letter, "head", asked=[Asked(**there)])
    give(ministry, letter, "head", asked=[Asked(**there, post=ministry.posts["finance"].pk)])
    assert seen(ministry, "finance", letter)


def test_another_administration_sees_nothing(ministry, other_ministry):
    letter = incoming(ministry)
    assert not any(seen(other_ministry, who, letter) for who in other_ministry.people)


def test_a_confidential_letter_is_not_read_by_the_unit_nor_by_the_clerk(ministry):
    letter = incoming(ministry, level=letters.Level.CONFIDENTIAL)
    assert not seen(ministry, "clerk", letter)
