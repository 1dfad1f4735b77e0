"""Presence, the floor, leave, duration, and consent before any recording."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diwan.kit.refusals import NotAllowed
from diwan.telework.meetings.models import Attendance, Meeting
from diwan.telework.meetings.operations import convening, holding, recording
from diwan.telework.meetings.operations.shared import WrongMoment


@pytest.fixture
def held(house):
    """Convened; `come(name)` signs somebody in, `do(function, name)` has them do it."""
    row = house.convened()

    def me(operation, name, **said):
        one = house.who(row, name)
        guest = one.pk if name == "guest" else None
        actor = house.actor("clerk" if name == "guest" else name)
        return operation(actor=actor, participant_id=one.pk, guest=guest, now=timezone.now(), **said)

    def chair(operation, name="head", **said):
        return operation(actor=house.actor(name), meeting_id=row.pk, now=timezone.now(), **said)

    house.row, house.me, house.chair = row, me, chair
    house.about = lambda operation, name, by="head", **said: operation(
        actor=house.actor(by), participant_id=house.who(row, name).pk, now=timezone.now(), **said
    )
    return house


@pytest.fixture
def opened(held):
    for name in ("head", "division", "finance", "guest"):
        held.me(holding.sign_in, name)
    held.chair(holding.open_meeting)
    return held


def test_it_does_not_open_while_somebody_is_missing_without_saying_why(held):
    held.me(holding.sign_in, "head")
    with pytest.raises(holding.PeopleMissing):
        held.chair(holding.open_meeting)
    held.chair(holding.open_meeting, reason="استعجال")
    row = Meeting.objects.get(pk=held.row.pk)
    assert (row.state, row.open_reason) == ("open", "استعجال")


def test_who_declined_is_not_waited_for(held):
    for name in ("head", "division", "guest"):
        held.me(holding.sign_in, name)
    held.me(convening.answer, "finance", said="declined")
    assert held.chair(holding.open_meeting).open_reason == ""


def test_only_who_chairs_opens_and_closes(held):
    for operation in (holding.open_meeting, recording.ask_consent):
        with pytest.raises(NotAllowed):
            held.chair(operation, "finance")


def test_signing_in_twice_is_once_and_nobody_signs_in_for_another(held):
    held.me(holding.sign_in, "finance")
    held.me(holding.sign_in, "finance")
    assert Attendance.objects.count() == 1
    with pytest.raises(NotAllowed):
        held.about(holding.sign_in, "division", by="finance")


def test_one_leaves_by_the_chairs_leave(opened):
    opened.me(holding.ask_leave, "finance")
    stay = Attendance.objects.get(participant=opened.who(opened.row, "finance"))
    assert stay.left_at is None, "asking is not leaving"
    with pytest.raises(NotAllowed):
        opened.about(holding.grant_leave, "finance", by="finance")
    opened.about(holding.grant_leave, "finance")
    stay.refresh_from_db()
    assert stay.left_at is not None
    assert stay.with_leave


def test_leaving_without_a_word_is_seen(opened):
    opened.about(holding.note_presence, "guest", here=False)
    assert not Attendance.objects.get(participant=opened.who(opened.row, "guest")).with_leave


def test_the_floor_goes_round_in_order_and_one_speaks(opened):
    opened.me(holding.ask_to_speak, "finance")
    opened.me(holding.ask_to_speak, "division")
    opened.me(holding.ask_to_speak, "finance")
    from diwan.telework.meetings.queries import in_room

    assert [one.participant.person for one in in_room(opened.row).queue] == [
        opened.people["finance"],
        opened.people["division"],
    ]
    opened.about(holding.give_floor, "finance")
    opened.about(holding.give_floor, "division")
    room = in_room(opened.row)
    assert room.speaking.participant.person == opened.people["division"]
    assert room.queue == []


def test_who_is_not_in_the_room_does_not_ask_to_speak(held):
    held.chair(holding.open_meeting, reason="x")
    with pytest.raises(holding.NotInTheRoom):
        held.me(holding.ask_to_speak, "finance")


def test_the_duration_is_kept_and_the_chair_lengthens_it(opened):
    before = Meeting.objects.get(pk=opened.row.pk).ends_at
    after = opened.chair(holding.extend, minutes=15).ends_at
    assert (after - before).total_seconds() == 15 * 60


def test_closing_ends_every_stay_and_nothing_more_is_done(opened):
    opened.me(holding.ask_to_speak, "finance")
    opened.chair(holding.close_meeting)
    assert not Attendance.objects.filter(left_at=None).exists()
    for operation in (holding.sign_in, holding.ask_to_speak):
        with pytest.raises(WrongMoment):
            opened.me(operation, "finance")


def test_nothing_is_recorded_before_all_were_asked_and_agreed(opened):
    with pytest.raises(recording.NotAllAgree):
        opened.chair(recording.start_recording)
    opened.chair(recording.ask_consent)
    for name in ("head", "division", "finance"):
        opened.me(recording.consent, name, agrees=True)
    with pytest.raises(recording.NotAllAgree):
        opened.chair(recording.start_recording)  # the guest has not answered
    opened.me(recording.consent, "guest", agrees=True)
    assert opened.chair(recording.start_recording).is_recorded


def test_a_withdrawn_consent_stops_the_recording_for_good(opened):
    opened.chair(recording.ask_consent)
    for name in ("head", "division", "finance", "guest"):
        opened.me(recording.consent, name, agrees=True)
    opened.chair(recording.start_recording)
    opened.me(recording.consent, "finance", agrees=False)
    row = Meeting.objects.get(pk=opened.row.pk)
    assert not row.is_recorded
    opened.me(recording.consent, "finance", agrees=True)
    with pytest.raises(recording.NotAllAgree):
        opened.chair(recording.start_recording)


def test_whoever_comes_to_a_recorded_meeting_agrees_first(opened):
    opened.about(holding.note_presence, "guest", here=False)
    opened.chair(recording.ask_consent)
    for name in ("head", "division", "finance"):
        opened.me(recording.consent, name, agrees=True)
    opened.chair(recording.start_recording)
    with pytest.raises(holding.ConsentFirst):
        opened.me(holding.sign_in, "guest")
    with pytest.raises(holding.ConsentFirst):
        opened.about(holding.note_presence, "guest", here=True)
    opened.me(recording.consent, "guest", agrees=True)
    opened.me(holding.sign_in, "guest")
