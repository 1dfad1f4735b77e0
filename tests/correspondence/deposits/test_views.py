"""The same request twice, by people and by programs; and what a request costs."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diwan.core.files import api as files
from diwan.correspondence.deposits.models import Deposit
from tests.helpers.deposits import REVIEW, read_back

from .conftest import PDF, hand_in

API = "/api/v1/deposits"


def body(counter, **changes) -> dict:
    return {"office": counter.code, "applicant_name": "فاطمة", "subject": "طلب", **changes}


def test_the_same_form_twice_gives_the_same_letter(client, education):
    sent = read_back(client, education.office_id)
    first, second = client.post(REVIEW, sent), client.post(REVIEW, sent)
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    assert second["Idempotency-Replayed"] == "true"
    assert Deposit.objects.count() == 1


def test_the_same_key_for_other_content_is_refused_and_says_what_stands(client, education):
    sent = read_back(client, education.office_id)
    client.post(REVIEW, sent)
    answer = client.post(REVIEW, {**sent, "draft_version": "1:1"})
    assert answer.status_code == 409
    assert "سبق إرسال هذه الاستمارة" in answer.content.decode()
    assert Deposit.objects.get().subject == "طلب"


def test_a_program_gets_number_time_and_code(client, education):
    answer = client.post(
        API,
        {**body(education), "pieces": SimpleUploadedFile("طلب.pdf", PDF)},
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    said = answer.json()
    assert (answer.status_code, said["number"], said["state"]) == (201, 1, "registered")
    assert [piece["name"] for piece in said["pieces"]] == ["طلب.pdf"]
    status = client.get(said["status_url"]).json()
    assert status["reference"] == said["reference"]
    assert client.get(reverse("api-1:deposit", args=[said["reference"]]), {"code": "0000-0000-0000"}).status_code == 404


def test_a_program_that_asks_twice_gets_one_answer(client, education):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = (client.post(API, body(education), headers=key) for _ in range(2))
    assert first.json() == second.json()
    other = client.post(API, body(education, subject="آخر"), headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert Deposit.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"subject": ""}, 422, "invalid"),
        ({"subject": " "}, 422, "invalid"),
        ({"office": "NOWHERE"}, 409, "office_closed"),
        ({"identity_kind": "cin", "identity_number": "x"}, 422, "invalid"),
        ({"email": "not an address"}, 422, "invalid"),
    ],
)
def test_a_program_is_told_what_is_wrong(client, education, changes, status, code):
    answer = client.post(API, body(education, **changes), headers={"Idempotency-Key": str(uuid.uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]


def test_an_address_of_any_letters_is_counted(client, education, settings):
    """It once went as typed into the key of a cache, which has no room for every letter."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "views"}}
    settings.DIWAN_DEPOSITS_PER_EMAIL = 1
    odd = body(education, email="\u0103\x06麷" + "x" * 200 + "@b.example")
    answers = [client.post(API, odd, headers={"Idempotency-Key": str(uuid.uuid4())}).status_code for _ in range(2)]
    assert answers == [201, 429]


def test_a_program_without_a_key_is_refused(client, education):
    assert client.post(API, body(education)).json()["code"] == "idempotency_key_missing"


def test_hostile_bytes_are_refused_and_nothing_is_kept(client, education):
    page = SimpleUploadedFile("letter.pdf", b"<html><script>alert(1)</script></html>")
    answer = client.post(API, {**body(education), "pieces": page}, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status_code == 415
    assert not Deposit.objects.exists()
    assert not files.StoredFile.objects.exists()


def test_the_queue_costs_the_same_however_long_it_is(client, education, django_assert_max_num_queries, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    client.force_login(education.clerk)
    for _ in range(12):
        hand_in(education)
    with django_assert_max_num_queries(15):
        answer = client.get("/desk/deposits/")
    assert answer.content.decode().count("row-item") == 12


def test_the_description_of_the_api_has_an_example(client, db):
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/deposits"]["post"]
    assert described["requestBody"]["content"]["multipart/form-data"]["example"]["office"] == "MEN"
