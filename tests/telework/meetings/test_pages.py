"""The pages, without JavaScript: preparing, the room, guests, lists and their exports."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from diwan.telework.meetings import guests
from diwan.telework.meetings.models import Meeting, Participant


@pytest.fixture
def browsing(house):
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):

        def signed_in(who):
            browser = Client()
            browser.force_login(house.people[who], backend=settings.AUTHENTICATION_BACKENDS[0])
            return browser

        yield signed_in


def send(browser, name, /, *args, **said):
    said.setdefault("idempotency_key", str(uuid.uuid4()))
    return browser.post(reverse(f"meetings:{name}", args=args), said)


def typed(house, **changes):
    return {
        "title": "اجتماع",
        "day": (timezone.now() + timedelta(days=3)).date().isoformat(),
        "hour": "10:30",
        "minutes": "45",
        "place": "+212537000000",
        "item_id": ["", ""],
        "item_title": ["حصيلة", "برنامج"],
        "item_speaker": ["", "رئيس القسم"],
        "item_minutes": ["15", ""],
        "person": [house.people["head"].pk, house.people["division"].pk],
        "chair": house.people["head"].pk,
        "secretary": house.people["division"].pk,
        "guests": "Amina Alaoui <amina@example.org>\nbachir@example.org",
    } | changes


def test_one_page_prepares_and_convenes(house, browsing):
    answer = send(browsing("head"), "new", **typed(house), convene="1")
    assert answer.status_code == 302
    row = Meeting.objects.get()
    assert (row.state, row.minutes, row.chair, row.secretary) == (
        "convened",
        45,
        house.people["head"],
        house.people["division"],
    )
    assert f"{row.starts_at.astimezone(tz()):%H:%M}" == "10:30", "the hour is the legal one"
    assert [(item.title, item.speaker) for item in row.items.all()] == [("حصيلة", ""), ("برنامج", "رئيس القسم")]
    found = Participant.objects.filter(person=None).order_by("email")
    assert [(one.name, one.email) for one in found] == [
        ("Amina Alaoui", "amina@example.org"),
        ("bachir@example.org", "bachir@example.org"),
    ]


def tz():
    from diwan.core.calendars import api as calendars

    return calendars.zone("MA")


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"place": ""}, {"guests": "nobody"}, {"item_title": ["", ""]}, {"minutes": "2"}]
)
def test_a_mistake_shows_the_form_again_with_what_was_typed(house, browsing, changes):
    answer = send(browsing("head"), "new", **typed(house, **changes, note="كلمة للمشاركين"))
    assert answer.status_code == 422
    assert "كلمة للمشاركين" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_search_for_people_loses_nothing(house, browsing):
    said = typed(house, who="finance", title="عنوان طويل")
    page = send(browsing("head"), "new", **said, search="1")
    text = page.content.decode()
    assert page.status_code == 200
    assert f'id="found-{house.people["finance"].pk}"' in text
    assert "عنوان طويل" in text
    assert "حصيلة" in text


def test_people_of_others_are_not_found(house, browsing):
    from tests.core import people

    other = people.administration("MEF", arabic="وزارة الاقتصاد والمالية")
    people.person("Finance Stranger", administration=other)
    page = browsing("head").get(reverse("meetings:people"), {"who": "finance"})
    assert "Stranger" not in page.content.decode()


def test_the_room_asks_why_when_somebody_is_missing(house, browsing):
    row = house.convened()
    browser = browsing("head")
    page = send(browser, "open", row.pk)
    assert page.status_code == 422
    assert "Guest One" in page.content.decode()
    assert send(browser, "open", row.pk, reason="استعجال").status_code == 302
    assert Meeting.objects.get().state == "open"


def test_a_guest_answers_signs_in_and_asks_to_speak_without_an_account(house, browsing):
    row = house.convened()
    key = guests.guest_key(house.who(row, "guest"))
    browser = Client()
    assert row.title in browser.get(reverse("meetings:guest", args=[key])).content.decode()
    for act in ("accept", "here"):
        assert send(browser, "guest_me", key, act).status_code == 302
    send(browsing("head"), "open", row.pk, reason="x")
    assert send(browser, "guest_me", key, "speak").status_code == 302
    assert send(browser, "guest_me", key, "close").status_code == 404
    one = house.who(row, "guest")
    assert (one.answer, one.stays.count(), one.speeches.count()) == ("accepted", 1, 1)
    assert "Guest One" in browsing("head").get(reverse("meetings:live", args=[row.pk])).content.decode()


def test_a_participant_is_not_given_the_acts_of_the_chair(house, browsing):
    row = house.convened()
    browser = browsing("finance")
    assert send(browser, "open", row.pk, reason="x").status_code == 403
    assert send(browser, "chair", row.pk, "ask-consent").status_code == 403
    assert send(browser, "participant", house.who(row, "head").pk, "here").status_code == 403
    assert browser.get(reverse("meetings:change", args=[row.pk])).status_code == 403
    assert (
        reverse("meetings:open", args=[row.pk])
        not in browser.get(reverse("meetings:room", args=[row.pk])).content.decode()
    )


def test_the_minutes_of_two_are_compared_on_the_page(house, browsing):
    row = house.convened()
    chair, secretary = browsing("head"), browsing("division")
    send(chair, "open", row.pk, reason="x")
    item = row.items.first()
    base = {f"base-{item.pk}": "e3b0c44298fc1c14"}
    assert send(secretary, "minutes", row.pk, **base, **{f"said-{item.pk}": "نص المقرر"}).status_code == 302
    page = send(chair, "minutes", row.pk, **base, **{f"said-{item.pk}": "نص الرئيس", f"decision-{item.pk}": "قرار"})
    text = page.content.decode()
    assert page.status_code == 422
    for kept in ("نص المقرر", "نص الرئيس", "قرار"):
        assert kept in text
    item.refresh_from_db()
    assert item.said == "نص المقرر"


def test_lists_filter_export_and_feed(house, browsing, django_assert_num_queries):
    row = house.convened()
    house.convened(title="اجتماع آخر", starts_at=timezone.now() + timedelta(days=5))
    browser = browsing("division")
    page = browser.get(reverse("meetings:list"), {"q": "تتبع"}).content.decode()
    assert row.title in page
    assert "اجتماع آخر" not in page
    assert row.title not in browser.get(reverse("meetings:list"), {"tab": "past"}).content.decode()
    answer = browser.get(reverse("meetings:export"))
    assert answer.content[:2] == b"PK"
    key = guests.feed_key(house.people["division"])
    calendar = Calendar.from_ical(Client().get(reverse("meetings:feed", args=[key])).content)
    assert len(calendar.walk("VEVENT")) == 2
    house.people["division"].access_epoch += 1
    house.people["division"].save()
    assert Client().get(reverse("meetings:feed", args=[key])).status_code == 404, "cut off with everything else"


def test_a_list_costs_the_same_however_long(house, browsing):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browsing("division")

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as found:
            browser.get(reverse("meetings:list"))
        return len(found)

    house.convened()
    cost()
    one = cost()
    for _n in range(4):
        house.convened()
    assert cost() == one


def test_the_month_shows_a_meeting_on_its_legal_day(house, browsing):
    row = house.convened(starts_at=timezone.now().replace(day=28, hour=23, minute=30) + timedelta(days=40))
    local = row.starts_at.astimezone(tz())
    page = browsing("head").get(reverse("meetings:month"), {"m": f"{local:%Y-%m}"}).content.decode()
    day = page.split(f'datetime="{local:%Y-%m-%d}"')[1].split("month-date")[0]
    assert row.title in day


def test_documents_are_sent_beforehand_and_read_by_participants_only(house, browsing):
    row = house.convened()
    browser = browsing("head")
    item = row.items.first()
    file = io.BytesIO("وثيقة".encode())
    file.name = "note.txt"
    assert send(browser, "documents", row.pk, item=item.pk, pieces=file).status_code == 302
    page = browsing("finance").get(reverse("meetings:meeting", args=[row.pk])).content.decode()
    assert "note.txt" in page
    assert browsing("clerk").get(reverse("meetings:meeting", args=[row.pk])).status_code == 404
    document = row.documents.get()
    assert document.item == item
    assert send(browsing("finance"), "remove_document", document.pk).status_code == 403
    assert send(browser, "remove_document", document.pk).status_code == 302


def test_an_hour_that_the_clocks_jump_over_is_not_accepted(house, db):
    from datetime import date, time

    from diwan.telework.meetings.forms import PlanForm

    form = PlanForm({}, country="MA")
    form.is_valid()
    form.legal(date(2027, 3, 14), time(2, 30))  # after Ramadan the clocks of Morocco go from 02:00 to 03:00
    assert "hour" in form.errors
