"""What stands in which folder, and before whom (COR-2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from diwan.core.organisations.operations import posts
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.desk.queries import folders
from diwan.correspondence.desk.queries.sitting import inboxes, sit
from diwan.correspondence.letters import api as letters
from tests.core import people
from tests.core.people import NOW, TODAY
from tests.helpers.letters import incoming

from .conftest import Verb, give, inbox


def at(place, who, now=NOW):
    return sit(place.actor(who), None, now)


def lend(place, how, **more):
    """The finance director stands before the post of the head for a while."""
    span = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=9), "now": NOW}
    post, person = place.posts["head"], place.people["finance"]
    return how(actor=people.SYSTEM, post_id=post.pk, person_id=person.pk, **span, **more)


def test_what_is_given_to_a_post_is_to_be_done_there_and_nowhere_else(ministry, other_ministry):
    row = give(ministry)
    assert inbox(ministry, "head") == [row.pk]
    for who in ("division", "finance", "clerk"):
        assert inbox(ministry, who) == []
    assert inbox(other_ministry, "head") == []


def test_it_goes_from_folder_to_folder_as_it_is_treated(ministry):
    row = give(ministry)
    assert inbox(ministry, "clerk", "given") == [row.pk]
    circulation.answer(actor=ministry.actor("head"), instruction_id=row.pk, text="الجواب", now=NOW)
    assert inbox(ministry, "head") == []
    assert inbox(ministry, "head", "done") == [row.pk]
    assert inbox(ministry, "clerk", "check") == [row.pk]
    circulation.close(actor=ministry.actor("clerk"), instruction_id=row.pk, now=NOW)
    assert inbox(ministry, "clerk", "check") == inbox(ministry, "clerk", "given") == []


def test_what_came_back_waits_until_it_is_given_again(ministry):
    row = give(ministry)
    circulation.give_back(actor=ministry.actor("head"), instruction_id=row.pk, reason="ليس من اختصاصنا", now=NOW)
    assert inbox(ministry, "clerk", "check") == [row.pk]
    assert inbox(ministry, "head", "done") == []  # the letter is no longer before them
    give(ministry, unit="DAF", letter=row.letter, now=NOW + timedelta(hours=1))
    assert inbox(ministry, "clerk", "check") == []


def test_copies_stand_apart_and_stay_after_they_were_read(ministry):
    row = give(ministry, verb=Verb.INFORM)
    assert (inbox(ministry, "head"), inbox(ministry, "head", "copies")) == ([], [row.pk])
    assert folders.counts(at(ministry, "head"))["copies"] == 1
    circulation.see(actor=ministry.actor("head"), instruction=row, now=NOW)
    assert inbox(ministry, "head", "copies") == [row.pk]
    assert folders.counts(at(ministry, "head"))["copies"] == 0


def test_the_registry_dispatches_what_nobody_was_given(ministry):
    first, second = incoming(ministry), incoming(ministry)
    give(ministry, letter=second)
    assert inbox(ministry, "clerk", "dispatch") == [first.pk]
    assert "dispatch" not in folders.shown(at(ministry, "head"))


def test_a_confidential_letter_waits_before_no_clerk(ministry):
    incoming(ministry, level=letters.Level.CONFIDENTIAL)
    assert inbox(ministry, "clerk", "dispatch") == []
    assert folders.counts(at(ministry, "clerk"))["dispatch"] == 0


def test_a_unit_without_a_head_is_served_to_whom_dispatches_its_mail(ministry):
    row = give(ministry, unit="root")
    assert row.post_id is None
    assert inbox(ministry, "clerk", "headless") == [row.pk]
    assert inbox(ministry, "head", "headless") == []  # their right stops at their directorate


def test_late_is_by_the_day_of_the_country(ministry):
    type(ministry.tenant).objects.filter(pk=ministry.tenant.pk).update(country="KW")
    row = give(ministry, due_on=TODAY)
    midnight = NOW.replace(hour=21, minute=30)  # half past midnight in Kuwait
    assert inbox(ministry, "head", "late", now=NOW) == []
    assert inbox(ministry, "head", "late", now=midnight) == [row.pk]


def test_drafts_are_those_of_the_post(ministry):
    new = letters.NewLetter(subject="جواب", parties=(letters.Correspondent(name="وزارة", role="addressee"),))
    draft = letters.draft(
        actor=ministry.actor("head"),
        post_id=ministry.posts["head"].pk,
        office_id=ministry.office.pk,
        kind=letters.Kind.OUTGOING,
        letter=new,
        now=NOW,
    )
    assert inbox(ministry, "head", "drafts") == [draft.pk]
    assert inbox(ministry, "division", "drafts") == []


class TestStandingIn:
    def test_an_interim_has_both_inboxes_and_each_row_once(self, ministry):
        mine, theirs = give(ministry, unit="DAF"), give(ministry)
        lend(ministry, posts.set_interim, reason="عطلة")
        finance = ministry.actor("finance")
        assert [seat.post_id for seat in inboxes(finance)] == [ministry.posts["finance"].pk, ministry.posts["head"].pk]
        assert inbox(ministry, "finance") == [mine.pk]
        assert inbox(ministry, "finance", post=ministry.posts["head"].pk) == [theirs.pk]
        assert folders.waiting(finance) == 2
        assert inbox(ministry, "head") == [theirs.pk]  # whoever holds it still sees it

    def test_a_delegate_with_the_right_to_treat_has_the_inbox(self, ministry):
        people_post = ministry.posts["head"]
        posts.grant_right(actor=people.SYSTEM, post_id=people_post.pk, right=letters.TREAT, reach="unit", now=NOW)
        row = give(ministry)
        lend(ministry, posts.delegate, rights=[letters.TREAT], limit_id=None)
        assert inbox(ministry, "finance", post=people_post.pk) == [row.pk]

    def test_a_delegate_without_it_has_none(self, ministry):
        give(ministry)
        lend(ministry, posts.delegate, rights=[letters.READ], limit_id=None)
        finance = ministry.actor("finance")
        assert [seat.post_id for seat in inboxes(finance)] == [ministry.posts["finance"].pk]
        assert sit(finance, ministry.posts["head"].pk, NOW) is None
        assert folders.waiting(finance) == 0


def test_counts_are_those_of_the_rows(ministry):
    for n in range(4):
        give(ministry, due_on=TODAY - timedelta(days=1) if n % 2 else None)
    incoming(ministry)
    for who in ("head", "clerk"):
        sitting = at(ministry, who)
        counted = folders.counts(sitting)
        for folder, count in counted.items():
            assert len(inbox(ministry, who, folder)) == count, folder
    assert folders.waiting(ministry.actor("head")) == 4


def test_counting_is_one_query(ministry, django_assert_num_queries):
    give(ministry)
    sitting = at(ministry, "clerk")
    with django_assert_num_queries(2):  # what rights reach, the counts
        folders.counts(sitting)
    with django_assert_num_queries(1):
        folders.counts(sitting)
    with django_assert_num_queries(1):
        folders.waiting(sitting.actor)


@pytest.mark.parametrize("who", ["head", "clerk"])
def test_somebody_elses_instruction_does_not_open(ministry, who):
    from diwan.correspondence.desk.queries import opening

    row = give(ministry, unit="DAF", letter=incoming(ministry))
    opened = opening.instruction(at(ministry, who), row.pk)
    assert (opened is not None) == (who == "clerk")
