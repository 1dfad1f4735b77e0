"""A part Diwan leans on is gone, or the clock was set back: what a depositor is told, and what then stands."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from diwan.core.files.models import StoredFile
from diwan.correspondence.deposits.models import Deposit
from tests.core import people
from tests.helpers import world
from tests.helpers.deposits import LETTER, REVIEW, WHO, WORDS, WRITER, begin, read_back, write
from tests.helpers.jobs import run_jobs, states

pytestmark = pytest.mark.django_db

API = "/api/v1/deposits"
DISCARD = 9  # the discard port: nobody listens there
GONE = f"127.0.0.1:{DISCARD}"


@pytest.fixture
def office():
    return world.office(people.root(people.administration("MEN")), "MEN")


def by_program(client, **more):
    sent = {"office": "MEN", "applicant_name": "نجاة الرميلي", "subject": "طلب", **more}
    return client.post(API, sent, headers={"Idempotency-Key": str(uuid.uuid4()), "Accept-Language": "ar"})


def piece():
    return SimpleUploadedFile("قطعة.pdf", world.PDF)


class TestTheVirusScanner:
    @pytest.fixture(autouse=True)
    def _gone(self, settings):
        settings.DIWAN_CLAMD = f"tcp://{GONE}"

    def test_a_program_is_told_and_nothing_is_kept(self, client, office):
        answer = by_program(client, pieces=piece())
        assert (answer.status_code, answer.json()["code"]) == (503, "scanner_unavailable")
        assert not Deposit.objects.exists()
        assert not StoredFile.objects.exists()

    def test_a_person_is_told_beside_the_file_and_keeps_the_words(self, client, office):
        begin(client, office.pk)
        write(client, WHO, WRITER)
        answer = write(client, LETTER, {**WORDS, "subject": "طلب لم يضع", "pieces": piece()})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "طلب لم يضع" in page
        assert "قطعة.pdf" in page
        assert not StoredFile.objects.exists()

    def test_a_letter_without_files_is_taken(self, client, office):
        assert by_program(client).status_code == 201


class TestTheMailServer:
    def test_the_letter_is_registered_and_sealed_and_its_mail_waits(self, client, office, settings, mailoutbox):
        backend = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, _, settings.EMAIL_PORT = "127.0.0.1", None, DISCARD
        assert by_program(client, email="najat@tests.example").status_code == 201
        run_jobs()
        assert Deposit.objects.get().receipts.count() == 1
        assert "todo" in states()
        settings.EMAIL_BACKEND = backend
        run_jobs(ahead=True)
        assert [mail.to for mail in mailoutbox] == [["najat@tests.example"]]
        assert "failed" not in states()


class TestTheClockSetBack:
    @pytest.fixture(autouse=True)
    def _ahead(self, office):
        """A letter of this register has an hour that is yet to come."""
        world.deposit(office, at=timezone.now() + timedelta(hours=1))

    def test_a_program_is_told_and_no_number_is_taken(self, client, office):
        answer = by_program(client)
        assert (answer.status_code, answer.json()["code"]) == (503, "clock_went_back")
        assert Deposit.objects.count() == 1
        later = world.deposit(office, at=timezone.now() + timedelta(hours=1, seconds=1)).deposit
        assert later.entry.number == 2

    def test_a_person_is_told_and_the_letter_waits(self, client, office):
        sent = read_back(client, office.pk)
        answer = client.post(REVIEW, sent)
        assert answer.status_code >= 400
        assert "ساعة الخادم" in answer.content.decode()
        assert client.get(REVIEW).status_code == 200  # still there, to be sent again
        assert Deposit.objects.count() == 1
