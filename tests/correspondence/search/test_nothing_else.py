"""Nothing else is seen: search is held beside the rule of letters, for audiences and readers made at random."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diwan.core.organisations.api import SYSTEM
from diwan.correspondence.letters import api as letters
from diwan.correspondence.letters.models import Letter
from diwan.correspondence.search.models import Entry
from diwan.correspondence.search.queries.advising import advise
from diwan.correspondence.search.queries.asking import Asked
from diwan.correspondence.search.queries.finding import entries, every, find
from diwan.correspondence.search.queries.palette import found as palette
from diwan.correspondence.search.queries.shelves import shelves_of
from diwan.correspondence.search.sources import signs_of
from tests.core import people
from tests.core.people import NOW
from tests.helpers.letters import incoming

pytestmark = pytest.mark.django_db
WHO = ("clerk", "head", "division", "finance")
WORDS = ("مراسلة", "شكاية", "transfert", "budget")


@pytest.fixture
def places(ministry: Any, other_ministry: Any) -> list[Any]:
    """Two ministries with letters of every word; a reader of all ordinary mail and one of confidential mail."""
    for place in (ministry, other_ministry):
        for n in range(8):
            incoming(place, subject=f"{WORDS[n % 4]} رقم {n} {WORDS[n // 4]}")
        for who, right in (("reader", "letters.read"), ("keeper", "letters.confidential")):
            post = people.post(place.units["root"], who, rights={right: "administration"})
            place.people[who] = people.person(f"{who} {place.office.code}", administration=place.tenant)
            people.seat(place.people[who], post)
    return [ministry, other_ministry]


def scatter(places: list[Any], seed: int) -> None:
    """Give every letter a level and an audience at random, as dispatch does."""
    dice = random.Random(seed)
    for place in places:
        units = [unit.pk for unit in place.units.values()]
        posts = [post.pk for post in place.posts.values()]
        for letter in Letter.objects.filter(office=place.office):
            letter.level = dice.choice(letters.Level.values)
            Letter.objects.filter(pk=letter.pk).update(level=letter.level)
            letters.hide(letter=letter, cause="test")
            letters.show(
                letter=letter,
                cause="test",
                units=dice.sample(units, dice.randint(0, 2)),
                posts=dice.sample(posts, dice.randint(0, 1)),
            )


@given(st.integers(0, 10**6))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_found_is_what_may_be_read(places: list[Any], seed: int) -> None:
    scatter(places, seed)
    for place in places:
        for who in (*WHO, "reader", "keeper"):
            actor = place.actor(who)
            seen = Letter.objects.visible_to(actor)
            for word in (*WORDS, ""):
                asked = Asked(q=word)
                answers = {letter.pk: letter for letter in seen if word in letter.subject}
                found = find(actor, asked, now=NOW)
                assert {entry.key for entry in entries(found.rows)} == set(answers)
                assert found.count == len(answers)
                assert [row[0] for row in every(signs_of(actor), asked, now=NOW, limit=99)] == [
                    r[0] for r in found.rows
                ]
                states = Counter(letter.office_id for letter in answers.values())
                assert {int(k): n for k, n in found.shelves.get("office", {}).items()} == states
                assert len(palette(actor, word or "رقم", 99)) == (len(answers) if word else seen.count())
            assert Entry.objects.visible_to(actor).filter(kind="letter").count() == seen.count()


def test_the_palette_finds_what_is_being_typed(places: list[Any]) -> None:
    clerk = places[0].actor("clerk")
    whole = palette(clerk, "رقم مراسلة", 99)
    assert whole
    assert palette(clerk, "رقم مراس", 99) == whole
    assert palette(clerk, '"رقم مراس', 99) == palette(clerk, "zzzz", 99) == []


def test_nobody_and_those_without_signs_find_nothing(places: list[Any]) -> None:
    from diwan.core.organisations.api import ANONYMOUS

    assert find(ANONYMOUS, Asked(q="مراسلة"), now=NOW).rows == []
    assert not Entry.objects.visible_to(ANONYMOUS).exists()
    assert find(SYSTEM, Asked(q="مراسلة"), now=NOW).count == Letter.objects.filter(subject__contains="مراسلة").count()


def test_advice_comes_from_what_one_may_read(places: list[Any]) -> None:
    ministry, other = places
    incoming(ministry, subject="استراتيجية سرية")
    asked = Asked(q="استراتيجيا")
    assert advise(ministry.actor("clerk"), asked, now=NOW) is not None
    for nobody in (other.actor("clerk"), ministry.actor("finance"), ministry.actor("division")):
        assert advise(nobody, asked, now=NOW) is None
        assert find(nobody, Asked(q="استراتيجية"), now=NOW).rows == []


@pytest.mark.parametrize(
    "q", ["@letter", "@letter:a1", "#state:registered", "~2026-11", "'@letter'", "'x' | '@letter'"]
)
def test_signs_cannot_be_asked_for(places: list[Any], q: str) -> None:
    scatter(places, 1)
    actor = places[0].actor("division")
    seen = set(Letter.objects.visible_to(actor).values_list("pk", flat=True))
    assert {entry.key for entry in entries(find(actor, Asked(q=q), now=NOW).rows)} <= seen
    assert {
        entry.key for entry in entries(find(actor, Asked(shelves=(("state", "x' | '@letter"),)), now=NOW).rows)
    } <= seen


def test_the_audience_that_shrinks_shrinks_in_the_same_transaction(places: list[Any]) -> None:
    ministry = places[0]
    letter = incoming(ministry)
    letters.show(letter=letter, cause="instruction:1", units=[ministry.units["DAF"].pk])
    finance = ministry.actor("finance")
    assert find(finance, Asked(q="الخصاص"), now=NOW).count == 1
    letters.hide(letter=letter, cause="instruction:1")
    found = find(finance, Asked(q="الخصاص"), now=NOW)
    assert (found.count, shelves_of(found, Asked(q="الخصاص"), now=NOW)) == (0, [])


def test_deposits_are_found_by_the_offices_that_process_them(places: list[Any]) -> None:
    from diwan.core.organisations.api import ANONYMOUS
    from diwan.core.organisations.operations import offices
    from diwan.correspondence.deposits import api as deposits
    from tests.helpers.jobs import run_jobs

    ministry, other = places
    desk = offices.open_registry_office(
        actor=people.SYSTEM,
        unit_id=ministry.units["DRH"].pk,
        code="DRH",
        names=people.Names("مكتب المديرية"),
        on=people.FOUNDED,
        now=NOW,
        accepts_public=True,
    )
    for place in places:
        post = people.post(place.units["root"], "شباك", rights={"deposits.process": "administration"})
        place.people["desk"] = people.person(f"desk {place.office.code}", administration=place.tenant)
        people.seat(place.people["desk"], post)
    deposits.deposit(
        actor=ANONYMOUS,
        office_id=desk.pk,
        applicant=deposits.Applicant(name="فاطمة العلوي"),
        letter=deposits.Letter(subject="طلب شهادة العمل"),
        now=NOW,
    )
    run_jobs()
    asked = Asked(q="شهادات العلوي")
    assert [e.title for e in entries(find(ministry.actor("desk"), asked, now=NOW).rows)] == ["طلب شهادة العمل"]
    for nobody in (other.actor("desk"), ministry.actor("clerk"), ministry.actor("reader")):
        assert find(nobody, asked, now=NOW).rows == []
