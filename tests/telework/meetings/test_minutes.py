"""Minutes written by two at once, signed, sent, sealed; decisions that become tasks."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from diwan.core.notifications.models import Notification
from diwan.core.organisations.models import Grant
from diwan.kit.refusals import NotAllowed
from diwan.telework.acts.models import Act
from diwan.telework.meetings.models import Decision, Meeting
from diwan.telework.meetings.operations import convening, holding, recording, writing
from diwan.telework.meetings.operations.shared import MinutesSealed, WrongMoment
from diwan.telework.outputs import api as outputs
from diwan.telework.rules import api as rules
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.acts import refuse, sign


def closed(house):
    """A meeting that was held."""
    row, now = house.convened(), timezone.now()
    for name in ("head", "division"):
        holding.sign_in(actor=house.actor(name), participant_id=house.who(row, name).pk, now=now)
    holding.open_meeting(actor=house.actor("head"), meeting_id=row.pk, reason="استعجال", now=now)
    holding.close_meeting(actor=house.actor("head"), meeting_id=row.pk, now=now + timedelta(minutes=30))
    return Meeting.objects.get(pk=row.pk)


def write(house, row, name, texts, bases=None, **said):
    items = list(row.items.all())
    bases = bases or [None] * len(texts)
    written = [
        writing.Written(item_id=item.pk, said=text, base=base, **said)
        for item, text, base in zip(items, texts, bases, strict=False)
    ]
    return writing.write_minutes(
        actor=house.actor(name), meeting_id=row.pk, written=written, now=timezone.now(), base=None
    )


def test_two_secretaries_write_different_points_and_nothing_is_lost(house):
    row = closed(house)
    empty = writing.fingerprint("")
    write(house, row, "division", ["قيل كذا", ""], [empty, empty])
    write(house, row, "head", ["", "وقيل كذلك"], [empty, empty])  # began from the same empty page
    assert [item.said for item in row.items.all()] == ["قيل كذا", "وقيل كذلك"]


def test_two_secretaries_on_the_same_point_are_shown_the_difference(house):
    row = closed(house)
    empty = writing.fingerprint("")
    write(house, row, "division", ["نص الأول"], [empty])
    with pytest.raises(writing.Differs) as no:
        write(house, row, "head", ["نص الثاني"], [empty])
    assert list(no.value.found.values()) == ["نص الأول"]
    assert row.items.first().said == "نص الأول"
    write(house, row, "head", ["الأول والثاني"], [writing.fingerprint("نص الأول")])
    assert row.items.first().said == "الأول والثاني"


@pytest.mark.django_db(transaction=True)
def test_two_at_the_very_same_moment(house):
    row = closed(house)
    empty, found = writing.fingerprint(""), []

    def one(name, text):
        try:
            write(house, row, name, [text], [empty])
            found.append("kept")
        except writing.Differs:
            found.append("differs")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=said) for said in (("head", "أ"), ("division", "ب"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["differs", "kept"]


def test_only_who_prepared_writes(house):
    row = closed(house)
    with pytest.raises(NotAllowed):
        write(house, row, "finance", ["x"])


def test_empty_minutes_are_not_sent(house):
    row = closed(house)
    with pytest.raises(writing.NothingWritten):
        writing.send_minutes(actor=house.actor("division"), meeting_id=row.pk, now=timezone.now())


def test_minutes_are_not_sent_before_the_meeting_is_closed(house):
    row = house.convened()
    with pytest.raises(WrongMoment):
        writing.send_minutes(actor=house.actor("head"), meeting_id=row.pk, now=timezone.now())


def test_from_decision_to_signed_minutes_and_nothing_changes_after(house):
    row = closed(house)
    decision = writing.NewDecision(
        text="إعداد التقرير", person_id=house.people["finance"].pk, due_on=timezone.now().date() + timedelta(days=9)
    )
    write(house, row, "division", ["عرض رئيس القسم الحصيلة"], decisions=[decision], votes=(3, 0, 1))
    write(house, row, "division", ["عرض رئيس القسم الحصيلة"], decisions=[decision])
    assert Decision.objects.count() == 1, "the same decision sent again is the same decision"
    writing.send_minutes(actor=house.actor("division"), meeting_id=row.pk, now=timezone.now())
    with pytest.raises(WrongMoment):
        write(house, row, "division", ["غير ذلك"])
    row.refresh_from_db()
    act = sign(row.act)
    assert act.state == "signed"
    assert [one.person_id for one in act.signers.order_by("position")] == [
        house.people["division"].pk,
        house.people["head"].pk,
    ]
    row.refresh_from_db()
    assert (row.state, row.reference) == ("signed", act.reference)
    assert Notification.objects.filter(kind="meetings.minutes", person=house.people["finance"]).count() == 1
    assert Notification.objects.filter(kind="meetings.minutes", email="guest@example.org").count() == 1
    sealed = (
        lambda: write(house, row, "division", ["x"]),
        lambda: holding.close_meeting(actor=house.actor("head"), meeting_id=row.pk, now=timezone.now()),
        lambda: convening.cancel(actor=house.actor("head"), meeting_id=row.pk, reason="x", now=timezone.now()),
        lambda: convening.change(actor=house.actor("head"), meeting_id=row.pk, plan=house.plan(), now=timezone.now()),
        lambda: convening.attach(actor=house.actor("head"), meeting_id=row.pk, file_ids=[1], now=timezone.now()),
        lambda: recording.ask_consent(actor=house.actor("head"), meeting_id=row.pk, now=timezone.now()),
        lambda: writing.send_minutes(actor=house.actor("head"), meeting_id=row.pk, now=timezone.now()),
    )
    for act_on in sealed:
        with pytest.raises(MinutesSealed):
            act_on()


def test_the_document_says_who_came_when_and_what_was_decided(house):
    row = closed(house)
    write(house, row, "division", ["قيل كذا"], decisions=[writing.NewDecision(text="يعمم المحضر")], votes=(3, 0, 0))
    writing.send_minutes(actor=house.actor("division"), meeting_id=row.pk, now=timezone.now())
    said = str(Act.objects.get(subject=row.subject_key).content)
    for text in ("حصيلة الشهر", "قيل كذا", "يعمم المحضر", "استعجال", "Guest One"):
        assert text in said


def test_minutes_that_a_signer_refuses_come_back_to_be_mended(house):
    row = closed(house)
    write(house, row, "division", ["قيل كذا"])
    writing.send_minutes(actor=house.actor("division"), meeting_id=row.pk, now=timezone.now())
    row.refresh_from_db()
    refuse(row.act, "تصحيح النقطة الأولى")
    row.refresh_from_db()
    assert (row.state, row.refusal) == ("closed", "تصحيح النقطة الأولى")
    assert Notification.objects.filter(kind="meetings.returned").count() == 2
    write(house, row, "division", ["قيل كذا مصححا"])
    writing.send_minutes(actor=house.actor("division"), meeting_id=row.pk, now=timezone.now())
    row.refresh_from_db()
    sign(row.act)
    row.refresh_from_db()
    assert row.state == "signed"


def test_a_decision_becomes_one_task_however_often_it_is_heard(house):
    row = closed(house)
    one = writing.NewDecision(text="أ", person_id=house.people["finance"].pk, due_on=timezone.now().date())
    write(house, row, "division", ["قيل"], decisions=[one])
    write(house, row, "division", ["قيل"], decisions=[writing.NewDecision(text="بلا أجل")])
    calls = []

    def set_task(decision):
        calls.append(decision.text)
        return 7

    for _n in range(2):
        writing.tasks_from(meeting_id=row.pk, set_task=set_task, now=timezone.now())
    assert calls == ["أ"]
    run_jobs()


def test_a_decision_of_a_chair_who_manages_is_a_task_that_says_where_it_comes_from(house):
    Grant.objects.create(post=house.posts["head"], right=rules.MANAGE, reach="administration")
    row = closed(house)
    in_charge = house.people["division"].pk
    due = timezone.now().date() + timedelta(days=9)
    one = writing.NewDecision(text="إعداد التقرير", person_id=in_charge, due_on=due)
    write(house, row, "division", ["قيل"], decisions=[one])
    writing.send_minutes(actor=house.actor("division"), meeting_id=row.pk, now=timezone.now())
    row.refresh_from_db()
    act = sign(row.act)
    (task,) = outputs.open_tasks(in_charge)
    assert (task.title, task.source_kind) == ("إعداد التقرير", outputs.Source.MEETING)
    assert task.source == f"{act.reference} · {row.title}"
