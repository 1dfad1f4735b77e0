"""The legal time of a letter: started, extended once, moved by the calendar, ended by silence, always told."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pypdf
import pytest
from django.core import mail

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.notifications.models import Notification
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import clocks, notices
from diwan.correspondence.deposits import tasks as deposit_tasks
from diwan.correspondence.deposits.enums import ClockEventKind, ProofKind, State, StepKind
from diwan.correspondence.deposits.models import ClockEvent, Deposit
from diwan.correspondence.deposits.operations import clocks as operations
from diwan.correspondence.deposits.operations import deciding, silence
from diwan.correspondence.procedures import api as procedures
from diwan.correspondence.procedures.models import ProcedureVersion
from diwan.kit.refusals import NotAllowed
from tests.helpers.jobs import run_jobs

from .conftest import hand_in, open_counter
from .test_receipts import verdict

# 60 days from Monday 21 September 2026 end on Friday 20 November 2026; a working day in Morocco.
MONDAY = datetime(2026, 9, 21, 9, tzinfo=UTC)
DUE = date(2026, 11, 20)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def version(code: str, country: str = "MA") -> int:
    if not ProcedureVersion.objects.exists():
        procedures.load_all(now=MONDAY)
    return ProcedureVersion.objects.get(procedure__code=code, procedure__country=country).pk


@pytest.fixture
def request_(education) -> Deposit:
    return hand_in(education, at=MONDAY, procedure=version("administrative-act")).deposit


def announce(day: date, kind: str = "holiday", country: str = "MA", now: datetime = MONDAY):
    return calendars.announce_holiday(
        actor=organisations.SYSTEM,
        country=country,
        kind=calendars.Kind(kind),
        day=day,
        names=calendars.Names("عطلة استثنائية", "Congé exceptionnel", "Day off"),
        source="بلاغ",
        now=now,
    )


# --- extension --------------------------------------------------------------------------------------------------------


def test_extended_once_with_a_reason_the_depositor_reads(education, request_):
    told_on = date(2026, 11, 2)
    operations.extend(
        actor=education.actor, deposit_id=request_.pk, days=30, reason="خبرة تقنية جارية", now=at(told_on)
    )
    request_.refresh_from_db()
    assert request_.due_on == date(2026, 12, 21)  # 90 days: Sunday 20 December, hence Monday
    assert request_.steps.filter(kind=StepKind.EXTENDED).exists()
    message = request_.messages.get()
    assert (message.text, message.from_office) == ("خبرة تقنية جارية", True)
    run_jobs()
    assert any(request_.reference in sent.subject and "fatima@example.test" in sent.to for sent in mail.outbox)
    with pytest.raises(calendars.NoMoreExtension):
        operations.extend(actor=education.actor, deposit_id=request_.pk, days=1, reason="أخرى", now=at(told_on))
    assert journal.history(f"deposit:{request_.pk}")[-1]["facts"]["due_on"] == "2026-12-21"


@pytest.mark.parametrize(
    ("days", "reason", "on", "refusal"),
    [
        (30, "   ", date(2026, 11, 2), deciding.ReasonMissing),
        (61, "سبب", date(2026, 11, 2), calendars.ExtensionTooLong),
        (0, "سبب", date(2026, 11, 2), calendars.ExtensionTooLong),
        (30, "سبب", date(2026, 11, 21), calendars.ClockRunOut),
    ],
)
def test_what_the_law_does_not_allow_changes_nothing(education, request_, days, reason, on, refusal):
    with pytest.raises(refusal):
        operations.extend(actor=education.actor, deposit_id=request_.pk, days=days, reason=reason, now=at(on))
    request_.refresh_from_db()
    assert (request_.due_on, request_.messages.count()) == (DUE, 0)


def test_only_who_processes_the_letter_extends_it(education, finance, request_):
    with pytest.raises(NotAllowed):
        operations.extend(actor=finance.actor, deposit_id=request_.pk, days=3, reason="سبب", now=at(DUE))


def test_a_plain_letter_has_no_time_to_extend(education):
    letter = hand_in(education, at=MONDAY).deposit
    with pytest.raises(operations.NoTimeRuns):
        operations.extend(actor=education.actor, deposit_id=letter.pk, days=3, reason="سبب", now=at(DUE))


# --- the start at acceptance ------------------------------------------------------------------------------------------


def test_a_clock_that_starts_at_acceptance(education):
    key = version("administrative-act")
    ProcedureVersion.objects.filter(pk=key).update(clock_start="acceptance")
    letter = hand_in(education, at=MONDAY, procedure=key).deposit
    assert (letter.clock_started_on, letter.due_on) == (None, None)
    deciding.accept(actor=education.actor, deposit_id=letter.pk, now=at(date(2026, 9, 30)))
    letter.refresh_from_db()
    # 60 days from 30 September: Sunday 29 November, hence Monday
    assert (letter.clock_started_on, letter.due_on) == (date(2026, 9, 30), date(2026, 11, 30))


# --- the calendar -----------------------------------------------------------------------------------------------------


def test_a_day_off_announced_the_evening_before_moves_the_date_and_tells_both_sides(education, request_):
    run_jobs()
    mail.outbox.clear()
    announce(DUE, now=at(date(2026, 11, 19), 20))
    run_jobs()
    request_.refresh_from_db()
    assert request_.due_on == date(2026, 11, 23)  # Friday off, then the week-end
    assert request_.steps.filter(kind=StepKind.MOVED).count() == 1
    assert any("fatima@example.test" in sent.to for sent in mail.outbox)
    notice = Notification.objects.get(person=education.clerk, kind="deposit.due_moved")
    assert request_.reference in notice.subject
    assert not silence.elapse(now=at(date(2026, 11, 21)))


def test_a_day_withdrawn_brings_the_date_forward(education, request_):
    announcement = announce(DUE)
    run_jobs()
    request_.refresh_from_db()
    assert request_.due_on == date(2026, 11, 23)
    calendars.withdraw_announcement(
        actor=organisations.SYSTEM, announcement_id=announcement.pk, reason="خطأ", now=at(date(2026, 11, 10))
    )
    run_jobs()
    request_.refresh_from_db()
    assert request_.due_on == DUE
    assert request_.steps.filter(kind=StepKind.MOVED).count() == 2


def test_an_extension_lawful_on_its_day_stays_when_the_day_off_is_withdrawn(education, request_):
    """Extended on Monday 23 thanks to a day off on Friday 20; without it the time had ended before."""
    announcement = announce(DUE)
    run_jobs()
    operations.extend(actor=education.actor, deposit_id=request_.pk, days=10, reason="سبب", now=at(date(2026, 11, 23)))
    calendars.withdraw_announcement(
        actor=organisations.SYSTEM, announcement_id=announcement.pk, reason="خطأ", now=at(date(2026, 11, 24))
    )
    run_jobs()
    request_.refresh_from_db()
    assert clocks.clock_of(request_).due_on == request_.due_on == date(2026, 11, 30)  # 70 days


def test_other_countries_and_closed_letters_do_not_move(education, request_):
    kuwait = open_counter("MOE", "KW", "وزارة التربية")
    grievance = hand_in(kuwait, at=MONDAY, procedure=version("grievance", "KW")).deposit
    returned = hand_in(education, at=MONDAY, procedure=version("administrative-act")).deposit
    deciding.return_(actor=education.actor, deposit_id=returned.pk, reason="ناقص", now=MONDAY)
    announce(DUE)
    assert operations.recompute(country="KW", now=MONDAY) == 0
    assert operations.recompute(country="MA", now=MONDAY) == 1
    assert operations.recompute(country="MA", now=MONDAY) == 0
    for letter in (grievance, returned):
        before = letter.due_on
        letter.refresh_from_db()
        assert letter.due_on == before


def test_counting_again_costs_no_query_a_letter(education, request_, django_assert_max_num_queries):
    for _n in range(5):
        hand_in(education, at=MONDAY, procedure=version("administrative-act"))
    with django_assert_max_num_queries(8):
        assert operations.recompute(country="MA", now=MONDAY) == 0


# --- silence ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "silent"),
    [
        (datetime(2026, 11, 20, 23, 59, tzinfo=UTC), 0),  # Rabat keeps UTC since 20 September 2026
        (datetime(2026, 11, 21, 0, 1, tzinfo=UTC), 1),
        (datetime(2027, 3, 1, 12, tzinfo=UTC), 1),  # after an outage
    ],
)
def test_silence_comes_after_the_last_day_never_on_it(education, request_, moment, silent):
    assert silence.elapse(now=moment) == silent
    assert silence.elapse(now=moment) == 0  # run twice
    request_.refresh_from_db()
    assert (request_.state == State.SILENT) == bool(silent)


def test_midnight_comes_three_hours_earlier_in_kuwait(db):
    kuwait = open_counter("MOE", "KW", "وزارة التربية")
    # 60 days from Tuesday 22 September: Saturday 21 November, hence Sunday 22
    letter = hand_in(kuwait, at=datetime(2026, 9, 22, 9, tzinfo=UTC), procedure=version("grievance", "KW")).deposit
    assert letter.due_on == date(2026, 11, 22)
    assert silence.elapse(now=datetime(2026, 11, 22, 20, 59, tzinfo=UTC)) == 0
    assert silence.elapse(now=datetime(2026, 11, 22, 21, 1, tzinfo=UTC)) == 1


def test_no_silence_while_pieces_are_awaited_nor_where_it_means_nothing(education, request_):
    complaint = hand_in(education, at=MONDAY, procedure=version("complaint")).deposit
    ClockEvent.objects.create(deposit=request_, kind=ClockEventKind.STOP, on=date(2026, 10, 1), at=MONDAY)
    Deposit.objects.filter(pk=request_.pk).update(state=State.INCOMPLETE, due_on=None)
    assert complaint.due_on == DUE
    assert silence.elapse(now=at(date(2027, 6, 1))) == 0


def test_a_letter_answered_meanwhile_is_not_decided_by_silence(education, request_):
    Deposit.objects.filter(pk=request_.pk).update(state=State.ANSWERED, closed_at=MONDAY, decided_at=MONDAY)
    assert not silence.fall_silent(request_.pk, now=at(date(2027, 6, 1)))


def test_a_stale_due_date_is_counted_again_before_silence(education, request_):
    """The day off was announced, its job has not run yet: the letter must not be decided."""
    announce(DUE)
    assert silence.elapse(now=at(date(2026, 11, 21))) == 0
    request_.refresh_from_db()
    assert (request_.state, request_.due_on) == (State.REGISTERED, date(2026, 11, 23))


def certificate(letter: Deposit) -> bytes:
    run_jobs()
    with files.open_file(letter.receipts.get(kind=ProofKind.SILENCE).file_id) as stored:
        return stored.read()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_certificate_is_genuine_and_says_what_silence_means(education, language):
    key = version("administrative-act")
    ProcedureVersion.objects.filter(pk=key).update(confirmed=language == "fr")
    letter = hand_in(education, at=MONDAY, procedure=key, language=language).deposit
    run_jobs()
    silence.elapse(now=at(date(2026, 11, 21)))
    pdf = certificate(letter)
    said = verdict(pdf)
    assert said[0] == "genuine"
    assert said[1]["subject"] == f"deposit:{letter.pk}"
    assert said[1]["facts"]["means"] == "acceptance"
    assert said[1]["content"]["due_on"] == "2026-11-20"
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert letter.reference in text
    assert ("vaut acceptation" in text) == (language == "fr")
    assert ("is an acceptance" in text) == (language == "en")
    # 30 days of recourse from Saturday 21 November, stated only where they were read in the official text
    assert ("21 décembre 2026" in text) == (language == "fr")
    assert "21 December 2026" not in text
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_a_job_that_runs_twice_makes_one_certificate(education, request_):
    run_jobs()
    silence.elapse(now=at(date(2026, 11, 21)))
    run_jobs()
    from diwan.correspondence.deposits import events, handlers

    act = journal.history(f"deposit:{request_.pk}")[-1]
    assert act["kind"] == "deposit.silent"
    fact = events.DepositSilent(deposit_id=request_.pk, chain=act["chain"], position=0)
    handlers.certify_silence(fact)
    assert request_.receipts.filter(kind=ProofKind.SILENCE).count() == 1
    assert Notification.objects.filter(kind="deposit.silent", person=education.clerk).count() == 1
    assert request_.steps.filter(kind=StepKind.SILENT).count() == 1


def test_a_refusal_in_kuwait_with_sixty_days_to_sue(db):
    kuwait = open_counter("MOE", "KW", "وزارة التربية")
    letter = hand_in(kuwait, at=datetime(2026, 9, 22, 9, tzinfo=UTC), procedure=version("grievance", "KW")).deposit
    silence.elapse(now=at(date(2026, 11, 24)))
    said = verdict(certificate(letter))
    assert said[0] == "genuine"
    assert said[1]["facts"]["means"] == "refusal"


# --- warnings ---------------------------------------------------------------------------------------------------------


def test_the_unit_is_warned_seven_and_two_working_days_before_and_on_the_day_once_each(education, request_):
    def notices_on(day: date) -> int:
        told = notices.remind(now=at(day, 5))
        assert notices.remind(now=at(day, 6)) == 0
        return told

    # Working days to Friday 20 November 2026: 6 (Green March) and 18 (Independence Day) are off.
    told = {day: notices_on(date(2026, 11, day)) for day in range(2, 21)}
    # 10 Nov: 11, 12, 13, 16, 17, 19, 20 are left = 7. 17 Nov: 19, 20 = 2. 20 Nov: none.
    assert {day for day, count in told.items() if count} == {10, 17, 20}
    assert Notification.objects.filter(person=education.clerk, kind="deposit.due").count() == 3


def test_a_morning_missed_is_made_up_for(education, request_):
    assert notices.remind(now=at(date(2026, 11, 19), 5)) == 1  # the warning of two days, a day late
    assert notices.remind(now=at(date(2026, 11, 20), 5)) == 1
    assert notices.remind(now=at(date(2026, 11, 21), 5)) == 0


def test_the_clock_of_the_house_runs_both(education, request_):
    deposit_tasks.decide_by_silence()
    deposit_tasks.remind()
