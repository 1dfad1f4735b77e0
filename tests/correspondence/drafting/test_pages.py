"""The pages of drafting: who writes sees the editor, two texts at once, what was left out, what is verified."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings as conf
from django.test import Client
from django.urls import reverse

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters
from tests.core.people import NOW
from tests.helpers.drafting import begun, signed, write
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import incoming


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


def client(office, who):
    browser = Client()
    browser.force_login(office.people[who], backend=conf.AUTHENTICATION_BACKENDS[0])
    return browser


def save(browser, draft, accept="text/html", **said):
    said = {"subject": draft.letter.subject, "idempotency_key": str(uuid.uuid4())} | said
    return browser.post(reverse("drafting:save", args=[draft.pk]), said, headers={"Accept": accept})


@pytest.mark.parametrize("who", ["division", "head"])
def test_who_writes_sees_the_editor(office, who):
    draft = begun(office)
    answer = client(office, who).get(reverse("drafting:draft", args=[draft.pk]))
    assert answer.status_code == 200
    assert "data-draft-form" in answer.content.decode()


def test_the_second_writer_sees_both_texts(office):
    draft = begun(office)
    base = draft.version
    write(office, draft, "<p>نص الزميل</p>")
    answer = save(client(office, "head"), draft, base=base, body="<p>نصي</p>")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "نص الزميل" in page
    assert "نصي" in page
    told = save(client(office, "head"), draft, accept="application/json", base=base, body="<p>نصي</p>")
    assert (told.status_code, told.json()["code"]) == (409, "written_meanwhile")


def test_a_program_is_told_the_version_and_what_was_left_out(office):
    draft = begun(office)
    body = "<p>نص<img src=x onerror=alert(1)></p>"
    answer = save(client(office, "division"), draft, "application/json", base=draft.version, body=body)
    assert answer.status_code == 201
    assert answer.json()["version"] == draft.version + 1
    assert answer.json()["left_out"]


def test_lines_are_a_text_too(office):
    draft = begun(office)
    answer = save(client(office, "division"), draft, base=draft.version, markup="# عنوان\n- بند")
    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.versions.get(number=draft.version).body == "<h2>عنوان</h2><ul><li>بند</li></ul>"


def test_the_page_of_the_letter_answered_offers_the_reply_and_lists_it(office):
    letter = incoming(office)
    asked = [circulation.Asked(unit=office.units["DRH"].pk, verb=circulation.Verb.PREPARE)]
    circulation.give(actor=office.actor("clerk"), letter_id=letter.pk, asked=asked, now=NOW)
    begun(office, who="head", answers=letter.pk)
    page = client(office, "head").get(reverse("letters:letter", args=[letter.pk])).content.decode()
    assert f"{reverse('drafting:new')}?answers={letter.pk}" in page
    assert "الجواب عن طلب معطيات" in page


def test_a_sealed_letter_is_verified_unless_it_is_confidential(office):
    draft = signed(office, begun(office))
    run_jobs()
    letter = letters.Letter.objects.get(pk=draft.letter_id)
    address = reverse("verification:reference", args=[letter.reference])
    page = Client().get(address)
    assert page.status_code == 200
    assert letter.subject not in page.content.decode()
    letters.Letter.objects.filter(pk=letter.pk).update(level=letters.Level.CONFIDENTIAL)
    assert Client().get(address).status_code == 404
