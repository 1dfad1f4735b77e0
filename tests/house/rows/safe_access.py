"""Who may ask for the pages of `safe_access`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER
from tests.house.table import PUBLIC, SIGNED_IN, Row, right

GUARDS = Row(who=right("telework.security"))
HELPS = Row(who=right("telework.desk"))
MANAGES = Row(who=right("telework.manage"))
DEVICE = {"name": "حاسوبي", "kind": "laptop", "system": "Debian 13", "browser": "Firefox"}


def days(number: int) -> str:
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def act(at: Any, **sends: Any) -> dict[str, Any]:
    return {"at": at, "get": None, "post": 302, "sends": lambda w: dict(sends)}


def of_system(w: Any) -> dict[str, Any]:
    return {"system_id": w.vpn.pk}


def own_right(w: Any) -> dict[str, Any]:
    return {"right_id": w.right_granted.pk}


UNSEEN = {STRANGER: 404}
OWN = {STRANGER: 404, ELSEWHERE: 404}

ROWS: dict[str, Row] = {
    "safe_access:mine": Row(who=SIGNED_IN),
    "safe_access:my_log": Row(who=SIGNED_IN),
    "safe_access:declare": Row(who=SIGNED_IN, post=302, sends=lambda w: DEVICE),
    # The cut ends the session that asks for it: the answer to that request is the last.
    "safe_access:report_lost": Row(who=SIGNED_IN, post=302),
    "safe_access:cut_done": Row(who=PUBLIC, at=lambda w: {"token": w.cut_token}),
    "safe_access:device": GUARDS | {"at": lambda w: {"device_id": w.personal_device.pk}, "others": UNSEEN},
    "safe_access:ask_check": Row(
        who=SIGNED_IN, get=None, post=302, at=lambda w: {"device_id": w.own_device.pk}, others=OWN
    ),
    "safe_access:withdraw_device": GUARDS
    | act(lambda w: {"device_id": w.personal_device.pk}, note="لم يعد مستعملا")
    | {"others": UNSEEN},
    "safe_access:check": GUARDS
    | {
        "at": lambda w: {"device_id": w.personal_device.pk},
        "post": 302,
        "sends": lambda w: {"decision": "refuse", "note": "نظام غير محدث"},
    },
    "safe_access:devices": GUARDS,
    "safe_access:devices_csv": GUARDS,
    "safe_access:devices_xlsx": GUARDS,
    "safe_access:applications": GUARDS
    | {"post": 302, "sends": lambda w: {"name": "برنامج آخر", "reason": "يجمع المعطيات"}},
    "safe_access:lift": GUARDS | act(lambda w: {"application_id": w.forbidden_application.pk}),
    "safe_access:ask_exception": Row(
        who=SIGNED_IN,
        post=302,
        at=lambda w: {"application_id": w.forbidden_application.pk},
        sends=lambda w: {"purpose": "لقاء"},
        others={ELSEWHERE: 404},
    ),
    "safe_access:decide_exception": GUARDS
    | act(lambda w: {"exception_id": w.exception_asked.pk}, decision="refuse", reason="لا"),
    "safe_access:systems": MANAGES,
    "safe_access:add_system": GUARDS
    | {
        "post": 302,
        "sends": lambda w: {
            "name": "البريد",
            "code": "mail",
            "kind": "application",
            "sensitivity": "ordinary",
            "owner": w.users[HOLDER].email,
        },
        "others": {(ELSEWHERE, "post"): 422},  # the owner they name is nobody of theirs
    },
    "safe_access:system": GUARDS | {"at": of_system, "others": UNSEEN},
    "safe_access:open_system": GUARDS | act(of_system),
    "safe_access:close_system": GUARDS | act(of_system),
    "safe_access:ask_right": MANAGES
    | {
        "at": of_system,
        "post": 302,
        "sends": lambda w: {"person": w.remote_person.email, "purpose": "معالجة الملفات"},
    },
    "safe_access:rights_csv": GUARDS | {"at": of_system},
    "safe_access:compare": GUARDS
    | {
        "at": of_system,
        "get": None,
        "post": 302,
        "sends": lambda w: {"accounts": SimpleUploadedFile("vpn.csv", b"mail\nx@men.example\n")},
    },
    "safe_access:audit": GUARDS | act(of_system, provider="مكتب", done_on="2026-01-05"),
    "safe_access:finding": GUARDS
    | act(lambda w: {"audit_id": w.audited.pk}, severity="low", text="ثغرة", due_on="2099-01-01"),
    "safe_access:close_finding": GUARDS | act(lambda w: {"finding_id": w.found_by_audit.pk}, how="حدث النظام"),
    "safe_access:rights": GUARDS,
    "safe_access:decide_right": GUARDS
    | act(lambda w: {"right_id": w.right_asked.pk}, decision="refuse", because="لا حاجة"),
    "safe_access:withdraw_right": GUARDS | act(own_right, note="انتهت الحاجة") | {"others": UNSEEN},
    "safe_access:reviews": GUARDS
    | {
        "post": 302,
        "sends": lambda w: {"due_on": days(15), "right": w.right_granted.pk},
        "others": {(ELSEWHERE, "post"): 422},  # they have no right to review
    },
    "safe_access:review": GUARDS | {"at": lambda w: {"review_id": w.rights_review.pk}, "others": UNSEEN},
    "safe_access:answer": GUARDS
    | act(lambda w: {"line_id": w.rights_review.lines.get().pk}, decision="confirm")
    | {"others": UNSEEN},
    "safe_access:differences": GUARDS | {"at": lambda w: {"comparison_id": w.comparison.pk}},
    "safe_access:settle": GUARDS
    | act(lambda w: {"difference_id": w.comparison.lines.order_by("pk").first().pk}, note="حذف الحساب"),
    "safe_access:desk": HELPS,
    "safe_access:desk_cut": HELPS
    | {
        "at": lambda w: {"person_id": w.remote_person.pk},
        "post": 302,
        "sends": lambda w: {"right": ["post", "unit"]},
    },
    "safe_access:cut": HELPS | {"at": lambda w: {"cut_id": w.access_cut.pk}},
    "safe_access:restore": GUARDS | act(lambda w: {"cut_id": w.access_cut.pk}, identity="البطاقة الوطنية"),
    "safe_access:looks": GUARDS
    | {
        "post": 302,
        "sends": lambda w: {
            "person": w.remote_person.email,
            "first": days(-9),
            "last": days(0),
            "purpose": "التحقق",
        },
        "others": {(ELSEWHERE, "post"): 422},  # of another administration's people they learn nothing
    },
    "safe_access:look": GUARDS | {"at": lambda w: {"look_id": w.log_look.pk}},
}
