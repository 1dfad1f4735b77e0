"""The demonstration of `outputs`: the tasks of a division at every stage, and the report of its week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.telework.outputs import api as outputs

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

STANDARDS = (
    ("RH-01", "تدبير الوضعيات الإدارية", "Gestion des situations", "قرار ترقية", "Arrêté d’avancement", 45),
    ("RH-02", "تدبير الوضعيات الإدارية", "Gestion des situations", "شهادة عمل", "Attestation de travail", 10),
    ("RH-03", "الدراسات", "Études", "مذكرة تركيبية", "Note de synthèse", 240),
)
# Who does it, what, with which standard time and how many; days from set to due; how far it went.
TASKS = (
    ("z.lahlou", "قرارات ترقية أساتذة التعليم الابتدائي", "RH-01", 12, 9, 3, "accepted"),
    ("z.lahlou", "مذكرة حول الخصاص بجهة درعة تافيلالت", "RH-03", 1, 10, 4, "returned"),
    ("z.lahlou", "شهادات عمل مطلوبة عبر البوابة", "RH-02", 30, 5, 6, "open"),
    ("t.mernissi", "جدول المناصب الشاغرة بالمصالح المركزية", "RH-03", 2, 8, 5, "delivered"),
    ("t.mernissi", "تحيين ملفات الموظفين الإداريين", "", 1, 6, -2, "open"),
)


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    """By their manager, over the last ten days."""

    def actor(name: str) -> Any:
        return organisations.actor_for(persons[f"{name}@men.example"], now)

    administration_id, today = places.administrations["MEN"].pk, now.date()
    new = [
        outputs.NewStandard(
            code=code,
            activity=activity,
            activity_fr=activity_fr,
            output=output,
            output_fr=output_fr,
            minutes=minutes,
            starts_on=today - timedelta(days=60),
            source="قياس ميداني",
        )
        for code, activity, activity_fr, output, output_fr, minutes in STANDARDS
    ]
    about: dict[str, Any] = {"administration_id": administration_id, "standards": new, "now": now}
    standards = {row.code: row for row in outputs.keep_standards(actor=actor("r.benjelloun"), **about)}
    manager = actor("f.berrada")
    for name, title, code, quantity, before, due, end in TASKS:
        at = now - timedelta(days=before)
        wanted = {"title": title, "quantity": quantity, "due_on": today + timedelta(days=due)}
        play(manager, actor(name), persons[f"{name}@men.example"], wanted, standards.get(code), end, at, now)
    doer = actor("z.lahlou")
    outputs.tell_problem(actor=doer, text="بطء الربط بالقناة المشفرة في الصباح", now=now)
    unit_id = places.units["MEN", "DRH-GP"].pk
    outputs.draft_report(actor=manager, unit_id=unit_id, on=today, now=now)


def play(
    manager: Any,
    doer: Any,
    person_id: int,
    wanted: dict[str, Any],
    standard: Any,
    end: str,
    at: datetime,
    now: datetime,
) -> None:
    said = outputs.Wanted(output=f"{wanted['title']} (نسخة نهائية)", standard_id=standard and standard.pk, **wanted)
    task = outputs.set_task_wanted(actor=manager, person_id=person_id, wanted=said, now=at)
    if end == "open":
        return
    outputs.deliver(actor=doer, task_id=task.pk, text="نسخة أولى للمراجعة", now=at + timedelta(days=2))
    if end == "returned":
        remarks = "المرجو إضافة جدول حسب الأسلاك"
        outputs.return_(actor=manager, task_id=task.pk, version=1, remarks=remarks, now=at + timedelta(days=3))
    elif end == "accepted":
        outputs.accept(actor=manager, task_id=task.pk, version=1, quality=4, accuracy=3, now=now)
