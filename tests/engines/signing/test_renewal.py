"""Signed documents watched and renewed, and the page that shows it."""

from __future__ import annotations

import io
import time
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.engines.signing import api, keys, material, renewal
from diwan.engines.signing.levels import Level
from diwan.engines.signing.models import LastingFile
from diwan.engines.signing.operations import lasting
from diwan.engines.signing.refusing import NotSignable
from tests.core import people
from tests.helpers import pades
from tests.helpers.signing import key_of

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture(autouse=True)
def revocations():
    material.provide(pades.revocation_list)
    yield
    material.provide(None)


@pytest.fixture
def ministry(db):
    return people.administration()


def level_of(pdf: bytes) -> str:
    found = renewal.standing(pdf)
    return found.level if found else ""


def kept(pdf: bytes, subject: str = "1") -> int:
    file = files.store(io.BytesIO(pdf), name="letter.pdf", now=NOW, made=True)
    return files.claim(file.pk, purpose="tests.letter", subject=subject, now=NOW).pk


def watched(ministry, pdf: bytes, subject: str = "1") -> Any:
    return lasting.watch(
        administration_id=ministry.pk,
        file_id=kept(pdf, subject),
        purpose="tests.letter",
        subject=subject,
        label=f"رسالة {subject}",
        now=NOW,
    )


def test_renewed_again_and_again_every_signature_is_still_believed(plain):
    pdf = pades.sign(pades.sign(plain, Level.B_T).pdf, Level.B_LTA).pdf
    for _ in range(3):
        pdf = api.renew(pdf)
    assert pades.pyhanko(pdf) == [True, True]
    assert pades.for_long(pdf, years=8) == ["AdESPassed.OK"] * 2


def test_what_an_authority_says_long_after_a_signature_does_not_make_it_doubtful(ministry, plain):
    material.provide(None)  # our own authority, as it speaks at the renewal
    person = people.person()
    people.seat(person, people.post(people.root(ministry)))
    signer = api.signer_for(person.pk, key_of(person))
    (made,) = api.sign_many([api.Item(plain, api.Mark(at=NOW, level=Level.B_T))], signer)
    time.sleep(2)  # what is said of a certificate counts to the second
    assert api.validate(api.renew(made.signed.pdf)).verdict == api.Verdict.PASSED


def test_a_document_of_level_b_t_becomes_one_that_lasts(plain):
    short = pades.sign(plain, Level.B_T).pdf
    assert level_of(short) == "B-T"
    long = api.renew(short)
    assert level_of(long) == "B-LTA"
    assert pades.for_long(long, years=8) == ["AdESPassed.OK"]


def test_it_is_due_when_the_certificate_of_its_last_time_stamp_expires(plain):
    until = keys.authority().certificate.not_valid_after_utc.date()
    assert api.due_for_renewal(pades.sign(plain, Level.B_LTA).pdf) == until
    assert api.due_for_renewal(plain) is None
    signer = keys.seal_of("MEN").certificate.not_valid_after_utc.date()
    assert api.due_for_renewal(pades.sign(plain, Level.B_B).pdf) == signer


def test_what_is_not_signed_cannot_be_renewed(plain):
    for pdf, reason in ((plain, "unsigned"), (b"%PDF-nothing", "unreadable")):
        with pytest.raises(NotSignable) as refused:
            api.renew(pdf)
        assert refused.value.reason == reason


def test_what_expires_is_renewed_told_and_not_touched_again(ministry, plain, monkeypatch):
    told: list[Any] = []
    monkeypatch.setattr(facts, "tell", told.append)
    row = watched(ministry, pades.sign(plain, Level.B_LTA).pdf)
    before, later = row.file_id, NOW + timedelta(days=1)
    assert lasting.renew_due(until=NOW.date(), now=later) == (0, 0)
    assert lasting.renew_due(until=row.expires_on, now=later) == (1, 0)
    row.refresh_from_db()
    assert (row.renewals, row.renewed_at, row.level) == (1, later, "B-LTA")
    assert told == [api.FileRenewed("tests.letter", "1", before, row.file_id)]
    with files.open_file(row.file_id) as stream:
        assert pades.pyhanko(stream.read()) == [True]


def test_one_that_fails_stops_nobody_and_says_why(ministry, plain, settings):
    good = watched(ministry, pades.sign(plain, Level.B_LTA).pdf, "1")
    bad = watched(ministry, pades.sign(plain, Level.B_T).pdf, "2")
    LastingFile.objects.filter(pk=bad.pk).update(file=kept(plain, "3"))  # as if what is kept were damaged
    assert lasting.renew_due(until=max(good.expires_on, bad.expires_on), now=NOW) == (1, 1)
    bad.refresh_from_db()
    assert (bad.failure, bad.failed_at) == ("unsigned", NOW)
    settings.DIWAN_TSA_URL = "http://127.0.0.1:9/tsa"  # nobody listens on the discard port
    assert lasting.renew_due(until=good.expires_on, now=NOW)[0] == 0
    good.refresh_from_db()
    assert good.failure == "authority"


def test_the_same_document_signed_once_more_is_one_row(ministry, plain):
    once = pades.sign(plain, Level.B_T).pdf
    watched(ministry, once)
    row = watched(ministry, pades.sign(once, Level.B_LTA).pdf)
    assert (LastingFile.objects.count(), row.level, row.stamped_at) == (1, "B-LTA", NOW)
    assert watched(ministry, plain, "2") is None


def test_the_page_shows_what_lasts_to_its_keepers_alone(
    ministry, plain, client, settings, django_assert_max_num_queries
):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    for subject in ("1", "2"):
        watched(ministry, pades.sign(plain, Level.B_LTA).pdf, subject)
    LastingFile.objects.filter(subject="2").update(failed_at=NOW, failure="authority")
    keeper, other = people.person("Keeper One"), people.person("Other Two")
    people.seat(keeper, people.post(people.root(ministry), rights={"signing.keep": "administration"}))
    elsewhere = people.administration("MEF", arabic="وزارة الاقتصاد")
    people.seat(other, people.post(people.root(elsewhere), rights={"signing.keep": "administration"}))
    client.force_login(keeper)
    with django_assert_max_num_queries(30):
        page = client.get(reverse("signing:lasting"))
    assert page.status_code == 200
    assert "رسالة 1" in page.content.decode()
    assert [row.subject for row in page.context["page"]] == ["1", "2"]
    assert page.context["counts"].failed == 1
    client.force_login(other)
    page = client.get(reverse("signing:lasting"))
    assert page.context["counts"].total == 0
    assert "رسالة" not in page.content.decode()
