"""The pages: what an employee sees and may not, the list that costs the same however long, a stale form, the export."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from diwan.kit.refusals import NotAllowed
from diwan.telework.agreements import api as agreements
from diwan.telework.agreements.models import Agreement
from tests.core.people import SYSTEM
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.agreements import asked, in_force


@pytest.fixture
def now():
    return timezone.now()


def sent(client, address, **data):
    return client.post(address, {"idempotency_key": str(uuid.uuid4()), **data})


def ask_form(place, now):
    first = now.date()
    return {
        "post_id": place.posts["officer"].pk,
        "way": "days",
        "weekdays": ["2", "4"],
        "starts_on": first.isoformat(),
        "ends_on": (first + timedelta(days=90)).isoformat(),
    }


def test_the_list_costs_the_same_however_long(place, client, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(place.people["head"])
    address = reverse("agreements:requests")
    asked(place.people["officer0"], now=now)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(1, 5):
        asked(place.people[f"officer{number}"], now=now)
    with CaptureQueriesContext(connection) as five:
        assert client.get(address).status_code == 200
    assert len(five) == len(one)


def test_wrong_dates_are_shown_again_with_what_was_typed(place, client, now):
    client.force_login(place.people["officer0"])
    form = ask_form(place, now) | {"ends_on": "2020-01-01", "reasons": "سبب مكتوب"}
    answer = sent(client, reverse("agreements:ask"), **form)
    assert answer.status_code == 422
    assert "سبب مكتوب" in answer.content.decode()
    assert not Agreement.objects.exists()


def test_a_stale_form_shows_what_was_kept_meanwhile(place, client, now):
    client.force_login(place.people["officer0"])
    address, form = reverse("agreements:ask"), ask_form(place, now)
    assert sent(client, address, **form, keep="1", reasons="الأولى").status_code == 302
    assert sent(client, address, **form, keep="1", version="1", reasons="الثانية").status_code == 302
    answer = sent(client, address, **form, send="1", version="1", reasons="الثالثة")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "الثانية" in page
    assert "الثالثة" in page
    assert Agreement.objects.get().reasons == "الثانية"


def test_a_draft_is_seen_by_its_person_alone(place, client, now):
    client.force_login(place.people["officer0"])
    sent(client, reverse("agreements:ask"), **ask_form(place, now), keep="1")
    key = Agreement.objects.get().pk
    client.force_login(place.people["head"])
    assert client.get(reverse("agreements:agreement", args=[key])).status_code == 404
    assert "officer0" not in client.get(reverse("agreements:requests")).content.decode()


def test_those_that_fit_are_approved_in_bulk_each_with_its_outcome(place, client, now):
    from diwan.core.batches.models import BatchItem

    rows = [asked(place.people[f"officer{n}"], now=now) for n in range(5)]
    client.force_login(place.people["head"])
    tried = client.get(reverse("agreements:requests"), {"state": "asked", "pick": [row.pk for row in rows]})
    assert tried.context["simulation"].first_broken is not None
    assert [one.fits for one in tried.context["simulation"].trials] == [True] * 4 + [False]
    answer = sent(client, reverse("agreements:approve_many"), pick=[row.pk for row in rows])
    assert answer.status_code == 302
    run_jobs()
    states = list(Agreement.objects.order_by("pk").values_list("state", flat=True))
    assert sorted(states) == ["asked", *["to_sign"] * 4]
    assert BatchItem.objects.count() == 5


def test_one_s_own_request_is_not_in_one_s_list(place, client, now):
    row = asked(place.people["head"], now=now)
    client.force_login(place.people["head"])
    assert row not in client.get(reverse("agreements:requests")).context["page"].object_list
    assert (
        client.post(
            reverse("agreements:act", args=[row.pk, "approve"]), {"idempotency_key": str(uuid.uuid4())}
        ).status_code
        == 403
    )


def test_the_export_holds_what_is_in_force_and_no_secret(place, client, now):
    from diwan.telework.agreements.operations import private

    row = in_force(place.people["officer0"], now=now)
    actor = place.actor("officer0", now)
    private.tell(actor=actor, post_id=actor.seats[0].post_id, kind="health", words="سر طبي", for_manager=True, now=now)
    client.force_login(place.people["head"])
    answer = client.get(reverse("agreements:export"))
    with ZipFile(io.BytesIO(answer.content)) as book:
        words = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert str(row.person) in words
    assert "سر طبي" not in words


def test_taken_in_from_paper_by_whoever_runs_the_adoption(place, now):
    said = {"person_id": place.people["officer0"].pk, "administration_id": place.tenant.pk, "now": now}
    first = now.date() - timedelta(days=42)
    what = agreements.Asked(
        pattern=in_pattern(), starts_on=first, ends_on=first + timedelta(days=300), reasons="من الورق"
    )
    with pytest.raises(NotAllowed):
        agreements.take_in(actor=place.actor("head", now), asked=what, paper="قرار 12", **said)
    row = agreements.take_in(actor=SYSTEM, asked=what, paper="قرار 12", **said)
    assert agreements.in_force(row.person_id, first) is not None
    assert agreements.in_force(row.person_id, first - timedelta(days=1)) is None


def in_pattern():
    from diwan.telework.rules import api as rules

    return rules.Pattern(weekdays=(2, 4))
