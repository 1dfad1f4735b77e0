"""Notes beside a letter, and the posts they call."""

from __future__ import annotations

import pytest

from diwan.core.notifications.models import Notification
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.operations import notes
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs


def write(office, letter, who="clerk", **said):
    return circulation.write_note(actor=office.actor(who), letter_id=letter.pk, text="كلام لا يقال", now=NOW, **said)


def seen(office, who, letter):
    return letters.Letter.objects.visible_to(office.actor(who)).filter(pk=letter.pk).exists()


def test_a_mention_shows_the_letter_as_long_as_the_note_stands(office):
    letter = office.letter()
    note = write(office, letter, mentions=[office.posts["division"].pk])
    assert seen(office, "division", letter)
    circulation.withdraw_note(actor=office.actor("clerk"), note_id=note.pk, now=NOW)
    assert not seen(office, "division", letter)
    with pytest.raises(notes.Withdrawn):
        circulation.withdraw_note(actor=office.actor("clerk"), note_id=note.pk, now=NOW)


def test_a_note_is_withdrawn_by_its_author_alone(office):
    letter = office.letter()
    office.give(letter, "DRH")
    note = write(office, letter)
    with pytest.raises(NotAllowed):
        circulation.withdraw_note(actor=office.actor("head"), note_id=note.pk, now=NOW)


def test_a_restricted_letter_is_not_shown_by_a_mention(office):
    letter = office.letter(level=letters.Level.RESTRICTED)
    with pytest.raises(notes.NotNamed):
        write(office, letter, mentions=[office.posts["division"].pk])
    office.give(letter, "DRH")
    assert write(office, letter, mentions=[office.posts["head"].pk]).pk


def test_nobody_is_called_from_another_administration(office, other_ministry):
    with pytest.raises(notes.PostGone):
        write(office, office.letter(), mentions=[other_ministry.posts["head"].pk])


@pytest.mark.django_db(transaction=True)
def test_who_is_called_is_told_without_the_words(office):
    letter = office.letter(subject="موضوع سري جدا", level=letters.Level.RESTRICTED)
    office.give(letter, "DRH")
    write(office, letter, mentions=[office.posts["head"].pk])
    run_jobs()
    told = Notification.objects.filter(person=office.people["head"])
    assert {one.kind for one in told} == {"circulation.given", "circulation.mentioned"}
    assert not any("سري" in one.subject + one.body or "كلام" in one.subject + one.body for one in told)
