"""The demonstration of `support`: guides and the course published, requests for help at every stage."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.telework.support import api as support

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

ASKED = (
    ("z.lahlou", "access", 1, "تعذر الربط بالقناة المشفرة", "تظهر رسالة خطأ بعد إدخال الرمز.", "answered"),
    ("t.mernissi", "software", 2, "بطء منصة المراسلات", "تتأخر الصفحة في الفتح منذ أمس.", "solved"),
    ("b.naciri", "equipment", 3, "طلب شاشة إضافية", "هل يمكن تسلم شاشة للعمل بالمنزل؟", "open"),
)


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    def actor(name: str) -> Any:
        return organisations.actor_for(persons[f"{name}@men.example"], now)

    administration_id = places.administrations["MEN"].pk
    support.adopt(actor=actor("r.benjelloun"), administration_id=administration_id, now=now - timedelta(days=20))
    desk = actor("r.kabbaj")
    for hours, (name, category, urgency, subject, text, end) in enumerate(ASKED, 3):
        at = now - timedelta(hours=hours)
        need = support.Need(category=category, urgency=urgency, subject=subject, text=text)
        row = support.ask(actor=actor(name), need=need, now=at)
        if end != "open":
            said: dict[str, Any] = {"request_id": row.pk, "text": "المرجو إعادة تشغيل الربط ثم المحاولة من جديد."}
            support.write(actor=desk, now=at + timedelta(minutes=25), **said)
        if end == "solved":
            support.solve(actor=desk, request_id=row.pk, now=at + timedelta(hours=1))
