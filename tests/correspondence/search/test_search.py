"""What is found, by whom, and how many queries that takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from diwan.correspondence.letters import api as letters
from diwan.correspondence.search.models import Entry
from diwan.correspondence.search.queries.advising import advise
from diwan.correspondence.search.queries.asking import Asked, days_of, parse
from diwan.correspondence.search.queries.finding import PAGE_SIZE, entries, find, listed, page
from diwan.correspondence.search.queries.shelves import shelves_of
from diwan.correspondence.search.queries.showing import results
from tests.core.people import NOW
from tests.helpers.letters import incoming

pytestmark = pytest.mark.django_db


def titles(actor: Any, q: str, **asked: Any) -> list[str]:
    return [entry.title for entry in entries(find(actor, Asked(q=q, **asked), now=NOW).rows)]


@pytest.mark.parametrize(
    "q",
    [
        "الخصاص",
        "خصاص معطيات",
        '"معطيات حول الخصاص"',
        "معط*",
        "المندوبية",
        "من:التخطيط",
        "from:المندوبية",
        "date:2026",
        "طلب -شكاية",
        "",
    ],
)
def test_a_registered_letter_is_found_at_once(ministry: Any, q: str) -> None:
    incoming(ministry)
    assert titles(ministry.actor("clerk"), q) == ["طلب معطيات حول الخصاص"]


@pytest.mark.parametrize("q", ["شكاية", "من:الخصاص", "date:2020", "طلب -معطيات", '"الخصاص حول"'])
def test_what_does_not_answer_is_not_found(ministry: Any, q: str) -> None:
    incoming(ministry)
    assert titles(ministry.actor("clerk"), q) == []


def test_it_is_found_by_its_number_whole_and_in_part(ministry: Any) -> None:
    letter = incoming(ministry)
    number = letter.reference.rsplit("-", 1)[1]
    for q in (letter.reference, letter.reference.lower(), number, str(int(number)), f"ref:{number}"):
        assert titles(ministry.actor("clerk"), q) == [letter.subject], q


def test_a_text_read_in_a_piece_is_found(ministry: Any) -> None:
    letter = incoming(ministry, body="نص الرسالة عن المطاعم المدرسية")
    assert titles(ministry.actor("clerk"), "مطعم OR المطاعم") == [letter.subject]


def test_what_is_shown_before_a_unit_is_found_by_it_and_hidden_again(ministry: Any) -> None:
    letter = incoming(ministry)
    head = lambda: ministry.actor("head")  # noqa: E731
    assert titles(head(), "الخصاص") == []
    letters.show(letter=letter, cause="instruction:1", units=[ministry.units["DRH"].pk])
    assert titles(head(), "الخصاص") == [letter.subject]
    assert titles(ministry.actor("finance"), "الخصاص") == []
    letters.hide(letter=letter, cause="instruction:1")
    assert titles(head(), "الخصاص") == []


def test_another_administration_finds_nothing(ministry: Any, other_ministry: Any) -> None:
    incoming(ministry)
    actor = other_ministry.actor("clerk")
    found = find(actor, Asked(q="الخصاص"), now=NOW)
    assert found.rows == []
    assert shelves_of(found, Asked(q="الخصاص"), now=NOW) == []
    assert advise(actor, Asked(q="الخصاس"), now=NOW) is None


def test_a_misspelt_word_is_advised_to_those_who_may_find_it(ministry: Any) -> None:
    incoming(ministry)
    advice = advise(ministry.actor("clerk"), Asked(q="معطياط"), now=NOW)
    assert advice is not None
    assert titles(ministry.actor("clerk"), advice.q) == ["طلب معطيات حول الخصاص"]
    assert advise(ministry.actor("finance"), Asked(q="معطياط"), now=NOW) is None


def test_a_state_that_changes_moves_to_its_shelf(ministry: Any) -> None:
    letter = incoming(ministry)
    clerk = ministry.actor("clerk")
    assert titles(clerk, "", shelves=(("state", "registered"),)) == [letter.subject]
    letters.close(actor=clerk, letter_id=letter.pk, now=NOW)
    assert titles(clerk, "", shelves=(("state", "registered"),)) == []
    assert titles(clerk, "الخصاص", shelves=(("state", "closed"), ("state", "sent"))) == [letter.subject]


def test_shelves_count_what_was_found_in_words(ministry: Any) -> None:
    for subject in ("طلب أول", "طلب ثان", "طلب ثالث"):
        letter = incoming(ministry, subject=subject)
    clerk = ministry.actor("clerk")
    letters.close(actor=clerk, letter_id=letter.pk, now=NOW)
    asked = Asked(q="طلب")
    with translation.override("en"):
        shown = {
            str(label): [(shelf.label, shelf.count) for shelf in some]
            for label, some in shelves_of(find(clerk, asked, now=NOW), asked, now=NOW)
        }
    assert shown["State"] == [("Registered", 2), ("Closed", 1)]


def test_pages_show_each_thing_once_and_go_back(ministry: Any) -> None:
    for n in range(PAGE_SIZE + 5):
        incoming(ministry, subject=f"طلب رقم {n}")
    clerk, asked = ministry.actor("clerk"), Asked(q="طلب")
    found = find(clerk, asked, now=NOW)
    first = page(clerk, asked, found, now=NOW)
    second = page(clerk, asked, found, now=NOW, after=first.after)
    assert (len(first.entries), len(second.entries), second.after) == (PAGE_SIZE, 5, "")
    assert not {e.pk for e in first.entries} & {e.pk for e in second.entries}
    assert page(clerk, asked, found, now=NOW, before=second.before).entries == first.entries


def test_beyond_what_is_counted_one_reads_on_by_the_key(ministry: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diwan.correspondence.search.queries.finding.PAGE_SIZE", 3)
    for n in range(11):
        incoming(ministry, subject=f"طلب رقم {n}")
    clerk, asked = ministry.actor("clerk"), Asked(q="طلب")
    found = find(clerk, asked, now=NOW, most=4)
    assert not found.is_all
    seen, after = [], ""
    while True:
        part = page(clerk, asked, found, now=NOW, after=after)
        seen += [entry.pk for entry in part.entries]
        after = part.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 11


def test_the_best_answer_comes_first_when_asked(ministry: Any) -> None:
    best = incoming(ministry, subject="المطاعم المدرسية", body="المطاعم")
    incoming(ministry, subject="طلب آخر", body="شيء عن المطاعم")
    clerk, asked = ministry.actor("clerk"), Asked(q="المطاعم", sort="relevance")
    shown = page(clerk, asked, find(clerk, asked, now=NOW), now=NOW).entries
    assert shown[0].title == best.subject


def test_old_and_future_things_are_found_too(ministry: Any) -> None:
    letter = incoming(ministry)
    for at in (NOW - timedelta(days=12_000), NOW + timedelta(days=400), NOW - timedelta(days=45)):
        letter.registered_at = at
        letters.Letter.objects.filter(pk=letter.pk).update(registered_at=at)
        letters.index(letter)
        assert titles(ministry.actor("clerk"), "الخصاص") == [letter.subject], at


def test_results_are_marked(ministry: Any) -> None:
    incoming(ministry, body="نص <script> طويل عن الخصاص في الأطر")
    asked = Asked(q="خصاص")
    (shown,) = results(ministry.actor("clerk"), asked, entries(find(ministry.actor("clerk"), asked, now=NOW).rows))
    assert shown.title == "طلب معطيات حول <mark>الخصاص</mark>"
    assert "&lt;script&gt;" in shown.excerpt
    assert "<mark>الخصاص</mark>" in shown.excerpt


def test_how_many_queries(ministry: Any) -> None:
    for n in range(5):
        incoming(ministry, subject=f"طلب رقم {n}")
    actor, asked = ministry.actor("clerk"), Asked(q="طلب", since=NOW.date())
    with CaptureQueriesContext(connection) as queries:
        results(actor, asked, page(actor, asked, find(actor, asked, now=NOW), now=NOW).entries)
    # Signs: units and offices. One window. The entries, and the texts of letters and of their pieces.
    assert len(queries) <= 8, [q["sql"][:90] for q in queries]


def test_an_unchanged_letter_is_not_written_again(ministry: Any) -> None:
    letter = incoming(ministry)
    before = Entry.objects.values_list("pk", "stirred_at").get()
    letters.refresh(letter)
    letters.index(letter)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM search_entry")
        (one,) = cursor.fetchone()
    letters.index(letter)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM search_entry")
        assert cursor.fetchone() == (one,)
    assert Entry.objects.values_list("pk", "stirred_at").get() == before


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("12/2026", "2026-12-01", "2026-12-31"),
        ("12/03/2026", "2026-03-12", "2026-03-12"),
        ("٢٠٢٦/٠٣/١٢", "2026-03-12", "2026-03-12"),
        ("2025..2026", "2025-01-01", "2026-12-31"),
        ("2026..", "2026-01-01", "None"),
        ("31/02/2026", "None", "None"),
        ("x", "None", "None"),
    ],
)
def test_dates_as_people_write_them(said: str, first: str, last: str) -> None:
    assert tuple(map(str, days_of(said))) == (first, last)


def test_an_address_says_what_was_asked_and_no_more() -> None:
    asked = parse("q=x&f=state:sent&f=bad&since=2026-01-01&until=never&sort=odd&page=3")
    assert asked.query == "q=x&f=state%3Asent&since=2026-01-01"


def test_the_list_comes_without_counting_and_reads_on(ministry: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diwan.correspondence.search.queries.finding.PAGE_SIZE", 3)
    for n in range(7):
        incoming(ministry, subject=f"طلب رقم {n}")
    clerk = ministry.actor("clerk")
    for asked in (Asked(q="طلب"), Asked(q="طلب رقم"), Asked(q="طلب", since=NOW.date() - timedelta(days=1))):
        seen, after = [], ""
        while True:
            part = listed(clerk, asked, now=NOW, after=after)
            seen += [entry.pk for entry in part.entries]
            if not (after := part.after):
                break
        assert seen == [entry.pk for entry in entries(find(clerk, asked, now=NOW).rows)]
        assert len(seen) == 7


def test_the_list_costs_the_same_however_long(ministry: Any) -> None:
    incoming(ministry)
    counts = []
    for _ in range(2):
        clerk = ministry.actor("clerk")
        with CaptureQueriesContext(connection) as queries:
            listed(clerk, Asked(q="طلب"), now=NOW)
        counts.append(len(queries))
        incoming(ministry, subject="طلب آخر")
    assert counts == [2, 2]  # what their rights reach, the list


def test_what_is_counted_is_asked_for_after_the_list(ministry: Any, client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("diwan.correspondence.search.queries.finding.PAGE_SIZE", 1)
    for _n in range(2):
        incoming(ministry)
    client.force_login(ministry.people["clerk"])
    whole = client.get("/search/?q=طلب").content.decode()
    assert 'id="search-shelves" hx-get="/search/?q=' in whole
    assert "طلب" in whole
    asked = {"HX-Request": "true", "HX-Target": "search-shelves"}
    shelves = client.get("/search/?q=طلب", headers=asked).content.decode()
    assert 'id="search-count"' in shelves
    assert "<html" not in shelves
    monkeypatch.setattr("diwan.correspondence.search.queries.finding.PAGE_SIZE", 30)
    whole = client.get("/search/?q=طلب").content.decode()
    assert "نتيجتان" in whole.split('id="search-count"')[1][:200]
    again = client.get("/search/?q=طلب", headers=asked).content.decode()
    assert 'id="search-count"' not in again, "what one page holds is counted as it is shown"
    assert "hx-get" not in client.get("/search/?q=طلب&counted=1").content.decode().split('id="search-shelves"')[1][:80]
