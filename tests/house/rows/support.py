"""Who may ask for the pages of `support`."""

from __future__ import annotations

from typing import Any

from diwan.telework.support import quiz
from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER, World, soon
from tests.house.table import SIGNED_IN, Row, right

NEED = {"category": "access", "urgency": "2", "way": "remote", "subject": "تعذر الولوج", "text": "لا يعمل"}
TEXT = {"title_ar": "دليل", "text_ar": "- قاعدة"}
QUESTIONS = "? سؤال | question\n+ صحيح | juste\n- خطأ | faux"


def asked(world: World) -> dict[str, Any]:
    return {"request_id": world.help_request.pk}


def solved(world: World) -> dict[str, Any]:
    return {"request_id": world.solved_help.pk}


def guide(world: World) -> dict[str, Any]:
    return {"guide_id": world.guide.pk}


def course(world: World) -> dict[str, Any]:
    return {"course_id": world.course.pk}


def answers(world: World) -> dict[str, Any]:
    sheet = quiz.sheet(world.course.questions, world.attempt.seed)
    return {f"q{place}": str(one.right) for place, one in enumerate(sheet)}


MINE = Row(who=SIGNED_IN)
DESK, KEEPS = Row(who=right("telework.desk")), Row(who=right("telework.programme"))
# A request is seen by whoever asked and by the desk; for everybody else it does not exist.
HELP = Row(who=right("telework.desk"), at=asked, others={STRANGER: 404})
HELPS = HELP | {"get": None, "post": 302}
ASKED = Row(who=SIGNED_IN, get=None, post=302, at=solved, others={STRANGER: 404, ELSEWHERE: 404})
# What an administration publishes is read by all who sit in it.
OURS = Row(who=SIGNED_IN, others={ELSEWHERE: 404})
TRIED = Row(who=SIGNED_IN, others={STRANGER: 404, ELSEWHERE: 404})
CAMPAIGN = Row(who=right("telework.programme"), at=lambda w: {"campaign_id": w.campaign.pk}, others={STRANGER: 404})

ROWS: dict[str, Row] = {
    "support:mine": MINE,
    "support:new": MINE | {"post": 302, "sends": lambda w: NEED},
    "support:help": HELP,
    "support:write": HELPS | {"sends": lambda w: {"text": "أعيدوا التشغيل"}},
    "support:take": HELPS,
    "support:give": HELPS | {"sends": lambda w: {"person": w.users[HOLDER].pk}},
    "support:solve": HELPS,
    "support:reopen": ASKED | {"sends": lambda w: {"text": "ما زال العطل"}},
    "support:rate": ASKED | {"sends": lambda w: {"satisfaction": "3"}},
    "support:desk": DESK,
    "support:desk_file": DESK | {"at": lambda w: {"ending": "csv"}, "others": {ELSEWHERE: 200}},
    "support:guides": MINE,
    "support:new_guide": KEEPS | {"post": 302, "sends": lambda w: TEXT | {"code": "vpn", "kind": "guide"}},
    "support:adopt": KEEPS | {"get": None, "post": 302},
    "support:guide": OURS | {"at": guide},
    "support:acknowledge_guide": OURS | {"at": guide, "get": None, "post": 302},
    "support:change_guide": KEEPS | {"at": guide, "post": 302, "sends": lambda w: TEXT},
    "support:courses": MINE,
    "support:new_course": KEEPS
    | {
        "post": 302,
        "sends": lambda w: TEXT | {"code": "mail", "questions": QUESTIONS, "pass_percent": "80", "attempts": "3"},
    },
    "support:course": OURS | {"at": course},
    "support:begin": OURS | {"at": course, "get": None, "post": 302},
    "support:change_course": KEEPS
    | {
        "at": course,
        "post": 302,
        "sends": lambda w: TEXT | {"questions": QUESTIONS, "pass_percent": "80", "attempts": "3"},
    },
    "support:attempt": TRIED | {"at": lambda w: {"attempt_id": w.attempt.pk}, "post": 302, "sends": answers},
    "support:certificate": TRIED | {"at": lambda w: {"attempt_id": w.passed.pk}, "get": 302},
    "support:trained": KEEPS,
    "support:trained_file": KEEPS | {"at": lambda w: {"ending": "xlsx"}, "others": {ELSEWHERE: 200}},
    "support:campaigns": KEEPS,
    "support:new_campaign": KEEPS
    | {"post": 302, "sends": lambda w: TEXT | {"audience": "all", "ends_on": soon(9), "remind_days": "3"}},
    "support:campaign": CAMPAIGN,
    "support:send_campaign": CAMPAIGN | {"post": 302},
    "support:acknowledge_campaign": Row(
        who=SIGNED_IN,
        get=None,
        post=302,
        at=lambda w: {"campaign_id": w.sent_campaign.pk},
        others={ELSEWHERE: 404},
    ),
    "support:readers_file": CAMPAIGN
    | {"at": lambda w: {"campaign_id": w.sent_campaign.pk, "ending": "csv"}, "others": {STRANGER: 403}},
}
