"""The same request sent twice acts once."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from unittest.mock import ANY

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from diwan.kit.idempotency import forget_answers
from diwan.kit.models import AnsweredRequest

from . import urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kit.urls")]


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def rows():
    """How many acts were done since the test began."""
    before = ContentType.objects.count()
    return lambda: ContentType.objects.count() - before


class TestSentTwice:
    def test_acts_once_and_answers_alike(self, client, key, rows):
        first, second = (client.post("/act", {"idempotency_key": key, "subject": "شكاية"}) for _ in range(2))
        assert rows() == 1
        assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, ANY)
        assert "Idempotency-Replayed" not in first
        assert second["Idempotency-Replayed"] == "true"

    def test_by_a_program_answers_with_the_same_body(self, client, key, rows):
        first, second = (client.post("/api/act", {"a": 1}, headers={"Idempotency-Key": key}) for _ in range(2))
        assert rows() == 1
        assert first.json() == second.json()
        assert second["Content-Type"] == "application/json"

    def test_as_json_acts_once(self, client, key, rows):
        for _ in range(2):
            client.post("/api/act", {"a": 1}, content_type="application/json", headers={"Idempotency-Key": key})
        assert rows() == 1

    def test_with_the_same_file_acts_once(self, client, key, rows):
        for _ in range(2):
            client.post("/act", {"idempotency_key": key, "piece": SimpleUploadedFile("حكم.pdf", b"%PDF")})
        assert rows() == 1

    def test_with_another_csrf_token_is_the_same_request(self, client, key, rows):
        for token in ("one", "two"):
            client.post("/act", {"idempotency_key": key, "csrfmiddlewaretoken": token})
        assert rows() == 1

    def test_by_htmx_keeps_the_fragment(self, client, key, rows):
        for _ in range(2):
            answer = client.post("/act/200", {"idempotency_key": key}, headers={"HX-Request": "true"})
            assert answer.status_code == 200
        assert rows() == 1


class TestOtherContent:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"subject": "a"}, {"subject": "b"}),
            ({"subject": "a"}, {"subject": ["a", "a"]}),
            ({"subject": "a"}, {"sub": "ject", "a": ""}),
            ({}, {"piece": SimpleUploadedFile("a.pdf", b"1")}),
        ],
    )
    def test_under_the_same_key_is_refused(self, client, key, rows, first, second):
        client.post("/act", {"idempotency_key": key, **first})
        answer = client.post("/act", {"idempotency_key": key, **second})
        assert answer.status_code == 409
        assert rows() == 1

    def test_in_a_file_of_the_same_name_and_size_is_refused(self, client, key):
        client.post("/act", {"idempotency_key": key, "piece": SimpleUploadedFile("a.pdf", b"1")})
        answer = client.post("/act", {"idempotency_key": key, "piece": SimpleUploadedFile("a.pdf", b"2")})
        assert answer.status_code == 409

    def test_is_told_to_programs_as_json(self, client, key):
        client.post("/api/act", {"a": 1}, headers={"Idempotency-Key": key})
        answer = client.post("/api/act", {"a": 2}, headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")


class TestNothingDone:
    @pytest.mark.parametrize("answer", ["refusal", "400", "409", "500", "200"])
    def test_frees_the_key_and_undoes_all(self, client, key, rows, answer):
        client.post(f"/act/{answer}", {"idempotency_key": key})
        assert rows() == 0
        assert not AnsweredRequest.objects.exists()

    def test_a_fault_frees_the_key(self, client, key, rows):
        with pytest.raises(ZeroDivisionError):
            client.post("/act/fault", {"idempotency_key": key})
        assert rows() == 0
        assert not AnsweredRequest.objects.exists()

    @pytest.mark.parametrize("sent", ["", "not-a-uuid", "1234"])
    def test_without_a_key(self, client, rows, sent):
        assert client.post("/act", {"idempotency_key": sent}).status_code == 400
        assert rows() == 0

    def test_a_corrected_form_may_be_sent_with_the_same_key(self, client, key, rows):
        client.post("/act", {"idempotency_key": key, "subject": ""}, query_params={})
        assert rows() == 1


def test_old_answers_are_forgotten(client, key, rows):
    client.post("/act", {"idempotency_key": key})
    kept = AnsweredRequest.objects.get()
    assert forget_answers(before=kept.created_at) == 0
    assert forget_answers(before=kept.created_at + timedelta(seconds=1)) == 1
    assert not AnsweredRequest.objects.exists()


class TestScope:
    def test_the_key_of_another_person_does_not_meet_mine(self, client, key, rows):
        for email in ("a@example.org", "b@example.org"):
            user = get_user_model().objects.create_user(email=email, name_ar="أحمد", name_latin="Ahmed")
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
            assert client.post("/act", {"idempotency_key": key}).status_code == 302
        assert rows() == 2

    def test_a_reading_request_passes_without_a_key(self, client):
        assert client.head("/check").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_act_once(key, rows):
    """The second waits for the first, then gets its answer: the double click on a slow network."""
    urls.INSIDE.clear()
    urls.GO_ON.clear()
    answers = []

    def send() -> None:
        answers.append(Client().post("/act", {"idempotency_key": key, "slow": "1"}))
        connection.close()

    first, second = threading.Thread(target=send), threading.Thread(target=send)
    first.start()
    assert urls.INSIDE.wait(10)
    second.start()
    second.join(0.5)
    assert second.is_alive()  # it waits
    urls.GO_ON.set()
    for thread in (first, second):
        thread.join(10)
    assert rows() == 1
    assert answers[0]["Location"] == answers[1]["Location"]
    assert sorted(answer.has_header("Idempotency-Replayed") for answer in answers) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_act_once(key, rows):
    answers = []

    def send() -> None:
        answers.append(Client().post("/api/act", {"a": 1}, headers={"Idempotency-Key": key}))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert rows() == 1
    assert len({answer.content for answer in answers}) == 1
    assert [answer.status_code for answer in answers] == [200] * 12
