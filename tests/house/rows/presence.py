"""Who may ask for the pages of `presence`."""

from __future__ import annotations

from typing import Any

from tests.helpers.house import ELSEWHERE, STRANGER, World
from tests.house.table import SIGNED_IN, Row, nothing, right

MANAGES = right("telework.manage")
# Nobody of the table teleworks: whoever taps is told so, whatever day it is.
TAPS = Row(who=SIGNED_IN, get=None, post=403, sends=lambda w: {"kind": "start"})
OF_WEEK = Row(who=MANAGES, get=None, post=302, at=lambda w: {"week_id": w.week_closed.pk})
OF_CALL = Row(who=MANAGES, get=None, at=lambda w: {"call_id": w.call_made.pk}, others={STRANGER: 404})


def calls(world: World) -> dict[str, Any]:
    return {
        "person": world.agreement_in_force.person_id,
        "day": world.callable_days[0].isoformat(),
        "from_time": "09:00",
        "reason": "اجتماع",
    }


ROWS: dict[str, Row] = {
    "presence:today": Row(who=SIGNED_IN),
    "presence:confirm": TAPS,
    "presence:complete": TAPS
    | {
        "get": 200,
        "at": lambda w: {"day": "2026-11-19"},
        "sends": lambda w: {"started": "08:30", "reason": "نسيت"},
    },
    "presence:weeks": Row(who=SIGNED_IN),
    "presence:weeks_table": Row(who=SIGNED_IN),
    "presence:week": Row(who=SIGNED_IN, at=lambda w: {"first": "2026-11-16"}),
    "presence:close": TAPS | {"at": lambda w: {"first": "2026-11-16"}, "sends": nothing},
    "presence:away": Row(
        who=SIGNED_IN, post=302, sends=lambda w: {"first": "2026-12-01", "last": "2026-12-02", "reason": ""}
    ),
    "presence:take_back": Row(
        who=MANAGES, get=None, post=403, at=lambda w: {"absence_id": w.absence_said.pk}, others={STRANGER: 404}
    ),
    "presence:calls": Row(who=SIGNED_IN),
    "presence:calls_table": Row(who=SIGNED_IN),
    "presence:call": Row(who=MANAGES, post=302, sends=calls, others={(ELSEWHERE, "post"): 422}),
    "presence:answer": OF_CALL | {"post": 403, "sends": lambda w: {"coming": "yes"}},
    "presence:decide": OF_CALL | {"post": 302, "sends": lambda w: {"upheld": "no"}},
    "presence:team": Row(who=SIGNED_IN),
    "presence:team_table": Row(who=SIGNED_IN),
    "presence:team_ics": Row(who=SIGNED_IN),
    "presence:team_weeks": Row(who=MANAGES),
    "presence:team_week": OF_WEEK | {"get": 200, "post": None},
    "presence:return": OF_WEEK | {"sends": lambda w: {"remark": "صححوا الخميس"}},
    "presence:lock": OF_WEEK,
}
