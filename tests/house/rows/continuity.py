"""Who may ask for the pages of `continuity`."""

from __future__ import annotations

from typing import Any

from tests.core import people
from tests.helpers.house import ELSEWHERE, World
from tests.house.table import SIGNED_IN, Row, right

CRISIS = right("telework.crisis")
ONE = Row(who=CRISIS, at=lambda w: {"crisis_id": w.crisis.pk})
PLAN = Row(who=CRISIS, at=lambda w: {"plan_id": w.continuity_plan.pk})


def service(world: World) -> dict[str, Any]:
    return {
        "unit": people.root(world.here).pk,
        "name": "الأداء",
        "what": "أداء الأجور",
        "minimum": 1,
        "away": 1,
        "recovery_hours": 24,
    }


def asked(world: World) -> dict[str, Any]:
    from datetime import timedelta

    from django.utils import timezone

    day = timezone.localdate() + timedelta(days=2)
    said = {"rule": "reduced_presence", "starts_on": day.isoformat(), "ends_on": (day + timedelta(days=9)).isoformat()}
    return said | {"unit": people.root(world.here).pk, "reason": "وضعية وبائية"}


def returning(world: World) -> dict[str, Any]:
    return {"returns_on": world.crisis.starts_on.isoformat(), "reason": "تحسن الوضعية"}


ROWS: dict[str, Row] = {
    "continuity:home": Row(who=CRISIS),
    "continuity:mine": Row(who=SIGNED_IN),
    "continuity:begin_plan": Row(who=CRISIS, get=None, post=302),
    "continuity:plan": PLAN | {"post": 302, "sends": lambda w: {"note": "استمرارية المرفق"}},
    "continuity:add_service": PLAN | {"post": 302, "sends": service},
    "continuity:service": PLAN
    | {
        "at": lambda w: {"plan_id": w.continuity_plan.pk, "service_id": w.vital_service.pk},
        "post": 302,
        "sends": service,
    },
    "continuity:drop_service": PLAN
    | {
        "at": lambda w: {"plan_id": w.continuity_plan.pk, "service_id": w.vital_service.pk},
        "get": None,
        "post": 302,
    },
    "continuity:submit_plan": PLAN | {"get": None, "post": 302},
    "continuity:exemptions": Row(
        who=CRISIS,
        post=302,
        sends=lambda w: {"email": w.users["stranger"].email, "proof": "شهادة 12"},
        others={(ELSEWHERE, "post"): 422},  # nobody of theirs has this address
    ),
    "continuity:end_exemption": Row(who=CRISIS, get=None, post=302, at=lambda w: {"exemption_id": w.exemption.pk}),
    "continuity:new": Row(who=CRISIS, post=302, sends=asked, others={(ELSEWHERE, "post"): 422}),
    "continuity:crisis": ONE,
    "continuity:export": ONE | {"at": lambda w: {"crisis_id": w.crisis.pk, "form": "csv"}},
    "continuity:submit": ONE | {"get": None, "post": 302},
    "continuity:withdraw": ONE | {"post": 302, "sends": lambda w: {"reason": "خطأ"}},
    "continuity:return": ONE | {"at": lambda w: {"crisis_id": w.crisis_in_force.pk}, "post": 302, "sends": returning},
}
