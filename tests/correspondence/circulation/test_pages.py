"""The page on which a letter is given, without JavaScript; mass acts with a result for each."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from diwan.core.batches import api as batches
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.models import Instruction
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs


@pytest.fixture
def clerk(office):
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        browser = Client()
        browser.force_login(office.people["clerk"], backend=settings.AUTHENTICATION_BACKENDS[0])
        yield browser


def send(browser, name, *args, **said):
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
