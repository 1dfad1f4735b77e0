"""The page on which a letter is given, without JavaScript; mass acts with a result for each."""

from __future__ import annotations

import re
import uuid

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from diwan.core.batches import api as batches
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.models import DistributionEntry, Instruction
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs


@pytest.fixture
def browsing(office):
    """A browser of somebody of the ministry."""
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):

        def signed_in(who):
            browser = Client()
            browser.force_login(office.people[who], backend=settings.AUTHENTICATION_BACKENDS[0])
            return browser

        yield signed_in


@pytest.fixture
def clerk(browsing):
    return browsing("clerk")


def send(browser, name, /, *args, **said):
    said.setdefault("idempotency_key", str(uuid.uuid4()))
    return browser.post(reverse(f"circulation:{name}", args=args), said)


def test_a_unit_is_searched_asked_left_out_and_the_letter_given(office, clerk):
    letter = office.letter()
    key = f"u{office.units['DRH'].pk}"
    page = send(clerk, "choose", letter.pk, q="الموارد البشرية").content.decode()
    assert f'name="add" value="{key}"' in page
    page = send(clerk, "choose", letter.pk, add=key).content.decode()
    assert f'name="key" value="{key}"' in page
    page = send(clerk, "choose", letter.pk, key=key, drop=key).content.decode()
    assert f'name="key" value="{key}"' not in page
    said = {"key": key, f"verb-{key}": "opinion", f"due-{key}": "2027-01-15", f"text-{key}": "رأيكم", "lead": key}
    assert send(clerk, "give", letter.pk, **said).status_code == 302
    row = Instruction.objects.get(letter=letter)
    assert (row.verb, row.due_on.isoformat(), row.due_days, row.text, row.lead) == (
        "opinion",
        "2027-01-15",
        None,
        "رأيكم",
        True,
    )


def test_a_line_left_at_the_usual_date_follows_the_calendar(office, clerk):
    letter = office.letter()
    send(clerk, "give", letter.pk, key=f"u{office.units['DRH'].pk}")
    assert Instruction.objects.get(letter=letter).due_days == 10


def test_a_list_is_kept_from_a_choice_and_opened_in_one_choice(office, clerk):
    letter = office.letter()
    keys = [f"u{office.units[name].pk}" for name in ("DRH", "DAF", "DIV")]
    sent = {"key": keys, "lead": keys[0], "list_name": "المديريات", f"verb-{keys[1]}": "inform"}
    kept = send(clerk, "save_choice", letter.pk, **sent)
    page = clerk.get(kept.url).content.decode()
    assert all(f'name="key" value="{key}"' in page for key in keys)
    number = kept.url.split("list=")[1]
    page = send(clerk, "choose", letter.pk, use="1", list=number).content.decode()
    assert page.count('name="key"') == 3


def test_a_list_says_in_how_many_days_and_what(office, clerk):
    key, copy = (f"u{office.units[name].pk}" for name in ("DRH", "DAF"))
    said = {"key": [key, copy], f"days-{key}": "3", f"text-{key}": "قبل انعقاد اللجنة", f"verb-{copy}": "inform"}
    send(clerk, "new_list", name="اللجنة", **said, **{f"days-{copy}": "5"})
    entries = list(DistributionEntry.objects.values_list("verb", "days", "text"))
    assert entries == [("prepare", 3, "قبل انعقاد اللجنة"), ("inform", None, "")]
    page = clerk.get(reverse("circulation:change_list", args=[DistributionEntry.objects.first().list_id])).content
    assert f'name="days-{key}" value="3"'.encode() in page
    letter, kept = office.letter(), DistributionEntry.objects.first().list_id
    page = send(clerk, "choose", letter.pk, use="1", list=str(kept)).content.decode()
    due = re.search(rf'name="due-{key}" value="([^"]+)"', page)[1]
    send(
        clerk,
        "give",
        letter.pk,
        key=[key],
        **{f"due-{key}": due, f"days-{key}": "3", f"text-{key}": "قبل انعقاد اللجنة"},
    )
    row = Instruction.objects.get(letter=letter)
    assert (row.due_days, row.due_on.isoformat(), row.text) == (3, due, "قبل انعقاد اللجنة")


def test_a_directorate_asks_its_sister_for_an_opinion_and_for_nothing_more(office, browsing):
    letter, head = office.letter(), browsing("head")
    office.give(letter, "DRH")
    key = f"u{office.units['DAF'].pk}"
    page = send(head, "choose", letter.pk, q="الشؤون المالية").content.decode()
    assert f'name="opinion" value="{key}"' in page
    assert f'name="add" value="{key}"' not in page
    page = send(head, "choose", letter.pk, opinion=key).content.decode()
    assert '<option value="opinion" selected>' in page
    assert '<option value="handle"' not in page
    send(head, "give", letter.pk, key=key, **{f"verb-{key}": "opinion"})
    row = Instruction.objects.get(letter=letter, unit=office.units["DAF"])
    assert (row.verb, row.lead) == ("opinion", False)


@pytest.mark.django_db(transaction=True)
def test_many_letters_are_given_with_an_answer_for_each(office):
    open_, shut = office.letter(), office.letter()
    circulation.close_letter(actor=office.actor("clerk"), letter_id=shut.pk, now=NOW)
    asked = [circulation.Asked(unit=office.units["DRH"].pk, verb=circulation.Verb.HANDLE)]
    batch = batches.start(
        actor=office.actor("clerk"),
        kind=circulation.GIVE,
        title="إحالة",
        language="ar",
        items=[(str(one.pk), one.reference) for one in (open_, shut)],
        params=circulation.params_of(asked),
        now=NOW,
    )
    run_jobs()
    batch.refresh_from_db()
    assert (batch.done, batch.refused, batch.failed) == (1, 1, 0)
    assert Instruction.objects.live().count() == 1


def test_the_panel_asks_as_much_for_forty_as_for_two(office, django_assert_max_num_queries):
    from diwan.correspondence.circulation import panels
    from tests.core import people

    for number in range(20):
        office.units[f"U{number}"] = people.unit(office.units["root"], f"مديرية {number}")
    letter = office.letter()
    office.give(letter, *(f"U{number}" for number in range(20)), "DRH")
    actor = office.actor("clerk")
    with django_assert_max_num_queries(9):
        shown = panels.instructions(actor, letter, NOW)["tree"]
    assert len(shown.lines) == 21
