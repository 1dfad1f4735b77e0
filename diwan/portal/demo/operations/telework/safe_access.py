"""The demonstration of `safe_access`: devices, forbidden applications, systems with an audit, what is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.telework.safe_access import api as safe_access

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

DEVICES = (
    ("z.lahlou", "حاسوبي المحمول", "laptop", "Windows 11 24H2", "Firefox 140", "Microsoft Defender", True),
    ("t.mernissi", "حاسوب المنزل", "desktop", "Debian 13", "Chromium 141", "ClamAV", True),
    ("b.naciri", "هاتفي", "phone", "Android 16", "Chrome 141", "", None),
    ("o.zerouali", "Mon portable", "laptop", "Windows 8.1", "Firefox 102", "Avast", False),
)
FORBIDDEN = (
    ("AnyDesk", "يتيح التحكم عن بعد في الجهاز خارج مراقبة الإدارة"),
    ("uTorrent", "تبادل ملفات مجهولة المصدر"),
    ("WeTransfer", "ينقل وثائق الإدارة إلى خوادم خارج المملكة"),
)
SYSTEMS = (
    ("vpn", "الشبكة الافتراضية الخاصة للوزارة", "vpn", "critical", "h.slaoui"),
    ("massar", "منظومة مسار", "application", "sensitive", "h.slaoui"),
    ("archives-hr", "ملفات الموظفين", "files", "sensitive", "n.tazi"),
)


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    """By the officer of the ministry and the people who asked."""
    officer = organisations.actor_for(persons["n.ouali@men.example"], now)
    tenant = places.administrations["MEN"].pk
    _devices(officer, persons, now)
    listed = [
        safe_access.applications.forbid(
            actor=officer, administration_id=tenant, name=name, reason=reason, now=now, today=now.date()
        )
        for name, reason in FORBIDDEN
    ]
    asking = organisations.actor_for(persons["z.lahlou@men.example"], now)
    safe_access.applications.ask_exception(
        actor=asking, application_id=listed[2].pk, purpose="إرسال ملف كبير إلى المطبعة المتعاقد معها", now=now
    )
    _systems(officer, tenant, persons, now)


def _devices(officer: Any, persons: dict[str, int], now: datetime) -> None:
    for who, name, kind, system, browser, antivirus, passed in DEVICES:
        at = now - timedelta(days=20)
        said = {"name": name, "kind": kind, "system": system, "browser": browser, "antivirus": antivirus}
        row = safe_access.checking.declare_device(
            actor=organisations.actor_for(persons[f"{who}@men.example"], at), said=said, ask=True, now=at
        )
        if passed is None:
            continue
        later = at + timedelta(days=1)
        answers = {
            item.code: passed or item.code != "system_genuine" for item in safe_access.checklist_of(at.date()).items
        }
        note = "" if passed else "نظام التشغيل لم يعد يتوصل بالتحديثات"
        safe_access.checking.check_device(
            actor=officer, device_id=row.pk, answers=answers, passed=passed, note=note, now=later, today=later.date()
        )


def _systems(officer: Any, tenant: int, persons: dict[str, int], now: datetime) -> None:
    for code, name, kind, sensitivity, owner in SYSTEMS:
        said = {
            "code": code,
            "name": name,
            "kind": kind,
            "sensitivity": sensitivity,
            "owner_id": persons[f"{owner}@men.example"],
        }
        row = safe_access.rights.add_system(actor=officer, administration_id=tenant, said=said, now=now)
        done = (now - timedelta(days=40)).date()
        audit = safe_access.auditing.record_audit(
            actor=officer, system_id=row.pk, provider="مكتب افتحاص مؤهل", done_on=done, report_id=None, now=now
        )
        severity = "critical" if code == "archives-hr" else "medium"
        safe_access.auditing.add_finding(
            actor=officer,
            audit_id=audit.pk,
            severity=severity,
            text="حسابات مشتركة بين عدة موظفين",
            owner_id=persons[f"{owner}@men.example"],
            due_on=(now + timedelta(days=20)).date(),
            now=now,
        )
        if severity != "critical":
            safe_access.auditing.open_platform(actor=officer, system_id=row.pk, now=now)
        if code == "vpn":
            manager = organisations.actor_for(persons["n.tazi@men.example"], now)
            purpose = "معالجة ملفات الحركة الانتقالية خلال أيام العمل عن بعد"
            safe_access.rights.ask_right(
                actor=manager,
                system_id=row.pk,
                person_id=persons["t.mernissi@men.example"],
                purpose=purpose,
                until=None,
                now=now,
            )
