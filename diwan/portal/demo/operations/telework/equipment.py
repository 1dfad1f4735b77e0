"""The demonstration of `equipment`: an inventory, a slip that waits for both signatures, a count under way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from diwan.telework.equipment import api as equipment

from ..acting import as_

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

ITEMS = (
    ("DSI-2026-0101", "laptop", "حاسوب محمول HP ProBook 450", "5CD2340K1A"),
    ("DSI-2026-0102", "laptop", "حاسوب محمول HP ProBook 450", "5CD2340K1B"),
    ("DSI-2026-0103", "laptop", "حاسوب محمول Lenovo ThinkPad E14", "PF3X9A21"),
    ("DSI-2026-0201", "modem", "مودم الجيل الرابع", "868712050011223"),
    ("DSI-2026-0202", "modem", "مودم الجيل الرابع", "868712050011224"),
    ("DSI-2026-0301", "token", "مفتاح أمان للتوقيع", "TK-77120"),
    ("DSI-2026-0401", "vpn", "ولوج VPN للإدارة المركزية", ""),
    ("DSI-2026-0501", "phone", "هاتف مهني Samsung A35", "R58W90"),
)


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    unit = places.units["MEN", "DSI"]
    month_ago = now - timedelta(days=30)
    desk = as_(persons["r.kabbaj@men.example"], month_ago)
    new = [equipment.NewItem(number=n, kind=kind, label=label, serial=s) for n, kind, label, s in ITEMS]
    equipment.enter_many(actor=desk, unit=unit, items=new, now=month_ago)
    rows = {one.number: one.pk for one in equipment.Item.objects.filter(unit=unit)}
    lines = [
        equipment.Line(rows["DSI-2026-0101"], "new", "مع شاحن وحقيبة"),
        equipment.Line(rows["DSI-2026-0201"], "good"),
        equipment.Line(rows["DSI-2026-0401"], "good"),
    ]
    equipment.hand_over(
        actor=as_(persons["r.kabbaj@men.example"], now),
        person_id=persons["m.sqalli@men.example"],
        lines=lines,
        note_text="للعمل عن بعد يومين في الأسبوع.",
        now=now - timedelta(days=1),
    )
