"""Who may ask for the pages of `incidents`."""

from __future__ import annotations

from tests.helpers.house import STRANGER
from tests.house.table import SIGNED_IN, Row, right

GUARDS = Row(who=right("telework.security"))
# Whoever neither declared it, nor is concerned, nor guards, is not told that it exists.
ONE = GUARDS | {"at": lambda w: {"incident_id": w.incident.pk}, "others": {STRANGER: 404}}
ACT = ONE | {"get": None, "post": 302}
MOMENT = "2026-01-05T10:00"

ROWS: dict[str, Row] = {
    "incidents:list": GUARDS,
    "incidents:export_csv": GUARDS,
    "incidents:export_xlsx": GUARDS,
    "incidents:declare": Row(who=SIGNED_IN),
    "incidents:declare_kind": Row(
        who=SIGNED_IN,
        post=302,
        at=lambda w: {"kind": "phishing"},
        sends=lambda w: {"title": "رسالة خادعة", "discovered_at": MOMENT, "what": "طلبت الرسالة القن السري"},
    ),
    "incidents:one": ONE,
    "incidents:measure": ACT | {"sends": lambda w: {"at": MOMENT, "text": "تغيير القن السري"}},
    "incidents:sending": ACT | {"sends": lambda w: {"sent_at": MOMENT, "means": "الاستمارة الآمنة"}},
    "incidents:weigh": ACT | {"sends": lambda w: {"gravity": "critical"}},
    "incidents:add_files": ACT,
    "incidents:close": ACT | {"sends": lambda w: {"lessons": "تكوين الموظفين"}},
    "incidents:form": ONE,
    "incidents:bundle": ONE,
}
