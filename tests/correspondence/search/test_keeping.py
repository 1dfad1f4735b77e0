"""Searches kept under a name, what they tell, the walk that mends the index, the file of what was found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from diwan.core.batches import api as batches
from diwan.core.batches.models import Batch
from diwan.core.files import api as files
from diwan.core.notifications.models import Notification
from diwan.correspondence.letters import api as letters
from diwan.correspondence.letters.models import Letter
from diwan.correspondence.search import tasks
from diwan.correspondence.search.models import Entry, SavedSearch, Walk
from diwan.correspondence.search.operations import saving, walking
from diwan.correspondence.search.queries.asking import Asked
from diwan.correspondence.search.queries.finding import find
from diwan.correspondence.search.works import EXPORT
from diwan.kit.refusals import NotAllowed
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import incoming

pytestmark = pytest.mark.django_db


def keep(place: Any, who: str = "clerk", **changes: Any) -> SavedSearch:
    now = timezone.now() - timedelta(hours=1)
    said = {"name": "الخصاص", "query": "q=الخصاص", "alerts": True, "now": now} | changes
    return saving.keep(actor=place.actor(who), **said)


def test_it_tells_of_what_is_new_once(ministry: Any) -> None:
    kept = keep(ministry)
    incoming(ministry)
    now = timezone.now()
    assert saving.look(search_id=kept.pk, now=now) == 1
    assert saving.look(search_id=kept.pk, now=now + timedelta(minutes=5)) == 0
    told = Notification.objects.get(kind="search.found")
    assert (told.person_id, "طلب معطيات حول الخصاص" in told.subject) == (kept.owner_id, True)


def test_what_was_there_before_is_no_news(ministry: Any) -> None:
    incoming(ministry)
    kept = keep(ministry, now=timezone.now() + timedelta(seconds=1))
    assert saving.look(search_id=kept.pk, now=timezone.now() + timedelta(minutes=5)) == 0


def test_a_letter_given_to_ones_unit_later_is_news_and_not_before(ministry: Any) -> None:
    kept = keep(ministry, "head")
    letter = incoming(ministry)
    assert saving.look(search_id=kept.pk, now=timezone.now()) == 0
    letters.show(letter=letter, cause="instruction:1", units=[ministry.units["DRH"].pk])
    assert saving.look(search_id=kept.pk, now=timezone.now()) == 1


def test_searches_are_ones_own_or_shared_with_ones_unit(ministry: Any) -> None:
    kept = keep(ministry)
    finance = ministry.actor("finance")
    assert not SavedSearch.objects.visible_to(finance).exists()
    with pytest.raises(NotAllowed):
        saving.delete(actor=finance, search_id=kept.pk)
    with pytest.raises(saving.NotYourUnit):
        keep(ministry, name="أخرى", unit_id=ministry.units["DAF"].pk)
    with pytest.raises(saving.NameTaken):
        keep(ministry)
    shared = keep(ministry, name="مشتركة", unit_id=ministry.units["root"].pk)
    assert shared in SavedSearch.objects.visible_to(ministry.actor("clerk"))


def test_the_walk_makes_the_index_anew_wherever_it_was_cut(ministry: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "PORTION", 2)
    for n in range(5):
        incoming(ministry, subject=f"طلب رقم {n}")
    Entry.objects.all().delete()
    walking.begin(kind="letter", now=NOW)
    assert walking.step(kind="letter", now=NOW)
    walking.begin(kind="letter", now=NOW)  # another start goes on where the first was cut
    assert Entry.objects.count() == 2
    while walking.step(kind="letter", now=NOW):
        pass
    assert find(ministry.actor("clerk"), Asked(q="طلب"), now=NOW).count == 5
    assert "letter" not in walking.unmade()


def test_the_check_mends_what_is_wrong_and_counts_it(ministry: Any) -> None:
    letter, other = incoming(ministry), incoming(ministry, subject="طلب آخر")
    tasks.complete()
    run_jobs()
    Letter.objects.filter(pk=letter.pk).update(subject="شكاية")  # behind the back of the operations
    Entry.objects.filter(key=other.pk).delete()
    Entry.objects.filter(key=letter.pk).update(administration=ministry.tenant)
    row = Entry.objects.get(key=letter.pk)
    row.pk, row.key = None, 10**9
    row.save(force_insert=True)
    tasks.check()
    run_jobs()
    walk = Walk.objects.get(kind="letter")
    assert (walk.mended, walk.ended_at is not None) == (3, True)
    clerk = ministry.actor("clerk")
    assert find(clerk, Asked(q="شكاية"), now=NOW).count == 1
    assert find(clerk, Asked(q=""), now=NOW).count == 2


def test_what_was_found_as_a_file(ministry: Any) -> None:
    incoming(ministry, subject="=1+1 الخصاص")
    incoming(ministry, subject="شكاية")
    for form in ("csv", "xlsx"):
        batch = batches.start(
            actor=ministry.actor("clerk"),
            kind=EXPORT,
            title="x",
            language="ar",
            params={"query": "q=الخصاص", "format": form},
            now=NOW,
        )
        run_jobs()
        batch = Batch.objects.get(pk=batch.pk)
        assert batch.file is not None
        if form == "csv":
            with files.open_file(batch.file_id) as stream:
                text = stream.read().decode()
            assert "'=1+1 الخصاص" in text
            assert "شكاية" not in text
