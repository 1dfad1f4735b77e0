"""The board and the pages of the steps: in four languages, by real forms, for whom they are meant."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diwan.core.organisations.api import SYSTEM
from diwan.telework.programmes import operations, queries
from diwan.telework.programmes.models import Programme
from diwan.telework.programmes.path import step_kinds
from tests.core import people
from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER, World
from tests.helpers.telework.programmes import FIGURES

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def world(db):
    return World(rights=("telework.programme",))


def post(world, url, person=HOLDER, **said):
    return world.client(person).post(url, {**said, "idempotency_key": str(uuid.uuid4())})


def step(world, code):
    return reverse("programmes:step", args=[world.programme.pk, code])


def test_a_programme_is_begun_from_its_page(world):
    url = reverse("programmes:home")
    assert world.client(HOLDER).get(url).status_code == 200
    assert post(world, url, title="البرنامج", administration=world.here.pk).status_code == 302
    assert Programme.objects.get().title == "البرنامج"
    assert world.client(HOLDER).get(url).context["board"].lines


@pytest.mark.parametrize("code", [kind.code for kind in step_kinds()])
@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_each_step_opens_in_each_language(world, code, language):
    client = world.client(HOLDER)
    client.cookies["django_language"] = client.cookies["diwan_language"] = language
    answer = client.get(step(world, code), headers={"accept-language": language})
    assert answer.status_code == 200
    assert "%(" not in answer.content.decode()


def test_steps_are_filled_by_their_forms(world):
    programme, person = world.programme, world.users[STRANGER].pk
    unit = world.unit.pk
    for code, said in (
        ("objectives", {"do": "write", "objectives": "ضمان الاستمرارية"}),
        ("team", {"do": "member", "person_id": person, "role": "it", "letter": "رسالة 7"}),
        ("scope", {"do": "populations", "populations": "الأطر الإدارية"}),
        ("scope", {"do": "exclude", "unit_id": unit, "reason": "استقبال العموم"}),
        ("tasks", {"do": "task", "title": "الأرشفة", "mark_divisible": 4, "mark_automatable": 4, "mark_electronic": 4}),
        ("staff", {"do": "propose", "person_id": person}),
        ("capacity", {"do": "study", **FIGURES}),
        ("training", {"do": "plan", "owner_id": person, "due_on": "2026-12-20"}),
    ):
        answer = post(world, step(world, code), **said)
        assert answer.status_code == 302, (code, answer.context and answer.context["forms"][said["do"]].errors)
    programme.refresh_from_db()
    assert programme.objectives == "ضمان الاستمرارية"
    assert programme.members.get().letter == "رسالة 7"
    assert programme.exclusions.get().unit_id == unit
    assert [row.score for row in queries.grid(programme)] == [80]
    assert programme.figures == FIGURES
    assert programme.steps.get(code="training").due_on.isoformat() == "2026-12-20"


def test_criteria_of_the_administration_weigh_too(world):
    said = {"do": "weigh", "threshold": 70, "weight_divisible": 2, "weight_automatable": 1, "weight_electronic": 0}
    answer = post(world, step(world, "tasks"), **said, new_code="secret", new_label="السرية")
    assert answer.status_code == 302
    assert queries.weights(world.programme) == {"divisible": 2, "automatable": 1, "electronic": 0, "secret": 1}
    assert "السرية" in world.client(HOLDER).get(step(world, "tasks")).content.decode()


def test_a_document_is_joined_when_a_step_is_done(world):
    document = SimpleUploadedFile("plan.pdf", PDF, content_type="application/pdf")
    answer = post(world, step(world, "training"), do="finish", note="خطة معتمدة", document=document)
    assert answer.status_code == 302
    row = world.programme.steps.get(code="training")
    assert (row.state, row.file.name) == ("done", "plan.pdf")
    assert world.client(HOLDER).get(step(world, "training")).context["document"]


def test_what_is_refused_is_shown_with_what_was_typed(world):
    answer = post(
        world, step(world, "team"), do="member", person_id=world.users[STRANGER].pk, role="liaison", letter=""
    )
    assert answer.status_code == 422
    assert not world.programme.members.exists()
    answer = post(world, step(world, "objectives"), do="finish", note="كتبت هذا")
    assert answer.status_code == 422
    assert "كتبت هذا" in answer.content.decode()


def test_a_form_of_another_step_is_not_found(world):
    assert post(world, step(world, "objectives"), do="study", **FIGURES).status_code == 404
    assert world.client(HOLDER).get(step(world, "nothing")).status_code == 404
    url = reverse("programmes:remove", args=[world.programme.pk, "destroy", 1])
    assert post(world, url).status_code == 404


def test_a_sheet_goes_out_and_comes_back(world):
    programme, now = world.programme, timezone.now()
    said = {"actor": SYSTEM, "programme_id": programme.pk, "now": now}
    unit = people.unit(people.root(world.here), "قسم", code="IT-1")
    code = unit.code
    operations.score_task(
        title="=المراسلات", unit_id=unit.pk, marks={"divisible": 5, "automatable": 5, "electronic": 5}, **said
    )
    sheet = world.client(HOLDER).get(reverse("programmes:export", args=[programme.pk])).content
    task = programme.tasks.get()
    operations.drop_task(task_id=task.pk, **said)
    taken = SimpleUploadedFile("tasks.xlsx", sheet)
    assert post(world, step(world, "tasks"), do="import", sheet=taken).status_code == 302
    back = programme.tasks.get()
    assert (back.title, back.unit.code, back.marks) == (task.title, code, task.marks)


@pytest.mark.parametrize(
    "text",
    ["title,unit\nx,\n", "task,unit,divisible\nx,NOWHERE,3\n", "task,divisible\nx,many\n", "task,divisible\nx,9\n", ""],
)
def test_a_sheet_that_cannot_be_read_imports_nothing(world, text):
    taken = SimpleUploadedFile("tasks.csv", text.encode() or b" ")
    assert post(world, step(world, "tasks"), do="import", sheet=taken).status_code == 422
    assert not world.programme.tasks.exists()


def test_rows_are_taken_out(world):
    programme, said = world.programme, {"actor": SYSTEM, "programme_id": world.programme.pk, "now": timezone.now()}
    member = operations.name_member(person_id=world.users[STRANGER].pk, role="team", **said)
    proposal = operations.propose(person_id=world.users[STRANGER].pk, **said)
    exclusion = operations.exclude(unit_id=world.unit.pk, reason="x", **said)
    task = world.graded_task
    for do, row in (("release", member), ("back", proposal), ("include", exclusion), ("drop", task)):
        url = reverse("programmes:remove", args=[programme.pk, do, row.pk])
        assert post(world, url).status_code == 302
    member.refresh_from_db()
    assert member.left_at
    assert not any(rows.exists() for rows in (programme.proposals, programme.exclusions, programme.tasks))


def test_a_member_of_the_team_reads_and_changes_nothing(world):
    said = {"actor": SYSTEM, "programme_id": world.programme.pk, "now": timezone.now()}
    operations.name_member(person_id=world.users[STRANGER].pk, role="team", **said)
    assert world.client(STRANGER).get(step(world, "objectives")).status_code == 200
    assert post(world, step(world, "objectives"), STRANGER, do="write", objectives="x").status_code == 403


def test_nobody_elsewhere_sees_it(world):
    assert world.client(ELSEWHERE).get(step(world, "objectives")).status_code == 404
    assert world.client(ELSEWHERE).get(reverse("programmes:export", args=[world.programme.pk])).status_code == 404


def test_the_board_shows_a_late_step(world):
    due = timezone.localdate() - timedelta(days=3)
    said = {"actor": SYSTEM, "programme_id": world.programme.pk, "now": timezone.now()}
    operations.plan(code="charter", owner_id=None, due_on=due, **said)
    text = world.client(HOLDER).get(reverse("programmes:home")).content.decode()
    assert 'class="tag tag-late"' in text


def test_the_page_of_a_step_costs_the_same_with_more_rows(world):
    said = {"actor": SYSTEM, "programme_id": world.programme.pk, "now": timezone.now()}

    def count():
        with CaptureQueriesContext(connection) as queries_made:
            assert world.client(HOLDER).get(step(world, "tasks")).status_code == 200
        return len(queries_made)

    operations.score_task(title="أولى", unit_id=world.unit.pk, marks={}, **said)
    few = count()
    rows = [(f"مهمة {number}", world.unit.pk, {}) for number in range(20)]
    operations.score_tasks(rows=rows, **said)
    assert count() == few
