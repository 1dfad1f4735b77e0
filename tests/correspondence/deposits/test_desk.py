"""The clerk's queue: what is asked is what is shown, page after page, and nothing of another administration."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from diwan.correspondence.deposits.enums import MessageKind, State
from diwan.correspondence.deposits.models import Deposit, Message
from diwan.correspondence.deposits.operations import deciding
from diwan.correspondence.deposits.queries import desk
from diwan.correspondence.deposits.queries.filters import Filter, letters, matching, place_of
from diwan.kit.refusals import NotAllowed
from tests.core import people

from .conftest import NOW, hand_in, open_counter, piece

DAY = timedelta(days=1)


@pytest.fixture
def place(education):
    return place_of(education.actor, NOW)


def subjects(rows) -> set[str]:
    return {row.subject for row in rows}


def put(deposit, **fields) -> None:
    Deposit.objects.filter(pk=deposit.pk).update(**fields)


class TestSearch:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("علوي", True),  # without its article
            ("العلوى", True),  # alef maksura for yeh
            ("فاطمه", True),  # heh for teh marbuta
            ("شهاده العمل", True),
            ("شهاد", True),  # the beginning of a word
            ("000001", True),  # a number inside the reference
            ("MEN-{year}-000001", True),
            ("men {year}", True),
            ("زواج", False),
            ("' | ! &", True),  # nothing but marks asks nothing
            ("عمل:*) | (", True),
        ],
    )
    def test_words_are_found_as_people_write_them(self, education, place, asked, found):
        handed = hand_in(education, subject="طلب شهادة العمل").deposit
        asked = asked.replace("{year}", str(handed.registered_at.year))
        assert matching(place, Filter(q=asked)).exists() == found

    def test_every_word_must_be_there(self, education, place):
        hand_in(education, subject="طلب شهادة العمل")
        hand_in(education, subject="طلب رخصة")
        assert subjects(matching(place, Filter(q="طلب رخص"))) == {"طلب رخصة"}

    def test_a_very_long_text_is_registered_and_found(self, education, place):
        words = " ".join(f"كلمة{n}" for n in range(120_000))
        hand_in(education, subject="طويل", body=words)
        assert matching(place, Filter(q="كلمة7")).count() == 1


class TestFilters:
    def test_due_dates(self, education, place):
        due = {"late": -1, "today": 0, "in 2": 2, "in 7": 7, "in 8": 8}
        for name, days in due.items():
            put(
                hand_in(education, subject=name).deposit,
                due_on=place.today + days * DAY,
                clock_started_on=place.today - 30 * DAY,
            )
        stopped = hand_in(education, subject="stopped").deposit
        put(stopped, state=State.INCOMPLETE, clock_started_on=place.today)
        hand_in(education, subject="none")
        for asked, found in {
            "late": {"late"},
            "soon": {"today", "in 2"},
            "week": {"today", "in 2", "in 7"},
            "suspended": {"stopped"},
            "none": {"none", "stopped"},
        }.items():
            assert subjects(matching(place, Filter(due=asked))) == found
        closed = Deposit.objects.get(subject="late")
        deciding.return_(actor=education.actor, deposit_id=closed.pk, reason="x", now=NOW)
        assert not matching(place, Filter(due="late")).exists()  # what is closed is not owed

    def test_days_are_those_of_the_country(self, db):
        """22:30 UTC is already the next day in Kuwait."""
        kuwait = open_counter("MOE", "KW", "وزارة التربية")
        hand_in(kuwait, subject="night", at=NOW.replace(hour=22, minute=30))
        place, day = place_of(kuwait.actor, NOW), NOW.date()
        assert not matching(place, Filter(since=day, until=day)).exists()
        assert matching(place, Filter(since=day + DAY, until=day + DAY)).exists()

    def test_steps_messages_and_twins(self, education, place):
        one, two = hand_in(education, subject="one").deposit, hand_in(education, subject="two").deposit
        hand_in(education, subject="two")
        deciding.accept(actor=education.actor, deposit_id=one.pk, now=NOW)
        Message.objects.create(deposit=two, kind=MessageKind.NOTE, from_office=False, text="؟", at=NOW)
        today = NOW.date()
        assert subjects(matching(place, Filter(moment="accepted", since=today, until=today))) == {"one"}
        assert matching(place, Filter(unread=True)).get() == two
        assert matching(place, Filter(same=True)).count() == 2
        assert subjects(matching(place, Filter(state="open", office=education.office_id))) == {"one", "two"}

    def test_an_address_asks_what_it_was_made_from(self, client, education, place):
        asked = Filter(state="open", q="علوي & co", procedure=0, due="week", since=NOW.date(), unread=True, sort="old")
        client.force_login(education.clerk)
        assert client.get(f"{reverse('deposits:queue')}?{asked.query}").context["asked"] == asked

    def test_what_cannot_be_read_is_not_asked(self, client, education):
        hand_in(education)
        client.force_login(education.clerk)
        page = client.get(reverse("deposits:queue") + "?state=zz&office=x&since=32&sort=%00&after=zz~1&due=%27")
        assert page.status_code == 200
        assert len(page.context["queue"].rows) == 1


class TestPages:
    @pytest.mark.parametrize("sort", ["due", "new", "old"])
    def test_each_letter_stands_on_one_page_and_back_leads_back(self, education, place, sort, monkeypatch):
        monkeypatch.setattr(desk, "PAGE_SIZE", 4)
        for n in range(11):
            handed = hand_in(education, subject=str(n), at=NOW + timedelta(seconds=n // 2)).deposit
            if n % 3:
                put(handed, due_on=NOW.date() + (n % 4) * DAY, clock_started_on=NOW.date())
        asked, after, seen, pages = Filter(sort=sort), "", [], []
        while True:
            page = desk.queue(place=place, asked=asked, after=after)
            seen += [row.pk for row in page.rows]
            pages.append([row.pk for row in page.rows])
            if not page.after:
                break
            after = page.after
        assert len(seen) == len(set(seen)) == 11
        whole = desk.ids_of(place, asked, 100)
        assert seen == whole
        back = desk.queue(place=place, asked=asked, before=page.before)
        assert [row.pk for row in back.rows] == pages[-2]
        assert page.counts[""] == 11

    def test_what_is_late_comes_first(self, education, place):
        for days in (5, -3, None, 1):
            handed = hand_in(education, subject=str(days)).deposit
            if days is not None:
                put(handed, due_on=place.today + days * DAY, clock_started_on=place.today - 9 * DAY)
        found = desk.queue(place=place, asked=Filter(state="registered"))
        assert [row.subject for row in found.rows] == ["-3", "1", "5", "None"]


class TestSight:
    def test_the_offices_of_an_actor_are_what_visible_to_gives(self, education, finance):
        hand_in(education), hand_in(finance)
        for counter in (education, finance):
            mine = letters(place_of(counter.actor, NOW))
            assert set(mine) == set(Deposit.objects.visible_to(counter.actor))
            assert mine.count() == 1

    def test_nothing_of_another_administration_is_shown_or_counted(self, client, education, finance):
        hand_in(finance, subject="سر")
        client.force_login(education.clerk)
        for query in ("", "?state=", "?q=سر", f"?office={finance.office_id}", "?filter=1&state="):
            page = client.get(reverse("deposits:queue") + query)
            assert page.context["queue"].total == 0
            assert page.context["queue"].rows == []

    def test_a_colleague_without_the_right_sees_no_queue(self, client, db):
        client.force_login(people.person())
        assert client.get(reverse("deposits:queue")).status_code == 403
        assert NotAllowed.status == 403


def test_the_filter_and_the_pieces_cost_the_same_however_many(client, education, django_assert_max_num_queries):
    pieces = [piece("نص".encode(), "a.txt"), piece()]
    first = hand_in(education, pieces=pieces).deposit
    for _n in range(10):
        hand_in(education)
    client.force_login(education.clerk)
    with django_assert_max_num_queries(18):
        client.get(reverse("deposits:queue") + "?state=&filter=1")
    with django_assert_max_num_queries(27):
        page = client.get(reverse("deposits:reading", args=[first.pk])).content.decode()
    assert "<p>نص</p>" in page
    assert len(page) < 100_000
