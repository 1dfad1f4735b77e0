"""Guides, courses with their certificate, campaigns, and what telework waits for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from diwan.core.files import api as files
from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.support import api as support
from diwan.telework.support import certificates, conditions, content, quiz, reminding
from diwan.telework.support.models import Acknowledgement, Attempt, Certificate, Course, Guide
from diwan.telework.support.operations import campaigns, learning, publishing
from tests.core import people
from tests.core.people import NOW, TODAY
from tests.helpers.jobs import run_jobs

from .conftest import furnish

DAY = timedelta(days=1)


def right(attempt):
    return [one.right for one in quiz.sheet(attempt.course.questions, attempt.seed)]


def begun(place, course, who="hajar", now=NOW):
    return learning.begin(actor=place.actor(who), course_id=course.pk, now=now)


def finish(place, attempt, chosen, who="hajar", now=NOW):
    return learning.finish(actor=place.actor(who), attempt_id=attempt.pk, chosen=chosen, now=now)


def agreement(place, who="hajar"):
    return SimpleNamespace(person_id=place.people[who].pk, administration_id=place.tenant.pk)


def test_what_diwan_brings_is_published_once_and_sound(place):
    made = place.adopt()
    assert [one.code for one in made] == ["security", "remote-access", "security"]
    assert place.adopt() == []
    for row in (*content.brought()["guides"], *content.brought()["courses"]):
        arabic, french = content.blocks(row["text_ar"]), content.blocks(row["text_fr"])
        assert [(kind, len(lines)) for kind, lines in arabic] == [(kind, len(lines)) for kind, lines in french]
    rules = [line for kind, lines in content.blocks(made[0].text_ar) if kind == "list" for line in lines]
    assert len(rules) > 15
    assert all(line.endswith(")") and ("(000" in line or "(002" in line) for line in rules)  # each with its source
    assert content.questions_in(content.text_of(made[-1].questions)) == made[-1].questions
    with pytest.raises(NotAllowed):
        support.adopt(actor=place.actor("hajar"), administration_id=place.tenant.pk, now=NOW)


def test_a_new_version_of_the_guide_is_acknowledged_anew(place):
    guide, person = place.adopt()[0], agreement(place)
    assert not conditions.guide_acknowledged(person)
    publishing.acknowledge(actor=place.actor("hajar"), guide_id=guide.pk, now=NOW)
    publishing.acknowledge(actor=place.actor("hajar"), guide_id=guide.pk, now=NOW)
    assert Acknowledgement.objects.count() == 1
    assert conditions.guide_acknowledged(person)
    words = support.Words(title_ar="دليل الأمن", text_ar="- قاعدة جديدة")
    said = {"actor": place.actor("keeper"), "administration_id": place.tenant.pk, "now": NOW + DAY}
    newer = support.publish_guide(code="security", words=words, **said)
    assert (newer.number, newer.kind) == (2, "security")
    assert not conditions.guide_acknowledged(person)
    with pytest.raises(publishing.Replaced):
        publishing.acknowledge(actor=place.actor("hajar"), guide_id=guide.pk, now=NOW)
    run_jobs()
    assert Notification.objects.filter(person=place.people["hajar"], kind="support.guide").count() == 1
    assert not Notification.objects.filter(person=place.people["said"]).exists()
    with pytest.raises(publishing.OtherKind):
        support.publish_guide(code="another", kind="security", words=words, **said)


def test_where_nothing_is_published_nothing_is_asked(place):
    assert conditions.guide_acknowledged(agreement(place))
    assert conditions.course_passed(agreement(place))


def test_another_administration_neither_reads_nor_acknowledges(place):
    guide = place.adopt()[0]
    there = people.administration("MEF", arabic="وزارة المالية")
    stranger = people.person("Far Away", administration=there)
    people.seat(stranger, people.post(people.root(there)))
    actor = place.actor("hajar").__class__(person_id=stranger.pk, name="")
    assert not Guide.objects.visible_to(actor).exists()
    with pytest.raises(NotAllowed):
        publishing.acknowledge(actor=actor, guide_id=guide.pk, now=NOW)


def test_the_same_seed_gives_the_same_sheet_and_another_another(place):
    questions = place.adopt()[-1].questions
    sheets = {tuple((one.text, one.options) for one in quiz.sheet(questions, seed)) for seed in range(20)}
    assert quiz.sheet(questions, 7) == quiz.sheet(questions, 7)
    assert len(sheets) > 10
    for seed in range(20):
        for one in quiz.sheet(questions, seed):
            said = next(q for q in questions if q["ar"] == one.text)
            assert one.options[one.right] == next(o["ar"] for o in said["options"] if o["right"])


def test_the_course_is_passed_and_its_certificate_sealed(place):
    course = place.adopt()[-1]
    assert not conditions.course_passed(agreement(place))
    attempt = begun(place, course)
    assert begun(place, course).pk == attempt.pk  # the one under way goes on
    with pytest.raises(learning.NotAllAnswered):
        finish(place, attempt, [*right(attempt)[:-1], None])
    with pytest.raises(NotAllowed):
        finish(place, attempt, right(attempt), who="said")
    done = finish(place, attempt, right(attempt))
    assert (done.passed, done.score) == (True, len(course.questions))
    with pytest.raises(learning.AlreadyEnded):
        finish(place, attempt, right(attempt))
    assert conditions.course_passed(agreement(place))
    assert not conditions.course_passed(agreement(place, "said"))
    run_jobs()
    row = Certificate.objects.get()
    assert row.reference == "MEN-F-2026-00001"
    with files.open_file(row.file_id) as stream:
        assert stream.read(5) == b"%PDF-"
    sealed = row.file_id
    certificates.issue(attempt_id=attempt.pk, now=NOW)  # a job may run twice
    row.refresh_from_db()
    assert row.file_id == sealed
    assert Notification.objects.filter(person=place.people["hajar"], kind="support.course").count() == 1


def test_the_pass_mark_counts_to_the_question(place):
    course = place.adopt()[-1]
    Course.objects.filter(pk=course.pk).update(pass_percent=66)
    total = len(course.questions)  # six: four right are 66.67 %, three are 50 %
    for wrong, passes in ((2, True), (3, False)):
        attempt = begun(place, course)
        chosen = [(one + 1) % 3 if place_ < wrong else one for place_, one in enumerate(right(attempt))]
        done = finish(place, attempt, chosen)
        assert (done.score, done.passed) == (total - wrong, passes)


def test_attempts_of_a_day_are_counted(place):
    course = place.adopt()[-1]
    for _turn in range(course.attempts):
        attempt = begun(place, course)
        finish(place, attempt, [(one + 1) % 3 for one in right(attempt)])
    with pytest.raises(learning.NoMoreToday):
        begun(place, course)
    assert begun(place, course, now=NOW + DAY).pk
    assert not Certificate.objects.exists()


def test_a_course_that_cannot_be_passed_is_refused(place):
    words = support.Words(title_ar="تكوين", text_ar="نص")
    said = {"actor": place.actor("keeper"), "administration_id": place.tenant.pk, "words": words, "now": NOW}
    for text in ("", "? سؤال\n+ نعم", "? سؤال\n- نعم\n- لا", "? سؤال\n+ نعم\n+ لا"):
        with pytest.raises(publishing.NoQuestion):
            support.publish_course(code="x", questions=content.questions_in(text), **said)


@pytest.mark.django_db(transaction=True)
def test_certificates_passed_at_once_are_numbered_without_gaps():
    place = furnish()
    course = place.adopt()[-1]
    attempts = {who: begun(place, course, who) for who in place.people}

    def pass_(who):
        try:
            finish(place, attempts[who], right(attempts[who]), who)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as all_:
        list(all_.map(pass_, attempts))
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert Attempt.objects.filter(passed=True).count() == 5


def written(place, **changes):
    plan = campaigns.Plan(**{"audience": "all", "ends_on": TODAY + 9 * DAY, "remind_days": 3} | changes)
    words = support.Words(title_ar="أقفلوا الجلسة", text_ar="نص")
    said = {"administration_id": place.tenant.pk, "words": words, "plan": plan, "now": NOW}
    return campaigns.write(actor=place.actor("keeper"), **said)


def test_a_campaign_is_sent_acknowledged_and_reminded(place):
    row = written(place, audience="unit", unit_id=place.unit.pk)
    run_jobs()
    assert not Notification.objects.filter(kind="support.campaign").exists()
    campaigns.send(actor=place.actor("keeper"), campaign_id=row.pk, now=NOW)
    with pytest.raises(campaigns.AlreadySent):
        campaigns.send(actor=place.actor("keeper"), campaign_id=row.pk, now=NOW)
    run_jobs()
    readers = set(Notification.objects.filter(kind="support.campaign").values_list("person_id", flat=True))
    assert readers == {place.people["hajar"].pk, place.people["said"].pk}
    campaigns.acknowledge(actor=place.actor("hajar"), campaign_id=row.pk, now=NOW)
    with pytest.raises(NotAllowed):
        campaigns.acknowledge(actor=place.actor("desk"), campaign_id=row.pk, now=NOW)
    told = [reminding.remind(now=NOW + turn * DAY) for turn in range(1, 13)]
    # The 18th is a holiday; the 21st and 22nd a week-end: the reminder of the third day waits for Monday the 23rd.
    assert told == [0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0]
    campaigns.acknowledge(actor=place.actor("said"), campaign_id=row.pk, now=NOW)
    assert row.readers.filter(acknowledged_at=None).count() == 0


def test_a_campaign_without_audience_is_not_sent(place):
    with pytest.raises(campaigns.UnitElsewhere):
        written(place, audience="unit")
    there = people.root(people.administration("MEF", arabic="وزارة المالية"))
    with pytest.raises(campaigns.UnitElsewhere):
        written(place, audience="unit", unit_id=there.pk)
    row = written(place, audience="teleworkers")
    with pytest.raises(campaigns.NobodyThere):
        campaigns.send(actor=place.actor("keeper"), campaign_id=row.pk, now=NOW)


def test_texts_are_blocks_and_never_markup():
    found = content.blocks("## عنوان\nسطر\nثان\n\n- واحد\n- <b>اثنان</b>\n")
    assert found == [
        ("heading", ["عنوان"]),
        ("paragraph", ["سطر", "ثان"]),
        ("list", ["واحد", "<b>اثنان</b>"]),
    ]
