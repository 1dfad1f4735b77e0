"""Inviting by every channel, changing, cancelling, answering."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from icalendar import Calendar

from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.meetings import api as meetings
from diwan.telework.meetings import guests, tasks
from diwan.telework.meetings.models import AgendaItem, Meeting, Participant
from diwan.telework.meetings.operations import convening
from diwan.telework.meetings.operations.shared import WrongMoment
from tests.core import people
from tests.helpers.jobs import run_jobs


def calendars() -> list[Calendar]:
    return [
        Calendar.from_ical(part.get_payload(decode=True))
        for message in mail.outbox
        for part in message.message().walk()
        if part.get_content_type() == "text/calendar"
    ]


def event(calendar: Calendar):
    return calendar.walk("VEVENT")[0]


def test_everybody_is_invited_once_with_a_calendar_file(house):
    row = house.convened()
    run_jobs()
    assert Notification.objects.filter(kind="meetings.convened", person__isnull=False).count() == 3
    sent = {message.to[0] for message in mail.outbox}
    assert sent == {house.people[name].email for name in ("head", "division", "finance")} | {"guest@example.org"}
    assert len(mail.outbox) == 4, "the calendar goes in the place of the plain e-mail, not beside it"
    for calendar in calendars():
        assert calendar["METHOD"] == "REQUEST"
        one = event(calendar)
        assert (one["SEQUENCE"], one["SUMMARY"]) == (0, row.title)
        assert one["DTSTART"].dt == row.starts_at.replace(microsecond=0).astimezone(UTC)
        assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(minutes=60)
        assert isinstance(one["ATTENDEE"], str), "nobody is told the others' addresses"


def test_a_text_message_goes_where_there_is_a_carrier(house, tmp_path):
    person = house.people["finance"]
    person.phone = "+212600000001"
    person.save()
    with override_settings(DIWAN_SMS="diwan.core.notifications.sms.FileGateway", DIWAN_HOME=tmp_path):
        row = house.convened()
        run_jobs()
    assert row.title in (tmp_path / "sms.log").read_text()


def test_a_change_raises_the_number_of_the_calendar_file(house):
    row = house.convened()
    run_jobs()
    mail.outbox.clear()
    items = list(row.items.all())
    later = house.plan(
        starts_at=row.starts_at + timedelta(hours=3),
        items=[meetings.Item(title="مستجدات", id=None), meetings.Item(title="حصيلة الشهر", id=items[0].pk)],
        people=[house.people["head"].pk, house.people["division"].pk],
    )
    meetings.change(actor=house.actor("division"), meeting_id=row.pk, plan=later, now=timezone.now())
    run_jobs()
    found = {message.to[0]: calendar for message, calendar in zip(mail.outbox, calendars(), strict=True)}
    gone = found.pop(house.people["finance"].email)
    assert gone["METHOD"] == "CANCEL", "who is no longer invited is told so"
    assert {calendar["METHOD"] for calendar in found.values()} == {"REQUEST"}
    assert {event(calendar)["SEQUENCE"] for calendar in found.values()} == {1}
    assert AgendaItem.objects.filter(pk=items[0].pk, position=2).exists(), "a point that stays keeps its place in mind"
    assert not AgendaItem.objects.filter(pk=items[1].pk).exists()


def test_a_cancelled_meeting_leaves_the_calendars(house):
    row = house.convened()
    run_jobs()
    mail.outbox.clear()
    meetings.cancel(actor=house.actor("head"), meeting_id=row.pk, reason="تعذر الحضور", now=timezone.now())
    run_jobs()
    assert {calendar["METHOD"] for calendar in calendars()} == {"CANCEL"}
    assert {event(calendar)["STATUS"] for calendar in calendars()} == {"CANCELLED"}
    with pytest.raises(WrongMoment):
        meetings.change(actor=house.actor("head"), meeting_id=row.pk, plan=house.plan(), now=timezone.now())


def test_telling_twice_tells_once(house):
    from diwan.telework.meetings.events import MeetingConvened
    from diwan.telework.meetings.handlers import invite

    row = house.convened()
    run_jobs()
    count = Notification.objects.count()
    invite(MeetingConvened(meeting_id=row.pk, administration_id=row.administration_id, sequence=0))
    run_jobs()
    assert (Notification.objects.count(), len(mail.outbox)) == (count, 4)


def test_whoever_wants_no_mail_gets_none(house):
    from diwan.core.notifications.models import Preference

    Preference.objects.create(person=house.people["finance"], kind="meetings.convened", by_mail=False)
    house.convened()
    run_jobs()
    assert house.people["finance"].email not in {message.to[0] for message in mail.outbox}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"items": []}, convening.NoAgenda),
        ({"room": "bbb"}, convening.NoVideo),
        ({"people": [0]}, convening.PersonElsewhere),
    ],
)
def test_what_cannot_be_prepared(house, changes, refusal):
    with pytest.raises(refusal):
        meetings.prepare(actor=house.actor("head"), plan=house.plan(**changes), now=timezone.now())
    assert not Meeting.objects.exists()


def test_nobody_of_another_administration_is_invited(house):
    other = people.administration("MEF", arabic="وزارة الاقتصاد والمالية")
    stranger = people.person("Someone Else", administration=other)
    with pytest.raises(convening.PersonElsewhere):
        meetings.prepare(actor=house.actor("head"), plan=house.plan(people=[stranger.pk]), now=timezone.now())


def test_the_past_is_not_convened(house):
    row = meetings.prepare(
        actor=house.actor("head"), plan=house.plan(starts_at=timezone.now() - timedelta(hours=1)), now=timezone.now()
    )
    with pytest.raises(convening.InThePast):
        meetings.convene(actor=house.actor("head"), meeting_id=row.pk, now=timezone.now())


def test_who_sits_nowhere_convenes_nothing(house):
    alone = people.as_actor(people.person("No Seat", administration=house.tenant))
    with pytest.raises(NotAllowed):
        meetings.prepare(actor=alone, plan=house.plan(), now=timezone.now())


def test_one_answers_for_oneself_only(house):
    row = house.convened()
    mine, theirs, guest = (house.who(row, name) for name in ("finance", "division", "guest"))
    actor, now = house.actor("finance"), timezone.now()
    convening.answer(actor=actor, participant_id=mine.pk, said="accepted", now=now)
    for one in (theirs, guest):
        with pytest.raises(NotAllowed):
            convening.answer(actor=actor, participant_id=one.pk, said="declined", now=now)
    convening.answer(
        actor=people.as_actor(house.people["clerk"]), participant_id=guest.pk, said="tentative", guest=guest.pk, now=now
    )
    assert [
        one.answer for one in Participant.objects.filter(pk__in=(mine.pk, theirs.pk, guest.pk)).order_by("pk")
    ].count("none") == 1


def test_a_guest_link_dies_with_the_invitation(house):
    row = house.convened()
    guest = house.who(row, "guest")
    key = guests.guest_key(guest)
    assert guests.guest_of(key) == guest
    meetings.change(actor=house.actor("head"), meeting_id=row.pk, plan=house.plan(guests=[]), now=timezone.now())
    assert guests.guest_of(key) is None
    assert guests.guest_of(key[:-2] + "xx") is None


def test_only_those_invited_see_it_and_a_draft_only_who_prepares_it(house):
    draft = meetings.prepare(actor=house.actor("head"), plan=house.plan(), now=timezone.now())
    seen = lambda name: Meeting.objects.visible_to(house.actor(name)).filter(pk=draft.pk).exists()  # noqa: E731
    assert (seen("head"), seen("division"), seen("finance"), seen("clerk")) == (True, True, False, False)
    meetings.convene(actor=house.actor("head"), meeting_id=draft.pk, now=timezone.now())
    assert (seen("finance"), seen("clerk")) == (True, False)


def test_reminders_a_day_and_an_hour_before(house):
    house.convened(starts_at=timezone.now() + timedelta(minutes=50), now=timezone.now())
    run_jobs()
    tasks.remind()
    tasks.remind()
    assert Notification.objects.filter(kind="meetings.soon", person__isnull=False).count() == 3
