"""What follows a registration: opened, completed once, answered, read, forwarded (REG-1, REG-3; law 55-19)."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.notifications.models import Notification
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits import tasks
from diwan.correspondence.deposits.clocks import clock_of
from diwan.correspondence.deposits.enums import ClockEventKind, MessageKind, StepKind
from diwan.correspondence.deposits.models import ClockEvent, Deposit, Message, Opening
from diwan.correspondence.deposits.operations import answering, completing, forwarding, messages
from diwan.correspondence.deposits.operations.deciding import AlreadyDecided
from diwan.correspondence.procedures.models import NeededPiece, Procedure, ProcedureVersion
from diwan.engines.registers import api as registers
from diwan.kit.refusals import NotAllowed
from tests.helpers.jobs import run_jobs

from .conftest import NOW, hand_in, open_counter, piece

ANYONE = organisations.ANONYMOUS
LATER = NOW + timedelta(days=3)


@pytest.fixture
def procedure(db):
    return a_procedure()


def a_procedure(**changes):
    """A common procedure of Morocco: 60 days, one completion."""
    made = Procedure.objects.create(country="MA", code=f"work-certificate-{Procedure.objects.count()}", **changes)
    version = ProcedureVersion.objects.create(
        procedure=made, name_ar="شهادة العمل", starts_on=date(2020, 1, 1), legal_key="request", days=60,
        completions=1, completion_days=20, silence="refusal", search_text="",
    )  # fmt: skip
    for place, name in enumerate(("نسخة من البطاقة الوطنية", "قرار التعيين"), 1):
        NeededPiece.objects.create(version=version, position=place, name_ar=name)
    return version


def ask(counter, row, missing=("نسخة من البطاقة الوطنية",), now=NOW, **more):
    return deposits.request_pieces(actor=counter.actor, deposit_id=row.pk, missing=missing, now=now, **more)


def send(done, now=LATER, **more):
    sent = {"pieces": [piece(name="بطاقة.pdf")], "code": done.code, **more}
    return deposits.complete(actor=ANYONE, deposit_id=done.deposit.pk, now=now, **sent)


def kinds(row):
    return list(row.steps.order_by("at", "pk").values_list("kind", flat=True))


def acts(row):
    return [entry["kind"] for entry in journal.history(f"deposit:{row.pk}")]


class TestOpening:
    def test_each_reader_is_noted_with_first_last_and_times(self, education):
        row = hand_in(education).deposit
        for hours in (0, 0.1, 2):
            deposits.open_(actor=education.actor, deposit_id=row.pk, now=NOW + timedelta(hours=hours))
        noted = Opening.objects.get()
        assert (noted.reader_id, noted.times) == (education.clerk.pk, 2)  # six minutes later is the same reading
        assert (noted.first_at, noted.last_at) == (NOW, NOW + timedelta(hours=2))
        assert noted.unit_id == row.office.unit_id
        assert acts(row).count("deposit.opened") == 1
        assert kinds(row) == ["registered", "opened"]

    def test_the_house_itself_is_no_reader(self, education):
        row = hand_in(education).deposit
        deposits.open_(actor=organisations.SYSTEM, deposit_id=row.pk, now=NOW)
        assert not Opening.objects.exists()

    def test_only_its_office_opens(self, education, finance):
        with pytest.raises(NotAllowed):
            deposits.open_(actor=finance.actor, deposit_id=hand_in(education).deposit.pk, now=NOW)


class TestMissingPieces:
    def test_the_time_stands_still_and_runs_on_the_day_they_come(self, education, procedure):
        done = hand_in(education, procedure=procedure.pk)
        assert done.deposit.due_on == date(2027, 1, 18)  # 60 days reach Sunday 17 January
        asked = ask(education, done.deposit, text="المرجو الإدلاء بها")
        row = Deposit.objects.get()
        assert (row.state, row.due_on) == (deposits.State.INCOMPLETE, None)
        assert asked.missing == ["نسخة من البطاقة الوطنية"]
        assert asked.due_on == date(2026, 12, 8)
        send(done, now=NOW + timedelta(days=10))
        row.refresh_from_db()
        assert (row.state, row.due_on) == (deposits.State.REGISTERED, date(2027, 1, 27))
        assert clock_of(row).due_on == row.due_on
        assert kinds(row) == ["registered", "incomplete", "completed"]
        assert acts(row)[1:] == ["deposit.incomplete", "deposit.completed"]
        assert journal.verify().faults == ()

    def test_a_second_request_is_refused_in_words(self, education, procedure):
        done = hand_in(education, procedure=procedure.pk)
        ask(education, done.deposit)
        with pytest.raises(AlreadyDecided):
            ask(education, done.deposit)
        send(done)
        with pytest.raises(calendars.NoMoreCompletion):
            ask(education, done.deposit, now=LATER)
        assert Deposit.objects.get().state == deposits.State.REGISTERED
        assert ClockEvent.objects.count() == 2

    def test_after_its_time_nothing_is_asked(self, education, procedure):
        row = hand_in(education, procedure=procedure.pk).deposit
        with pytest.raises(calendars.ClockRunOut):
            ask(education, row, now=NOW + timedelta(days=90))

    def test_a_plain_letter_has_no_clock_and_is_completed_all_the_same(self, education):
        done = hand_in(education)
        assert ask(education, done.deposit).due_on == date(2026, 12, 18)
        send(done)
        assert not ClockEvent.objects.exists()
        assert Deposit.objects.get().state == deposits.State.REGISTERED

    def test_an_accepted_letter_is_accepted_again_once_complete(self, education, procedure):
        done = hand_in(education, procedure=procedure.pk)
        deposits.accept(actor=education.actor, deposit_id=done.deposit.pk, now=NOW)
        ask(education, done.deposit)
        send(done)
        assert Deposit.objects.get().state == deposits.State.ACCEPTED

    def test_an_office_may_do_without(self, education, procedure):
        row = hand_in(education, procedure=procedure.pk).deposit
        ask(education, row)
        row = deposits.accept(actor=education.actor, deposit_id=row.pk, now=LATER)
        assert row.state == deposits.State.ACCEPTED
        assert row.due_on is not None
        assert list(row.clock_events.values_list("kind", flat=True)) == [ClockEventKind.STOP, ClockEventKind.RESUME]

    def test_an_office_may_return_what_was_not_completed(self, education, procedure):
        done = hand_in(education, procedure=procedure.pk)
        ask(education, done.deposit)
        row = deposits.return_(actor=education.actor, deposit_id=done.deposit.pk, reason="لم تصل الوثائق", now=LATER)
        assert row.state == deposits.State.RETURNED
        with pytest.raises(completing.NotAwaited):
            send(done)

    def test_what_comes_late_is_taken(self, education):
        done = hand_in(education)
        ask(education, done.deposit)
        assert send(done, now=NOW + timedelta(days=80)).kind == MessageKind.COMPLETION

    def test_it_says_what_it_wants(self, education):
        done = hand_in(education)
        with pytest.raises(completing.NothingMissing):
            ask(education, done.deposit, missing=[" "])
        with pytest.raises(completing.NotAwaited):
            send(done)
        ask(education, done.deposit)
        with pytest.raises(completing.NothingSent):
            send(done, pieces=[])
        with pytest.raises(files.FileGone):
            send(done, pieces=[10**9])
        assert Deposit.objects.get().state == deposits.State.INCOMPLETE

    def test_to_whom(self, education, finance):
        done = hand_in(education)
        for actor in (finance.actor, ANYONE):
            with pytest.raises(NotAllowed):
                deposits.request_pieces(actor=actor, deposit_id=done.deposit.pk, missing=["x"], now=NOW)
        ask(education, done.deposit)
        for actor, code in ((ANYONE, ""), (ANYONE, "0000-0000-0000"), (ANYONE, "mine"), (education.actor, "mine")):
            with pytest.raises(NotAllowed):
                deposits.complete(actor=actor, deposit_id=done.deposit.pk, code=code, pieces=[piece()], now=LATER)

    def test_both_sides_are_told_and_the_mail_quotes_nothing(self, education):
        done = hand_in(education)
        run_jobs()
        mail.outbox.clear()
        ask(education, done.deposit, text="سر")
        run_jobs()
        told = mail.outbox[-1]
        assert told.to == ["fatima@example.test"]
        assert done.deposit.reference in told.subject
        assert "سر" not in told.body
        assert done.code not in told.body
        send(done)
        run_jobs()
        assert mail.outbox[-1].to == [education.clerk.email]

    @pytest.mark.parametrize(("day", "told"), [(15, 0), (26, 1), (40, 1)])
    def test_reminders(self, education, day, told, monkeypatch):
        ask(education, hand_in(education).deposit)
        run_jobs()
        mail.outbox.clear()
        monkeypatch.setattr(tasks.timezone, "now", lambda: NOW + timedelta(days=day))
        for _ in range(2):
            tasks.remind_of_pieces()
            run_jobs(ahead=True)
        assert len(mail.outbox) == told
        assert Deposit.objects.get().state == deposits.State.INCOMPLETE


class TestMessages:
    def test_both_ways_with_files_and_when_they_were_read(self, education):
        done = hand_in(education)
        pk = done.deposit.pk
        deposits.write(actor=education.actor, deposit_id=pk, text="مرحبا", pieces=[piece()], now=NOW)
        deposits.write(actor=ANYONE, deposit_id=pk, code=done.code, text="شكرا", now=NOW)
        first, second = Message.objects.all()
        assert (first.from_office, first.author_id, first.read_at) == (True, education.clerk.pk, None)
        assert (second.from_office, second.author_id) == (False, None)
        assert deposits.read(actor=ANYONE, deposit_id=pk, code=done.code, now=LATER) == 1
        assert deposits.read(actor=ANYONE, deposit_id=pk, code=done.code, now=LATER) == 0
        deposits.open_(actor=education.actor, deposit_id=pk, now=LATER)
        assert set(Message.objects.values_list("read_at", flat=True)) == {LATER}
        assert files.sweep(now=NOW + timedelta(days=30)) == 0

    def test_to_whom(self, education, finance):
        done = hand_in(education)
        for told in ({"actor": finance.actor}, {"actor": ANYONE}, {"actor": ANYONE, "code": "wrong"}):
            with pytest.raises(NotAllowed):
                deposits.write(deposit_id=done.deposit.pk, text="x", now=NOW, **told)
        with pytest.raises(NotAllowed):
            deposits.read(actor=finance.actor, deposit_id=done.deposit.pk, code="mine", now=NOW)
        with pytest.raises(messages.NothingToSay):
            deposits.write(actor=education.actor, deposit_id=done.deposit.pk, text=" ", now=NOW)

    def test_an_account_needs_no_code(self, education, finance):
        done = deposits.deposit(
            actor=finance.actor,
            office_id=education.office_id,
            applicant=deposits.Applicant(name="x"),
            letter=deposits.Letter(subject="x"),
            now=NOW,
        )
        told = deposits.write(actor=finance.actor, deposit_id=done.deposit.pk, code="mine", text="x", now=NOW)
        assert (told.from_office, told.author_id) == (False, finance.clerk.pk)


class TestAnswer:
    def answer(self, counter, row, now=LATER, **more):
        return deposits.answer(actor=counter.actor, deposit_id=row.pk, text="تقرر قبول طلبكم", now=now, **more)

    def test_it_closes_the_letter_and_its_reading_is_evidence_once(self, education, procedure):
        done = hand_in(education, procedure=procedure.pk)
        deposits.accept(actor=education.actor, deposit_id=done.deposit.pk, now=NOW)
        self.answer(education, done.deposit, pieces=[piece()])
        row = Deposit.objects.get()
        assert (row.state, row.closed_at) == (deposits.State.ANSWERED, LATER)
        read_at = LATER + timedelta(hours=1)
        for _ in range(2):
            read = {"actor": ANYONE, "deposit_id": row.pk, "code": done.code, "answer": True}
            deposits.read(**read, now=read_at)
            read_at += timedelta(hours=1)
        assert row.messages.get().read_at == LATER + timedelta(hours=1)
        assert kinds(row)[-2:] == [StepKind.ANSWERED, StepKind.ANSWER_READ]
        said = journal.history(f"deposit:{row.pk}")
        assert [entry["kind"] for entry in said][-2:] == ["deposit.answered", "deposit.answer_read"]
        assert said[-1]["facts"]["digest"] == said[-2]["facts"]["digest"]
        assert "تقرر" not in json.dumps(said, ensure_ascii=False)

    def test_looking_at_messages_does_not_read_the_answer(self, education):
        done = hand_in(education)
        self.answer(education, done.deposit, accepting=True)
        assert deposits.read(actor=ANYONE, deposit_id=done.deposit.pk, code=done.code, now=LATER) == 0

    def test_only_what_was_accepted(self, education):
        row = hand_in(education).deposit
        with pytest.raises(answering.NotAcceptedYet):
            self.answer(education, row)
        self.answer(education, row, accepting=True)
        assert kinds(row) == ["registered", "accepted", "answered"]
        with pytest.raises(AlreadyDecided):
            self.answer(education, row)

    def test_how_late_is_said(self, education, procedure):
        row = hand_in(education, procedure=procedure.pk).deposit
        self.answer(education, row, accepting=True, now=datetime(2027, 1, 20, 9, tzinfo=UTC))
        assert journal.history(f"deposit:{row.pk}")[-1]["facts"]["days_late"] == 2

    def test_to_whom(self, education, finance):
        with pytest.raises(NotAllowed):
            self.answer(finance, hand_in(education).deposit, accepting=True)

    def test_its_mail_does_not_quote_it(self, education):
        done = hand_in(education)
        self.answer(education, done.deposit, accepting=True)
        run_jobs()
        assert not any("تقرر" in told.body or done.code in told.body for told in mail.outbox)
        assert Notification.objects.get(kind="deposit.answered").email == "fatima@example.test"


def forward(counter, row, to, now=LATER, reason="من اختصاص وزارة المالية"):
    return deposits.forward(actor=counter.actor, deposit_id=row.pk, office_id=to.office_id, reason=reason, now=now)


class TestForwarding:
    def test_one_act_writes_both_registers(self, education, finance, procedure):
        ids = [piece(name="1.pdf"), piece(name="2.pdf")]
        done = hand_in(education, pieces=ids, procedure=procedure.pk)
        new = forward(education, done.deposit, finance)
        old = Deposit.objects.get(pk=done.deposit.pk)
        assert (old.state, old.closed_at, old.forwarded_to) == (deposits.State.FORWARDED, LATER, new)
        assert (new.reference, new.state, new.channel) == ("MEF-2026-000001", "registered", "forwarded")
        assert new.registered_at == LATER
        assert (old.clock_started_on, new.clock_started_on) == (date(2026, 11, 18), date(2026, 11, 21))
        assert new.due_on > done.deposit.due_on
        assert new.procedure_version_id == procedure.pk
        assert [p.file_id for p in new.pieces.order_by("position")] == ids
        assert bytes(new.entry.content_digest) == bytes(old.entry.content_digest)
        for reference in (old.reference, new.reference):
            assert Deposit.objects.following(reference, done.code).exists()
        said = journal.history(f"deposit:{old.pk}")[-1]
        assert (said["kind"], said["facts"]["to"]) == ("deposit.forwarded", new.reference)
        assert registers.irregularities() == []
        assert journal.verify().faults == ()
        assert finance.actor.may("deposits.process")
        assert Deposit.objects.visible_to(finance.actor).get() == new

    def test_what_was_sent_later_goes_along(self, education, finance):
        done = hand_in(education)
        ask(education, done.deposit)
        sent = send(done)
        new = forward(education, done.deposit, finance)
        assert new.messages.get().files.get().file_id == sent.files.get().file_id

    def test_a_procedure_of_its_own_stays_behind(self, education, finance):
        own = a_procedure(administration_id=education.clerk.administration_id)
        new = forward(education, hand_in(education, procedure=own.pk).deposit, finance)
        assert (new.procedure_version_id, new.due_on) == (None, None)

    def test_where_it_cannot_go(self, education, finance):
        row = hand_in(education).deposit
        with pytest.raises(forwarding.NoReasonGiven):
            forward(education, row, finance, reason=" ")
        with pytest.raises(forwarding.SameOffice):
            forward(education, row, education)
        with pytest.raises(forwarding.AnotherCountry):
            forward(education, row, open_counter("CITRA", "KW", "هيئة الاتصالات"))
        organisations.close_registry_office(
            actor=organisations.SYSTEM, office_id=finance.office_id, on=NOW.date(), now=NOW
        )
        with pytest.raises(forwarding.OfficeGone):
            forward(education, row, finance)
        row.refresh_from_db()
        assert row.state == deposits.State.REGISTERED
        assert Deposit.objects.count() == 1

    def test_no_circles(self, education, finance):
        third = open_counter("ADD", "MA", "وكالة التنمية الرقمية")
        second = forward(education, hand_in(education).deposit, finance)
        last = forward(finance, second, third)
        for back in (education, finance):
            with pytest.raises(forwarding.CameFromThere) as refused:
                forward(third, last, back)
            assert back.code in str(refused.value)

    def test_of_what_was_decided(self, education, finance):
        row = hand_in(education).deposit
        deposits.return_(actor=education.actor, deposit_id=row.pk, reason="x", now=NOW)
        with pytest.raises(AlreadyDecided):
            forward(education, row, finance)

    def test_to_whom(self, education, finance):
        with pytest.raises(NotAllowed):
            forward(finance, hand_in(education).deposit, finance)

    def test_proof_receipt_and_mail(self, education, finance):
        done = hand_in(education, language="fr")
        new = forward(education, done.deposit, finance)
        run_jobs()
        row = Deposit.objects.get(pk=done.deposit.pk)
        assert sorted(row.receipts.values_list("kind", flat=True)) == ["forwarding", "receipt"]
        assert new.receipts.get().kind == "receipt"
        told = [m for m in mail.outbox if new.reference in m.subject and row.reference in m.subject]
        assert len(told) == 1
        run_jobs()
        assert row.receipts.count() == 2

    def test_the_proof_is_verified_by_a_stranger(self, education, finance):
        from diwan.engines.signing import api as signing
        from diwan.verifier import diwan_verify

        done = hand_in(education)
        new = forward(education, done.deposit, finance)
        run_jobs()
        proof = done.deposit.receipts.get(kind="forwarding").file
        with files.open_file(proof.pk) as stream:
            report = diwan_verify.Report()
            roots = diwan_verify.certificates_in(signing.root_certificate_pem().decode())
            assert diwan_verify.judge(stream.read(), roots, report) == "genuine"
        assert report.says["kind"] == "deposit.forwarded"
        assert report.says["facts"]["to"] == new.reference


def at_once(*acts):
    """Run the acts together; what each came to: its value, or the name of its refusal."""
    outcomes, barrier = [], threading.Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(5)
            outcomes.append(act())
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    @pytest.fixture
    def counters(self):
        return open_counter("MEN", "MA", "وزارة التربية"), open_counter("MEF", "MA", "وزارة المالية")

    def test_forwarded_once(self, counters):
        here, there = counters
        row = hand_in(here).deposit
        outcomes = at_once(*[lambda: forward(here, row, there).reference] * 4)
        assert sorted(outcomes) == ["AlreadyDecided"] * 3 + ["MEF-2026-000001"]
        assert Deposit.objects.filter(forwarded_from=row).count() == 1
        assert registers.irregularities() == []

    def test_two_that_cross_do_not_wait_for_ever(self, counters):
        here, there = counters
        pairs = [(a, b) for a, b in ((here, there), (there, here)) for _ in range(4)]
        letters = [(a, hand_in(a).deposit, b) for a, b in pairs]
        outcomes = at_once(*[lambda case=case: forward(*case).reference for case in letters])
        assert len({text for text in outcomes if text.startswith("ME")}) == 8, outcomes
        assert registers.irregularities() == []
        assert journal.verify().faults == ()

    def test_completed_once(self, counters):
        here, _there = counters
        done = hand_in(here)
        ask(here, done.deposit)
        files_ = [piece(name=f"{n}.pdf") for n in range(3)]
        outcomes = at_once(*[lambda f=f: send(done, pieces=[f]).kind for f in files_])
        assert sorted(outcomes) == ["NotAwaited", "NotAwaited", "completion"]

    def test_answered_once(self, counters):
        here, _there = counters
        row = hand_in(here).deposit
        answer = {"actor": here.actor, "deposit_id": row.pk, "text": "نعم", "accepting": True, "now": LATER}
        outcomes = at_once(*[lambda: deposits.answer(**answer).kind] * 3)
        assert sorted(outcomes) == ["AlreadyDecided", "AlreadyDecided", "reply"]
        assert Message.objects.filter(kind="reply").count() == 1
