"""The same acts through the pages: what each side sees, what is hidden until it is opened, what a page costs."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.models import Deposit, Message
from diwan.correspondence.deposits.queries import completeness, forwarding
from diwan.correspondence.procedures import api as procedures

from .conftest import NOW, PDF, hand_in, open_counter, piece
from .test_following import ANYONE, LATER, a_procedure, ask, forward, send


@pytest.fixture
def clerk(client, education, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    client.force_login(education.clerk)
    return client


@pytest.fixture
def visitor():
    from django.test import Client

    return Client()


def key(**sent) -> dict:
    return {"idempotency_key": str(uuid.uuid4()), **sent}


def page(visitor, done, code=None) -> str:
    return visitor.get(reverse("deposits:followed", args=[done.deposit.reference, code or done.code])).content.decode()


def pdf(name="وثيقة.pdf"):
    return SimpleUploadedFile(name, PDF)


class TestTheDepositorsPage:
    def test_a_request_is_shown_with_its_box_and_goes_when_it_is_answered(self, visitor, education):
        done = hand_in(education, procedure=a_procedure().pk)
        address = reverse("deposits:complete", args=[done.deposit.reference])
        assert address not in page(visitor, done)
        ask(education, done.deposit, text="في أقرب الآجال")
        shown = page(visitor, done)
        assert address in shown
        assert "نسخة من البطاقة الوطنية" in shown
        answer = visitor.post(address, key(code=done.code, pieces=pdf()))
        assert answer["Location"] == reverse("deposits:followed", args=[done.deposit.reference, done.code])
        assert address not in page(visitor, done)
        assert Message.objects.get(kind="completion").files.get().file.name == "وثيقة.pdf"

    def test_what_is_wrong_is_said_and_the_words_are_kept(self, visitor, education):
        done = hand_in(education)
        ask(education, done.deposit)
        address = reverse("deposits:complete", args=[done.deposit.reference])
        answer = visitor.post(address, key(code=done.code, text="أرسلتها"))
        assert answer.status_code == 422
        assert "أرسلتها" in answer.content.decode()
        bad = SimpleUploadedFile("x.pdf", b"<html><script>")
        assert visitor.post(address, key(code=done.code, pieces=[pdf(), bad])).context["kept"]

    def test_a_message_is_closed_until_it_is_opened(self, visitor, education):
        done = hand_in(education)
        deposits.write(actor=education.actor, deposit_id=done.deposit.pk, text="نص الرسالة", now=NOW)
        assert "نص الرسالة" not in page(visitor, done)
        assert Message.objects.get().read_at is None  # looking at the page is not reading
        visitor.post(reverse("deposits:read", args=[done.deposit.reference]), key(code=done.code))
        assert "نص الرسالة" in page(visitor, done)
        assert Message.objects.get().read_at

    def test_the_answer_is_closed_until_it_is_opened(self, visitor, education):
        done = hand_in(education)
        deposits.answer(
            actor=education.actor, deposit_id=done.deposit.pk, text="تقرر القبول", accepting=True, now=LATER
        )
        address = reverse("deposits:read", args=[done.deposit.reference])
        visitor.post(address, key(code=done.code))
        assert "تقرر القبول" not in page(visitor, done)
        visitor.post(address, key(code=done.code, answer="on"))
        assert "تقرر القبول" in page(visitor, done)
        assert Deposit.objects.get().steps.filter(kind="answer_read").count() == 1

    def test_a_wrong_code_finds_nothing(self, visitor, education):
        done = hand_in(education)
        for name in ("complete", "write", "read"):
            address = reverse(f"deposits:{name}", args=[done.deposit.reference])
            for code in ("0000-0000-0000", "mine", ""):
                assert visitor.post(address, key(code=code, text="x")).status_code == 404

    def test_with_an_account_no_code_is_needed(self, clerk, visitor, education, finance):
        done = deposits.deposit(
            actor=education.actor,
            office_id=finance.office_id,
            applicant=deposits.Applicant(name="x"),
            letter=deposits.Letter(subject="موضوع"),
            now=NOW,
        )
        shown = page(clerk, done, "mine")
        assert "موضوع" in shown
        assert done.code not in shown
        assert visitor.get(reverse("deposits:followed", args=[done.deposit.reference, "mine"])).status_code == 404
        address = reverse("deposits:write", args=[done.deposit.reference])
        assert clerk.post(address, key(code="mine", text="سؤال")).status_code == 302

    def test_a_forwarded_letter_leads_to_the_new_one(self, visitor, education, finance):
        done = hand_in(education)
        new = forward(education, done.deposit, finance)
        there = reverse("deposits:followed", args=[new.reference, done.code])
        assert there in page(visitor, done)
        shown = visitor.get(there).content.decode()
        assert done.deposit.reference in shown

    def test_it_names_the_unit_that_opened_it_and_nobody(self, visitor, education):
        done = hand_in(education)
        deposits.open_(actor=education.actor, deposit_id=done.deposit.pk, now=NOW)
        shown = page(visitor, done)
        assert shown.count("وزارة التربية الوطنية") >= 1
        assert "أسماء بناني" not in shown

    def test_its_price_does_not_grow_with_the_story(self, visitor, education, django_assert_max_num_queries):
        done = hand_in(education, procedure=a_procedure().pk)
        deposits.accept(actor=education.actor, deposit_id=done.deposit.pk, now=NOW)
        for n in range(8):
            deposits.write(
                actor=education.actor, deposit_id=done.deposit.pk, text=f"{n}", pieces=[piece(name=f"{n}.pdf")], now=NOW
            )
        with django_assert_max_num_queries(18):
            page(visitor, done)

    def test_the_part_that_refreshes_says_when_there_is_more(self, visitor, education):
        done = hand_in(education)
        address = reverse("deposits:followed", args=[done.deposit.reference, done.code])
        asked = {"headers": {"HX-Request": "true", "HX-Target": "state"}}
        part = visitor.get(f"{address}?seen=registered-0", **asked)
        assert "deposits/followed.html" not in [t.name for t in part.templates]
        assert not part.context["news"]
        ask(education, done.deposit)
        assert visitor.get(f"{address}?seen=registered-0", **asked).context["news"]

    def test_while_the_seal_is_awaited_asking_again_costs_three_small_queries(
        self, visitor, education, django_assert_max_num_queries
    ):
        done = hand_in(education)
        address = reverse("deposits:followed", args=[done.deposit.reference, done.code])
        asked = {"headers": {"HX-Request": "true", "HX-Target": "state"}}
        assert b"seen=registered-0&amp;waits=1" in visitor.get(f"{address}?seen=registered-0", **asked).content
        with django_assert_max_num_queries(3):
            same = visitor.get(f"{address}?seen=registered-0&waits=1", **asked)
        assert (same.status_code, same["Cache-Control"]) == (204, "private, no-store")
        wrong = reverse("deposits:followed", args=[done.deposit.reference, "0000-0000-0000"])
        assert visitor.get(f"{wrong}?seen=registered-0&waits=1", **asked).status_code == 404
        ask(education, done.deposit)
        assert visitor.get(f"{address}?seen=registered-0&waits=1", **asked).context["news"]


class TestTheClerksDesk:
    def test_pieces_are_ticked_by_their_names(self, education):
        version = a_procedure()
        done = hand_in(education, procedure=version.pk, pieces=[piece(name="البطاقة-الوطنية_نسخة.pdf")])
        checks = completeness.checklist(done.deposit, procedures.card(version.pk))
        assert [bool(check.found) for check in checks] == [True, False]

    def test_what_is_not_ticked_is_asked_for(self, clerk, education):
        version = a_procedure()
        first, _second = version.needed_pieces.all()
        row = hand_in(education, procedure=version.pk).deposit
        address = reverse("deposits:request_pieces", args=[row.pk])
        clerk.post(address, key(received=[first.pk], other="صورة شمسية\n\n"))
        assert Message.objects.get().missing == ["قرار التعيين", "صورة شمسية"]

    def test_all_ticked_asks_for_nothing(self, clerk, education):
        row = hand_in(education).deposit
        assert clerk.post(reverse("deposits:request_pieces", args=[row.pk]), key()).status_code == 422
        assert Deposit.objects.get().state == "registered"

    def test_the_law_speaks_on_the_page(self, clerk, education):
        done = hand_in(education, procedure=a_procedure().pk)
        ask(education, done.deposit)
        send(done)
        answer = clerk.post(reverse("deposits:request_pieces", args=[done.deposit.pk]), key(other="x"))
        assert answer.status_code == 409

    def test_unread_messages_stand_in_the_queue_until_the_letter_is_opened(self, clerk, education):
        done = hand_in(education)
        for _ in range(2):
            deposits.write(actor=ANYONE, deposit_id=done.deposit.pk, code=done.code, text="سؤال", now=NOW)
        assert clerk.get("/desk/deposits/").context["queue"].rows[0].unread_messages == 2
        clerk.post(reverse("deposits:open", args=[done.deposit.pk]), key())
        assert clerk.get("/desk/deposits/").context["queue"].rows[0].unread_messages == 0

    def test_an_empty_answer_is_shown_again(self, clerk, education):
        row = hand_in(education).deposit
        for name in ("answer", "message"):
            assert clerk.post(reverse(f"deposits:{name}", args=[row.pk]), key(text=" ")).status_code == 422

    def test_offices_are_found_in_every_language_and_never_the_same(self, clerk, education, finance):
        row = hand_in(education).deposit
        open_counter("CITRA", "KW", "هيئة الاتصالات")
        found = {q: [o.code for o in forwarding.offices(row, q, now=NOW)] for q in ("", "الماليه", "bureau", "nothing")}
        assert found == {"": ["MEF"], "الماليه": ["MEF"], "bureau": ["MEF"], "nothing": []}
        part = clerk.get(
            reverse("deposits:forward", args=[row.pk]),
            {"q": "x"},
            headers={"HX-Request": "true", "HX-Target": "offices"},
        )
        assert part.templates[0].name == "deposits/_offices.html"

    def test_a_double_click_forwards_once(self, clerk, education, finance):
        row = hand_in(education).deposit
        sent = key(office=finance.office_id, reason="ليس من اختصاصنا")
        address = reverse("deposits:forward", args=[row.pk])
        first, second = clerk.post(address, sent), clerk.post(address, sent)
        assert (first.status_code, second["Idempotency-Replayed"]) == (302, "true")
        assert Deposit.objects.count() == 2

    def test_where_it_cannot_go_is_said_beside_the_choice(self, clerk, education):
        row = hand_in(education).deposit
        answer = clerk.post(reverse("deposits:forward", args=[row.pk]), key(office=education.office_id, reason="لا"))
        assert answer.status_code == 422
        assert answer.context["form"].errors["office"]

    def test_reading_costs_the_same_however_much_was_said(self, clerk, education, django_assert_max_num_queries):
        done = hand_in(education, procedure=a_procedure().pk)
        for n in range(6):
            deposits.write(actor=education.actor, deposit_id=done.deposit.pk, text=str(n), now=NOW + timedelta(hours=n))
            deposits.open_(actor=education.actor, deposit_id=done.deposit.pk, now=NOW + timedelta(hours=n))
        with django_assert_max_num_queries(35):
            clerk.get(reverse("deposits:reading", args=[done.deposit.pk]))


def test_the_house_writes_for_nobody(education):
    """An official without a seat over the office does not become a depositor by having no code."""
    done = hand_in(education)
    assert organisations.ANONYMOUS.person_id is None
    assert not Deposit.objects.following(done.deposit.reference, "mine", ANYONE).exists()


class TestPrograms:
    def test_status_says_where_it_stands(self, client, education):
        done = hand_in(education, procedure=a_procedure().pk, language="fr")
        address = reverse("api-1:deposit", args=[done.deposit.reference])
        said = client.get(address, {"code": done.code}).json()
        assert (said["unit"], said["due_on"], said["suspended"]) == ("وزارة التربية الوطنية", "2027-01-18", False)
        ask(education, done.deposit)
        said = client.get(address, {"code": done.code}).json()
        assert (said["state"], said["due_on"], said["suspended"], said["unread"]) == ("incomplete", None, True, 1)
        assert said["missing"] == ["نسخة من البطاقة الوطنية"]
        assert said["missing_until"] == "2026-12-08"
        assert said["proofs"] == []

    def test_a_program_sends_what_is_missing_once(self, client, education):
        done = hand_in(education)
        ask(education, done.deposit)
        address = reverse("api-1:complete", args=[done.deposit.reference])
        head = {"Idempotency-Key": str(uuid.uuid4())}
        first = client.post(address, {"code": done.code, "pieces": pdf()}, headers=head)
        again = client.post(address, {"code": done.code, "pieces": pdf()}, headers=head)
        assert (first.status_code, first.json()["state"], first.json()["missing"]) == (200, "registered", [])
        assert again.json() == first.json()
        late = client.post(
            address, {"code": done.code, "pieces": pdf()}, headers={"Idempotency-Key": str(uuid.uuid4())}
        )
        assert (late.status_code, late.json()["code"]) == (409, "not_awaited")
        wrong = {"code": "0000-0000-0000", "pieces": pdf()}
        assert client.post(address, wrong, headers={"Idempotency-Key": str(uuid.uuid4())}).status_code == 404
