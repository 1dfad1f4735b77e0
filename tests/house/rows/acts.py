"""Who may ask for the pages of `acts`."""

from __future__ import annotations

from tests.helpers.house import ELSEWHERE, STRANGER
from tests.house.table import PUBLIC, SIGNED_IN, Row

# A document of somebody else does not exist for a colleague who neither signs nor manages.
ONE = Row(who=SIGNED_IN, at=lambda w: {"act_id": w.act.pk}, others={STRANGER: 404, ELSEWHERE: 404})

ROWS: dict[str, Row] = {
    "acts:list": Row(who=SIGNED_IN),
    "acts:export": Row(who=SIGNED_IN, at=lambda w: {"form": "csv"}),
    "acts:act": ONE,
    "acts:document": ONE | {"at": lambda w: {"act_id": w.signed_act.pk}, "get": 302},
    "acts:withdraw": ONE | {"post": 302, "sends": lambda w: {"reason": "خطأ في التاريخ"}},
    "acts:check": Row(who=PUBLIC, at=lambda w: {"code": w.signed_act.code}),
}
