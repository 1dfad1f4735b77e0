"""Who may ask for the pages of `evaluations`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.helpers.house import STRANGER, World
from tests.house.table import SIGNED_IN, Row, right

KEEPS = Row(who=right("telework.evaluate"))
NOWHERE: dict[Any, Any] = {STRANGER: 404}


def session(world: World) -> dict[str, Any]:
    return {"session_id": world.evaluation_session.pk}


def case(world: World) -> dict[str, Any]:
    return {"case_id": world.evaluation_case.pk}


def amendment(world: World) -> dict[str, Any]:
    return {"amendment_id": world.evaluation_amendment.pk}


def rule_sent(world: World) -> dict[str, Any]:
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {"key": "evaluation_every", "value": "4", "unit": "M", "starts_on": day, "reasons": "تتبع أقرب"}


def figure_sent(world: World) -> dict[str, Any]:
    return {"kind": "waiting", "value": "3", "since": "2026-10-01", "until": "2026-10-31", "source": "سجل الشباك"}


ROWS: dict[str, Row] = {
    "evaluations:sessions": KEEPS,
    "evaluations:mine": Row(who=SIGNED_IN),
    "evaluations:new_session": KEEPS | {"post": 422},
    "evaluations:new_member": KEEPS | {"post": 422},
    "evaluations:end_member": KEEPS
    | {"get": None, "post": 302, "at": lambda w: {"member_id": w.evaluation_secretary.pk}},
    "evaluations:session": KEEPS | {"at": session, "post": 409},  # nobody is noted as present
    "evaluations:close": KEEPS | {"at": session, "get": None, "post": 409},
    "evaluations:write": KEEPS | {"at": session, "get": None, "post": 409},
    "evaluations:new_amendment": KEEPS | {"at": session, "post": 302, "sends": rule_sent},
    "evaluations:amendment": KEEPS | {"at": amendment, "post": 403},  # nobody votes before the session is open
    "evaluations:new_figure": KEEPS | {"post": 302, "sends": figure_sent},
    "evaluations:case": KEEPS | {"at": case, "others": NOWHERE},
    "evaluations:opinion": KEEPS | {"at": case, "get": None, "post": 403, "others": NOWHERE},
    "evaluations:statement": KEEPS | {"at": case, "get": None, "post": 403, "others": NOWHERE},
    "evaluations:proposal": KEEPS | {"at": case, "get": None, "post": 302, "others": NOWHERE},
    "evaluations:vote": KEEPS | {"at": case, "get": None, "post": 403, "others": NOWHERE},
    "evaluations:indicators": KEEPS,
    "evaluations:csv": KEEPS,
    "evaluations:report": KEEPS | {"get": None, "post": 409},  # no committee yet
    "evaluations:cost": KEEPS
    | {"post": 302, "sends": lambda w: {"kind": "travel", "amount": "20", "starts_on": "2026-11-01", "source": "م"}},
    "evaluations:new_survey": KEEPS
    | {"post": 302, "sends": lambda w: {"title": "س", "starts_on": "2026-11-01", "ends_on": "2026-12-01"}},
    "evaluations:survey": Row(
        who=SIGNED_IN,
        get=404,  # only who teleworks there answers
        post=404,
        at=lambda w: {"survey_id": w.evaluation_survey.pk},
    ),
}
