"""Weekly reports, reminders, the catalogue."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest

from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import write_xlsx
from diwan.telework.outputs import lines, reminding
from diwan.telework.outputs.enums import ReportState
from diwan.telework.outputs.models import Standard, WeeklyReport
from diwan.telework.outputs.operations import catalogue, reports, tasks
from diwan.telework.outputs.sheets import COLUMNS, SheetWrong, standard_lines, standards_in
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs

DAY = timedelta(days=1)
WEDNESDAY, THURSDAY = NOW, NOW + DAY


def drafted(team):
    return reports.draft(actor=team.actor("head"), unit_id=team.unit.pk, on=NOW.date(), now=NOW)


def test_the_facts_of_the_week_are_counted(team):
    first, second, late = team.given(), team.given(title="جدول"), team.given(title="متأخر", due_on=NOW.date())
    team.deliver(first)
    team.send_back(first)
    team.deliver(first)
    team.accept(first, version=2)
    team.deliver(second)
    reports.tell_problem(actor=team.actor("hajar"), text="انقطاع الاتصال", task_id=second.pk, now=NOW)
    facts = drafted(team).facts
    counted = {name: facts[name] for name in ("set", "delivered", "accepted", "returned", "people", "late")}
    assert counted == {"set": 3, "delivered": 2, "accepted": 1, "returned": 1, "people": 1, "late": 1}
    assert [one["id"] for one in facts["late_tasks"]] == [late.pk]
    assert [one["text"] for one in facts["problems"]] == ["انقطاع الاتصال"]
    outside = reports.draft(actor=team.actor("head"), unit_id=team.unit.pk, on=NOW.date() - 7 * DAY, now=NOW)
    assert (outside.facts["set"], outside.facts["delivered"], outside.facts["problems"]) == (0, 0, [])


def test_other_apps_add_a_line(team, monkeypatch):
    added = lines.Line("tests.calls", "Calls", lambda path, first, last: 7 if path == team.unit.path else None)
    monkeypatch.setitem(lines.LINES, added.code, added)
    assert {"code": "tests.calls", "value": 7} in drafted(team).facts["lines"]


def test_a_report_is_completed_sent_read_and_answered(team):
    row = drafted(team)
    head, secretary = team.actor("head"), team.actor("secretary")
    assert not WeeklyReport.objects.visible_to(team.actor("hajar")).exists()
    reports.complete(actor=head, report_id=row.pk, problems="بطء الشبكة", measures="طلب الدعم", now=NOW)
    with pytest.raises(reports.NotSent):
        reports.read(actor=secretary, report_id=row.pk, now=NOW)
    sent = reports.send(actor=head, report_id=row.pk, now=NOW)
    assert sent.to_post_id == team.posts["secretary"].pk  # whoever heads the unit does not write to themselves
    for again in (lambda: reports.send(actor=head, report_id=row.pk, now=NOW), lambda: drafted(team)):
        with pytest.raises(reports.AlreadySent):
            again()
    with pytest.raises(NotAllowed):
        reports.read(actor=head, report_id=row.pk, now=NOW)
    reports.read(actor=secretary, report_id=row.pk, now=NOW)
    reports.answer(actor=secretary, report_id=row.pk, words="سنعزز الربط", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.read_by_id, row.answer) == (
        ReportState.ANSWERED,
        team.people["secretary"].pk,
        "سنعزز الربط",
    )
    run_jobs()
    kinds = {(one.person_id, one.kind) for one in Notification.objects.filter(kind="outputs.report")}
    assert kinds == {(team.people["head"].pk, "outputs.report"), (team.people["secretary"].pk, "outputs.report")}


def test_reports_are_drafted_by_the_clock_on_the_day_of_the_rules(team, monkeypatch):
    monkeypatch.setattr(reminding, "report_weekday", lambda administration_id, on: 4)
    team.given()
    assert reminding.draft_reports(now=WEDNESDAY) == 0
    assert reminding.draft_reports(now=THURSDAY) == 1
    row = WeeklyReport.objects.get()
    assert (row.unit_id, row.week_on, row.ends_on) == (team.unit.pk, date(2026, 11, 16), date(2026, 11, 22))
    assert Notification.objects.filter(kind="outputs.report").count() == 1
    reminding.draft_reports(now=THURSDAY)  # a second run counts again and tells nobody twice
    assert WeeklyReport.objects.count() == 1
    assert Notification.objects.filter(kind="outputs.report").count() == 1
    reports.send(actor=team.actor("head"), report_id=row.pk, now=THURSDAY)
    assert reminding.draft_reports(now=THURSDAY) == 0  # what was sent is left as it is


def test_reminders_come_before_on_and_after_the_day_once_each(team, monkeypatch):
    monkeypatch.setattr(reminding, "remind_before", lambda administration_id, on: 2)
    task = team.given()  # due on Wednesday the 25th
    days = [datetime(2026, 11, day, 6, tzinfo=UTC) for day in (20, 21, 22, 23, 24, 25, 26, 27)]
    told = [reminding.remind(now=day) for day in days]
    assert told == [0, 0, 0, 1, 0, 1, 1, 0]  # a week-end is skipped, and the same is told once
    subjects = list(
        Notification.objects.filter(kind__in=("outputs.soon", "outputs.late"))
        .order_by("pk")
        .values_list("kind", flat=True)
    )
    assert subjects == ["outputs.soon", "outputs.soon", "outputs.late"]
    tasks.cancel(actor=team.actor("head"), task_id=task.pk, reason="سبب", now=NOW)
    assert reminding.remind(now=days[-1] + 3 * DAY) == 0


def test_arabic_counts_the_days_left_in_its_own_plural(team, monkeypatch):
    monkeypatch.setattr(reminding, "remind_before", lambda administration_id, on: 5)
    team.given(due_on=date(2026, 11, 23))  # two worked days after Thursday, a week-end between
    reminding.remind(now=THURSDAY)
    team.given(title="جدول", due_on=date(2026, 11, 20))
    reminding.remind(now=THURSDAY)
    two, one_ = Notification.objects.filter(kind="outputs.soon").order_by("pk").values_list("subject", flat=True)
    assert "يوما عمل" in two
    assert "2 " not in two.replace("23 ", "")
    assert "يوم عمل واحد" in one_


def one(code="RH-01", minutes=45, starts_on=date(2026, 11, 1)):
    return catalogue.NewStandard(code=code, activity="تدبير", output="قرار", minutes=minutes, starts_on=starts_on)


def keep(team, *standards):
    said = {"administration_id": team.tenant.pk, "standards": standards, "now": NOW}
    return catalogue.keep_standards(actor=team.actor("secretary"), **said)


def test_a_new_standard_time_changes_nothing_of_the_past(team):
    (row,) = keep(team, one())
    task = team.given(standard_id=row.pk, quantity=3)
    assert task.standard_minutes == 135
    assert keep(team, one()) == []  # nothing new
    (later,) = keep(team, one(minutes=30, starts_on=date(2026, 11, 18)))
    row.refresh_from_db()
    assert row.ends_on == date(2026, 11, 17)
    task.refresh_from_db()
    assert task.standard_minutes == 135
    with pytest.raises(tasks.StandardOver):
        team.given(standard_id=row.pk)
    assert team.given(standard_id=later.pk, quantity=2).standard_minutes == 60
    with pytest.raises(catalogue.BeforeTheLast):
        keep(team, one(minutes=20, starts_on=date(2026, 11, 18)))
    with pytest.raises(NotAllowed):
        catalogue.end_standard(actor=team.actor("head"), standard_id=later.pk, ends_on=date(2026, 12, 1), now=NOW)


def test_the_catalogue_goes_out_and_comes_back_the_same(team):
    keep(team, one(), one("RH-02", 20))
    stream = io.BytesIO()
    rows = Standard.objects.order_by("code")
    write_xlsx(stream, COLUMNS, standard_lines(rows), title="catalogue", right_to_left=True)
    stream.seek(0)
    read = standards_in(stream, "catalogue.xlsx", NOW.date())
    assert [(r.code, r.minutes, r.starts_on) for r in read] == [
        ("RH-01", 45, date(2026, 11, 1)),
        ("RH-02", 20, date(2026, 11, 1)),
    ]
    assert keep(team, *read) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "code,activity\nA,B\n",
        "code,activity,output,minutes\nA,B,C,many\n",
        "code,activity,output,minutes\nA,B,C,0\n",
    ],
)
def test_a_sheet_that_says_nothing_is_refused_whole(text):
    with pytest.raises(SheetWrong):
        standards_in(io.BytesIO(text.encode()), "times.csv", NOW.date())
