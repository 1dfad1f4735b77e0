"""The demonstration of `incidents`: one that is being followed, one closed with its lessons."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.telework.incidents import api as incidents

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    """Declared by people of the ministry, followed by its security officer."""
    officer = organisations.actor_for(persons["n.ouali@men.example"], now)
    declared = _declared(persons, "l.amrani", now - timedelta(days=12), incidents.Kind.PHISHING)
    at = now - timedelta(days=11)
    incidents.note_measure(
        actor=officer,
        incident_id=declared.pk,
        text="حجب عنوان المرسل وتنبيه جميع الموظفين، وتغيير القن السري للمعنية بالأمر.",
        at=at,
        now=at,
    )
    incidents.note_sending(
        actor=officer,
        incident_id=declared.pk,
        authority="DGSSI",
        means="الاستمارة الآمنة للمديرية العامة",
        sent_at=at,
        now=at,
    )
    incidents.close(
        actor=officer,
        incident_id=declared.pk,
        lessons="الرسالة قلدت عنوان مصلحة الأجور. برمجت حصة تحسيسية حول التصيد لفائدة كل المصالح.",
        now=now - timedelta(days=8),
    )
    other = _declared(persons, "o.zerouali", now - timedelta(hours=5), incidents.Kind.THEFT)
    text = "سحب الرابط المشترك والتحقق من سجل التحميل."
    incidents.note_measure(actor=officer, incident_id=other.pk, text=text, at=now - timedelta(hours=4), now=now)


STORIES = {
    incidents.Kind.PHISHING: (
        "رسالة تطلب القن السري باسم مصلحة الأجور",
        "توصلت برسالة تدعو إلى «تحيين المعطيات البنكية» وأدخلت القن السري قبل الانتباه إلى العنوان.",
    ),
    incidents.Kind.THEFT: (
        "Fichier d’agents partagé par un lien public",
        "Un lien ouvert à tous menait à une liste de 120 agents avec leurs numéros de carte d’identité.",
    ),
}


def _declared(persons: dict[str, int], who: str, at: datetime, kind: incidents.Kind) -> incidents.Incident:
    title, what = STORIES[kind]
    return incidents.declare(
        actor=organisations.actor_for(persons[f"{who}@men.example"], at),
        kind=kind,
        title=title,
        about_person_id=persons[f"{who}@men.example"],
        discovered_at=at - timedelta(minutes=40),
        what=what,
        personal_data=kind == incidents.Kind.THEFT,
        now=at,
    )
