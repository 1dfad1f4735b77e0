"""Help requests: asked, taken, answered, solved, opened again."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings

from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.support import queries
from diwan.telework.support.models import HelpRequest
from diwan.telework.support.operations import helping
from diwan.telework.support.operations.common import NothingWritten
from tests.core.people import NOW, TODAY
from tests.helpers.jobs import run_jobs
from tests.helpers.world import stored

HOUR = timedelta(hours=1)


def told(person):
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_request_goes_from_the_person_to_the_desk_and_back(place):
    row = place.ask()
    run_jobs()
    assert told(place.people["desk"]) == told(place.people["second"]) == ["support.asked"]
    assert told(place.people["hajar"]) == []
    helping.take(actor=place.actor("desk"), request_id=row.pk, now=NOW)
    file = stored("capture.pdf")
    said = {"request_id": row.pk, "text": "أعيدوا التشغيل", "waits": True, "now": NOW + HOUR}
    message = helping.write(actor=place.actor("desk"), file_ids=[file.pk], **said)
    row.refresh_from_db()
    assert (row.state, row.answered_at, message.files.get()) == ("waiting", NOW + HOUR, file)
    helping.write(actor=place.actor("hajar"), request_id=row.pk, text="ما زال", now=NOW + 2 * HOUR)
    row.refresh_from_db()
    assert (row.state, row.answered_at) == ("taken", NOW + HOUR)  # the first answer stays the first
    helping.solve(actor=place.actor("desk"), request_id=row.pk, now=NOW + 3 * HOUR)
    with pytest.raises(helping.AlreadySolved):
        helping.write(actor=place.actor("hajar"), request_id=row.pk, text="شكرا", now=NOW)
    helping.rate(actor=place.actor("hajar"), request_id=row.pk, satisfaction=1, words="بطيء", now=NOW)
    row.refresh_from_db()
    assert (queries.minutes(row.asked_at, row.answered_at), queries.minutes(row.asked_at, row.solved_at)) == (60, 180)
    helping.reopen(actor=place.actor("hajar"), request_id=row.pk, text="عاد العطل", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.reopened, row.satisfaction, row.solved_at) == ("taken", 1, None, None)
    run_jobs()
    assert told(place.people["hajar"]) == ["support.answered", "support.answered"]
    assert told(place.people["second"]) == ["support.asked"]  # once somebody has it, the others are left alone
    assert told(place.people["desk"]) == ["support.asked"] * 3


def test_who_may_do_what(place):
    row = place.ask()
    for who in ("said", "hajar", "keeper"):
        with pytest.raises(NotAllowed):
            helping.take(actor=place.actor(who), request_id=row.pk, now=NOW)
    for who in ("said", "keeper"):
        with pytest.raises(NotAllowed):
            helping.write(actor=place.actor(who), request_id=row.pk, text="نص", now=NOW)
    with pytest.raises(helping.NotOfTheDesk):
        helping.take(actor=place.actor("desk"), request_id=row.pk, person_id=place.people["said"].pk, now=NOW)
    given = helping.take(actor=place.actor("desk"), request_id=row.pk, person_id=place.people["second"].pk, now=NOW)
    assert given.assigned_to_id == place.people["second"].pk
    with pytest.raises(helping.NotSolved):
        helping.rate(actor=place.actor("hajar"), request_id=row.pk, satisfaction=3, now=NOW)
    own = place.ask("desk")
    with pytest.raises(NotAllowed):  # the desk has its own requests helped by somebody else
        helping.take(actor=place.actor("desk"), request_id=own.pk, now=NOW)
    seen = {who: HelpRequest.objects.visible_to(place.actor(who)).filter(pk=row.pk).exists() for who in place.people}
    assert seen == {"keeper": False, "desk": True, "second": True, "hajar": True, "said": False}


def test_nothing_is_asked_without_words(place):
    with pytest.raises(NothingWritten):
        place.ask(text=" ")


def test_the_list_of_the_desk_is_filtered(place):
    one, other = place.ask(), place.ask("said", subject="شاشة معطلة", category="equipment", urgency=1)
    helping.solve(actor=place.actor("said"), request_id=other.pk, now=NOW)
    rows = HelpRequest.objects.helped_by(place.actor("desk"))

    def found(**said):
        return set(queries.filtered(rows, said).values_list("pk", flat=True))

    assert found() == {one.pk}
    assert found(state="all") == {one.pk, other.pk}
    assert found(state="all", q="شاشه") == {other.pk}
    assert found(state="all", category="access") == {one.pk}
    assert found(state="all", hand="none", urgency="1") == {other.pk}
    assert queries.asked_within(place.root.path, TODAY, TODAY) == 2
    assert queries.asked_within(place.root.path, TODAY + timedelta(days=1), TODAY + timedelta(days=3)) == 0


@pytest.fixture
def browse(place):
    def sign_in(who):
        client = Client()
        client.force_login(place.people[who], backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield sign_in


def test_what_was_typed_stays_when_the_form_is_wrong(place, browse):
    said = {"idempotency_key": str(uuid.uuid4()), "subject": "عطل", "text": "نص طويل", "urgency": "9"}
    answer = browse("hajar").post("/telework/support/help/new/", said)
    assert answer.status_code == 422
    assert "نص طويل" in answer.content.decode()
    assert not HelpRequest.objects.exists()


def test_the_desk_costs_the_same_however_long(place, browse, django_assert_max_num_queries):
    client = browse("desk")
    place.ask()
    client.get("/telework/support/desk/")
    with django_assert_max_num_queries(40) as few:
        client.get("/telework/support/desk/")
    for number in range(12):
        place.ask("said" if number % 2 else "hajar", subject=f"طلب {number}")
    with django_assert_max_num_queries(len(few)):
        client.get("/telework/support/desk/")
