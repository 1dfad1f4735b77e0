"""An accepted deposit is a letter with the same number, and the letter follows it to its end."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from diwan.core.accounts.models import User
from diwan.core.journal import api as journal
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.deposits.operations import assigning, becoming
from diwan.correspondence.letters.models import Letter
from tests.core import people
from tests.helpers.jobs import run_jobs

from .conftest import NOW, hand_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
READS, PROCESSES = {"letters.register": "administration"}, {"deposits.process": "administration"}


def accepted(office, **more):
    handed = hand_in(office, **more)
    deposits.accept(actor=office.actor, deposit_id=handed.deposit.pk, now=LATER)
    return Deposit.objects.get(pk=handed.deposit.pk)


def letter_of(deposit):
    return Letter.objects.get(origin=f"deposit:{deposit.pk}")


def test_it_has_the_number_the_line_and_the_fingerprint_of_the_deposit(education):
    deposit = accepted(education)
    letter = letter_of(deposit)
    assert (letter.reference, letter.entry_id, letter.kind) == (deposit.reference, deposit.entry_id, "incoming")
    assert hashlib.sha256(letter.content.encode()).digest() == bytes(deposit.entry.content_digest)
    assert (letter.correspondent, letter.subject, letter.due_on) == (
        deposit.applicant_name,
        deposit.subject,
        deposit.due_on,
    )
    assert letter.pieces.count() == deposit.pieces.count()
    assert letter.registered_at == deposit.registered_at
    assert journal.verify().intact


def test_a_deposit_that_was_not_accepted_is_no_letter(education):
    handed = hand_in(education)
    deposits.return_(actor=education.actor, deposit_id=handed.deposit.pk, reason="ليست من اختصاصنا", now=LATER)
    assert not Letter.objects.exists()


def test_answered_it_is_closed_and_answering_at_once_makes_it_first(education):
    handed = hand_in(education)
    said = {"deposit_id": handed.deposit.pk, "text": "تقرر قبول طلبكم", "now": LATER}
    deposits.answer(actor=education.actor, accepting=True, **said)
    letter = letter_of(handed.deposit)
    assert (letter.state, letter.closed_at) == ("closed", LATER)
    assert list(letter.acts.values_list("kind", flat=True)) == ["letters.registered", "letters.closed"]


def test_it_follows_the_unit_and_is_seen_there(education):
    deposit = accepted(education)
    unit = deposit.office.unit_id
    assigning.assign_unit(actor=education.actor, deposit_id=deposit.pk, unit_id=unit, now=LATER)
    assert letter_of(deposit).unit_id == unit


def test_deposits_accepted_before_are_adopted_once(education):
    deposit = accepted(education)
    letter = letter_of(deposit)
    letter.acts.all().delete()
    letter.pieces.all().delete()
    letter.parties.all().delete()
    letter.delete()
    assert becoming.adopt(now=LATER) == 1
    assert becoming.adopt(now=LATER) == 0
    assert letter_of(deposit).reference == deposit.reference


def test_the_letter_and_its_deposit_are_one_line_of_the_search(education, client, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    deposit = accepted(education)
    run_jobs()
    tenant = deposit.office.administration
    both = people.post(deposit.office.unit, "مكتب", rights=READS | PROCESSES)
    one = people.post(deposit.office.unit, "شباك", rights=PROCESSES)
    letter_url = reverse("letters:letter", args=[letter_of(deposit).pk])
    deposit_url = reverse("deposits:reading", args=[deposit.pk])
    search = {"q": deposit.reference}
    for name, post, hrefs in (
        ("Reads Both", both, [letter_url, deposit_url]),
        ("Processes Only", one, [deposit_url]),
    ):
        person = people.person(name, administration=tenant)
        people.seat(person, post)
        client.force_login(person)
        page = client.get(reverse("search:search"), search).content.decode()
        assert len(re.findall(r'class="row-item result"', page)) == 1, name
        assert [url for url in (letter_url, deposit_url) if f'href="{url}"' in page] == hrefs, name
        assert ("result-also" in page) == (len(hrefs) == 2)
    client.force_login(User.objects.get(name_latin="Reads Both"))
    only = client.get(reverse("search:search"), search | {"f": "kind:deposit"}).content.decode()
    assert f'href="{letter_url}"' not in only
    assert f'class="row-item result" href="{deposit_url}"' in only
