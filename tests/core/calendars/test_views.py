"""The page everybody may read, the file they may keep, and the forms of those who announce."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar as ICalendar

from diwan.core.calendars import api
from diwan.core.calendars.models import Announcement
from diwan.core.calendars.policies import RIGHT

PAGE, ANNOUNCE = "/calendar/MA/2027/", "/calendar/MA/announce/"


def form(**changes):
    return {
        "kind": "holiday",
        "day": "2027-02-05",
        "name_ar": "عطلة استثنائية",
        "name_fr": "Congé exceptionnel",
        "name_en": "Exceptional day off",
        "source": "Communiqué du 1er février 2027",
        "checked": "on",
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


@pytest.mark.parametrize(("language", "word"), [("ar", "عيد العرش"), ("fr", "Fête du Trône"), ("en", "Throne Day")])
def test_anybody_reads_the_year_in_their_language(sign_in, db, language, word):
    response = sign_in.anonymous.get(PAGE, {"lang": language})
    assert response.status_code == 200
    assert word in response.text
    assert "2.77.169" in response.text
    assert ANNOUNCE not in response.text


def test_kuwait_shows_its_own_days_and_digits(sign_in, db):
    page = sign_in.anonymous.get("/calendar/KW/2026/", {"lang": "ar"}).text
    assert "يوم التحرير" in page
    assert "٢٦ فبراير ٢٠٢٦" in page
    assert "عيد العرش" not in page


def test_a_year_or_country_without_rules_does_not_exist(sign_in, db):
    for path in ("/calendar/FR/2027/", "/calendar/MA/1950/", "/calendar/MA/2100/", "/calendar/FR/2027.ics"):
        assert sign_in.anonymous.get(path).status_code == 404, path


def test_the_short_address_leads_to_the_year_it_is(sign_in, db):
    year = api.local_day(timezone.now(), "MA").year
    assert sign_in.anonymous.get("/calendar/")["Location"] == "/calendar/MA/"
    assert sign_in.anonymous.get("/calendar/MA/")["Location"] == f"/calendar/MA/{year}/"
    assert sign_in.anonymous.get("/calendar/FR/").status_code == 404


def test_the_page_reads_the_announcements_once(sign_in, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        sign_in.anonymous.get(PAGE)


def test_the_file_holds_every_day_of_the_page(sign_in, db):
    response = sign_in.anonymous.get(reverse("calendars:ics", args=["MA", 2027]), {"lang": "fr"})
    assert response["Content-Type"].startswith("text/calendar")
    events = list(ICalendar.from_ical(response.content).walk("VEVENT"))
    assert len(events) == len(api.holidays_between("MA", date(2027, 1, 1), date(2027, 12, 31)))
    throne = next(event for event in events if event.decoded("dtstart") == date(2027, 7, 30))
    assert throne["summary"] == "Fête du Trône"
    assert throne["status"] == "CONFIRMED"
    assert any(event["status"] == "TENTATIVE" for event in events)
    assert len({event["uid"] for event in events}) == len(events)


def test_staff_with_the_right_announce_and_withdraw(sign_in, db):
    client = sign_in(RIGHT)
    assert ANNOUNCE in client.get(PAGE).text
    response = client.post(ANNOUNCE, form())
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert not api.is_working_day("MA", date(2027, 2, 5))
    assert "Communiqué du 1er février 2027" in client.get(PAGE).text
    announcement = Announcement.objects.get()
    assert announcement.announced_by_id is not None
    response = client.post(
        reverse("calendars:withdraw", args=[announcement.pk]),
        {"reason": "démenti", "checked": "on", "idempotency_key": str(uuid.uuid4())},
    )
    assert response.status_code == 302
    assert api.is_working_day("MA", date(2027, 2, 5))


def test_the_same_form_sent_twice_announces_once(sign_in, db):
    client, words = sign_in(RIGHT), form()
    first = client.post(ANNOUNCE, words)
    again = client.post(ANNOUNCE, words)
    assert (first.status_code, again.status_code) == (302, 302)
    assert Announcement.objects.count() == 1


def test_a_month_needs_no_name_of_its_own(sign_in, db):
    words = form(
        kind="month", day="2027-03-10", hijri_year="1448", hijri_month="10", name_ar="", name_fr="", name_en=""
    )
    assert sign_in(RIGHT).post(ANNOUNCE, words).status_code == 302
    assert Announcement.objects.get().name_ar == "شوال 1448"


@pytest.mark.parametrize(
    "changes", [{"checked": ""}, {"source": ""}, {"name_ar": ""}, {"day": "yesterday"}, {"kind": "month"}]
)
def test_an_incomplete_form_comes_back_with_its_mistakes(sign_in, transactional_db, changes):
    response = sign_in(RIGHT).post(ANNOUNCE, form(**changes))
    assert response.status_code == 422
    assert "aria-invalid" in response.text
    assert not Announcement.objects.exists()


def test_withdrawing_without_a_reason_changes_nothing(sign_in, transactional_db):
    client = sign_in(RIGHT)
    client.post(ANNOUNCE, form())
    path = reverse("calendars:withdraw", args=[Announcement.objects.get().pk])
    assert client.post(path, {"checked": "on", "idempotency_key": str(uuid.uuid4())}).status_code == 422
    assert client.post("/calendar/announcements/999999/withdraw/", form()).status_code == 404
    assert not api.is_working_day("MA", date(2027, 2, 5))


def test_without_the_right_one_reads_and_no_more(sign_in, transactional_db):
    client = sign_in()
    assert ANNOUNCE not in client.get(PAGE).text
    assert client.post(ANNOUNCE, form()).status_code == 403
    assert not Announcement.objects.exists()


def test_the_public_is_sent_to_sign_in(sign_in, db):
    response = sign_in.anonymous.post(ANNOUNCE, form())
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_get_announces_nothing(sign_in, db):
    assert sign_in(RIGHT).get(ANNOUNCE).status_code == 405
