"""Who may ask for the pages of `outputs`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.core import people
from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER, World, soon
from tests.house.table import SIGNED_IN, Row, right

MANAGES = right("telework.manage")
NEW = {"title": "مذكرة", "output": "مذكرة من صفحتين", "due_on": soon(5), "quantity": "1", "source_kind": "work"}
SHEET = "code,activity,output,minutes\nRH-02,تدبير,قرار,30\n".encode()


def a_task(world: World) -> dict[str, Any]:
    return {"task_id": world.task.pk}


def own_task(world: World) -> dict[str, Any]:
    return {"task_id": world.own_task.pk}


def delivered(world: World) -> dict[str, Any]:
    return {"task_id": world.delivered_task.pk}


def proposed(world: World) -> dict[str, Any]:
    return {"task_id": world.proposed_task.pk}


def sheet(_world: World) -> dict[str, Any]:
    return {"sheet": SimpleUploadedFile("times.csv", SHEET)}


MINE = Row(who=SIGNED_IN)
TEAM = Row(who=MANAGES)
# A task is seen by whoever does it and by those who manage its unit; for everybody else it does not exist.
TASK = Row(who=MANAGES, at=a_task, others={STRANGER: 404})
ACT = TASK | {"post": 302}
OWN = Row(
    who=SIGNED_IN, at=own_task, post=302, others={STRANGER: 404, ELSEWHERE: 404}
)  # done by whoever the task is of, without a right
KEEPS = Row(who=right("telework.programme"), post=302)
STANDARD = KEEPS | {"at": lambda w: {"standard_id": w.standard.pk}}
REPORT = Row(who=MANAGES, at=lambda w: {"report_id": w.weekly_report.pk}, others={STRANGER: 404})
SENT = Row(
    who=SIGNED_IN,
    get=None,
    post=302,
    at=lambda w: {"report_id": w.sent_report.pk},
    others={STRANGER: 404, ELSEWHERE: 404},
)

ROWS: dict[str, Row] = {
    "outputs:mine": MINE,
    "outputs:mine_file": MINE | {"at": lambda w: {"ending": "xlsx"}, "others": {ELSEWHERE: 200}},
    "outputs:board": MINE,
    "outputs:team": TEAM,
    "outputs:team_file": TEAM | {"at": lambda w: {"ending": "csv"}, "others": {ELSEWHERE: 200}},
    "outputs:team_board": TEAM,
    "outputs:choose": TEAM,
    "outputs:new": TEAM | {"at": lambda w: {"person_id": w.worker.pk}, "post": 302, "sends": lambda w: NEW},
    "outputs:propose": MINE
    | {
        "post": 302,
        "sends": lambda w: NEW | {"unit": w.users[HOLDER].holding_set.first().post.unit_id},
        "others": {(ELSEWHERE, "post"): 422},  # no unit of theirs
    },
    "outputs:problem": MINE | {"post": 302, "sends": lambda w: {"text": "انقطاع الاتصال"}},
    "outputs:task": TASK,
    "outputs:task_problem": OWN | {"sends": lambda w: {"text": "انقطاع الاتصال"}},
    "outputs:deliver": OWN | {"sends": lambda w: {"text": "ها هي"}},
    "outputs:ask_time": OWN | {"sends": lambda w: {"due_on": soon(20), "reason": "المعطيات متأخرة"}},
    "outputs:accept": ACT | {"at": delivered, "sends": lambda w: {"version": "1", "quality": "4", "accuracy": "3"}},
    "outputs:return": ACT | {"at": delivered, "sends": lambda w: {"version": "1", "remarks": "ينقص الجدول"}},
    "outputs:agree": ACT | {"at": proposed},
    "outputs:decline": ACT | {"at": proposed, "sends": lambda w: {"reason": "ليس الآن"}},
    "outputs:cancel": ACT | {"sends": lambda w: {"reason": "لم تعد مطلوبة"}},
    "outputs:answer_time": ACT
    | {"at": lambda w: {"task_id": w.time_asked.task_id}, "sends": lambda w: {"granted": "yes"}},
    "outputs:move": ACT | {"sends": lambda w: {"person": w.users[STRANGER].pk, "reason": "انتقال"}},
    "outputs:move_all": TEAM
    | {
        "at": lambda w: {"person_id": w.task.person_id},
        "post": 302,
        "sends": lambda w: {"person": w.users[STRANGER].pk, "reason": "انتهاء العمل عن بعد"},
    },
    "outputs:figures": MINE,
    "outputs:figures_of": Row(who=MANAGES, at=lambda w: {"person_id": w.task.person_id}, others={STRANGER: 404}),
    "outputs:team_figures": TEAM,
    "outputs:formula": MINE,
    "outputs:catalogue": MINE,
    "outputs:catalogue_file": MINE | {"at": lambda w: {"ending": "xlsx"}, "others": {ELSEWHERE: 200}},
    "outputs:new_standard": KEEPS
    | {
        "sends": lambda w: {
            "code": "RH-09",
            "activity": "تدبير",
            "output": "قرار",
            "minutes": "20",
            "starts_on": soon(1),
        }
    },
    "outputs:import_standards": KEEPS | {"sends": sheet},
    "outputs:change_standard": STANDARD
    | {
        "sends": lambda w: {"activity": "تدبير", "output": "قرار", "minutes": "25", "starts_on": soon(1)},
        "others": {},
    },
    "outputs:end_standard": STANDARD | {"sends": lambda w: {"ends_on": soon(1)}},
    "outputs:reports": MINE,
    "outputs:draft_report": TEAM
    | {
        "post": 302,
        "sends": lambda w: {
            "unit": w.users[HOLDER].holding_set.first().post.unit_id,
            "on": timezone.localdate().isoformat(),
        },
        "others": {(ELSEWHERE, "post"): 422},  # no unit of theirs
    },
    "outputs:report": REPORT,
    "outputs:complete_report": REPORT | {"get": None, "post": 302, "sends": lambda w: {"problems": "لا شيء"}},
    "outputs:send_report": REPORT | {"at": lambda w: {"report_id": headed(w).pk}, "post": 302},
    "outputs:read_report": SENT,
    "outputs:answer_report": SENT | {"sends": lambda w: {"words": "شكرا لكم"}},
}


def headed(world: World) -> Any:
    """The report of a unit that somebody else than its writer heads."""
    people.make_head(world.superior)
    return world.weekly_report
