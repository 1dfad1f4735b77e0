"""The demonstration of `agreements`: a directorate that has teleworked for six weeks, and what waits there."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import Refusal
from diwan.telework.agreements import api as agreements
from diwan.telework.rules.api import Pattern

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

DAY = timedelta(days=1)
SINCE, LENGTH = 42 * DAY, 300 * DAY
DECISION = "قرار الترخيص بالعمل عن بعد عدد 12/2026"

# Who has worked away for six weeks, and how.
WORKING: tuple[tuple[str, Pattern, str], ...] = (
    ("z.lahlou", Pattern(weekdays=(2, 4)), "معالجة ملفات الترقية إلكترونيا."),
    ("t.mernissi", Pattern(weekdays=(1, 3)), "Traitement des dossiers sur le système d’information."),
    ("b.naciri", Pattern(floating=2), "تحرير المذكرات وتتبع الملفات عبر المنظومة."),
    ("s.elfassi", Pattern(weekdays=(4,)), "إعداد لوائح الحركة الانتقالية."),
    ("h.boukhari", Pattern(weekdays=(3, 5)), "Analyse des candidatures en ligne."),
    ("w.rami", Pattern(weekdays=(1, 2), weeks=(1, 3), share="weeks"), "تتبع الصفقات."),
)
# Who asks: each has a manager who sees it wait.
ASKING: tuple[tuple[str, Pattern, str], ...] = (
    ("i.ziani", Pattern(weekdays=(2, 3)), "تقليص زمن التنقل بين سلا والرباط."),
    ("l.amrani", Pattern(weekdays=(5,)), "إنجاز الدراسات التي تتطلب التركيز."),
    ("o.zerouali", Pattern(weekdays=(1, 4)), "Préparer les sessions de formation à distance."),
    ("f.berrada", Pattern(share="hours", weekdays=(2, 4), from_time="14:00", to_time="18:00"), "متابعة الملفات مساء."),
    ("n.ouali", Pattern(weekdays=(3,)), "مراقبة المنظومات عن بعد."),
)
REFUSED = ("m.ouazzani", Pattern(weekdays=(1, 2, 3)), "السكن بعيد عن مقر العمل.")
IMPOSED = ("r.kabbaj", Pattern(kind="full"), "المنشور رقم 1/2020 الصادر في 16 مارس 2020")


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    tenant = places.administrations["MEN"].pk
    agreements.set_practice(
        actor=organisations.SYSTEM,
        administration_id=tenant,
        sign_decisions=False,
        sign_charters=False,
        check_workplaces=True,
        now=now - SINCE,
    )
    taken = {who: _taken_in(tenant, persons[at(who)], pattern, words, now) for who, pattern, words in WORKING}
    for who, pattern, words in ASKING:
        with suppress(Refusal):  # the programme of the demonstration may exclude some services
            _asked(persons[at(who)], pattern, words, now - 4 * DAY)
    with suppress(Refusal):
        _refused_and_contested(persons, now)
    with suppress(Refusal):
        _imposed(places, persons, now)
    _on_the_way(taken, persons, now)


def at(who: str) -> str:
    return f"{who}@men.example"


def _taken_in(tenant: int, person: int, pattern: Pattern, words: str, now: datetime) -> Any:
    day = (now - SINCE).date()
    asked = agreements.Asked(pattern=pattern, starts_on=day, ends_on=day + LENGTH, reasons=words)
    return agreements.take_in(
        actor=organisations.SYSTEM,
        person_id=person,
        administration_id=tenant,
        asked=asked,
        paper=DECISION,
        now=now - SINCE,
    )


def _asked(person: int, pattern: Pattern, words: str, now: datetime) -> Any:
    actor = organisations.actor_for(person, now)
    first = (now + 14 * DAY).date()
    asked = agreements.Asked(pattern=pattern, starts_on=first, ends_on=first + LENGTH, reasons=words)
    return agreements.ask(actor=actor, post_id=actor.seats[0].post_id, asked=asked, now=now)


def _refused_and_contested(persons: dict[str, int], now: datetime) -> None:
    who, pattern, words = REFUSED
    row = _asked(persons[at(who)], pattern, words, now - 9 * DAY)
    director = organisations.actor_for(persons[at("n.tazi")], now)
    reason = "الشباك يستقبل المرتفقين حضوريا طيلة الأسبوع."
    agreements.refuse(actor=director, agreement_id=row.pk, reason=reason, now=now - 5 * DAY)
    actor = organisations.actor_for(row.person_id, now)
    ground = "أقبل يوما واحدا في الأسبوع خارج أيام الاستقبال."
    agreements.appeal(actor=actor, agreement_id=row.pk, words=ground, now=now - 2 * DAY)


def _imposed(places: Places, persons: dict[str, int], now: datetime) -> None:
    who, pattern, ground = IMPOSED
    manager = organisations.actor_for(persons[at("h.slaoui")], now)
    first = (now + 7 * DAY).date()
    agreements.impose(
        actor=manager,
        person_id=persons[at(who)],
        unit_id=places.units["MEN", "DSI"].pk,
        asked=agreements.Asked(pattern=pattern, starts_on=first, ends_on=first + 30 * DAY),
        ground=ground,
        now=now - DAY,
    )


def _on_the_way(taken: dict[str, Any], persons: dict[str, int], now: datetime) -> None:
    """One ends soon and asks for its renewal, one stands still for a mission."""
    director = organisations.actor_for(persons[at("n.tazi")], now)
    ending, resting = taken["s.elfassi"], taken["h.boukhari"]
    last = agreements.earliest_end(ending, now.date())
    agreements.end(
        actor=director, agreement_id=ending.pk, ends_on=last, ground="إعادة تنظيم المصلحة.", now=now - 2 * DAY
    )
    reason = "مهمة ميدانية بالأكاديمية الجهوية."
    agreements.suspend(actor=director, agreement_id=resting.pk, first=now.date(), reason=reason, now=now)
    other = organisations.actor_for(taken["z.lahlou"].person_id, now)
    agreements.wish(
        actor=other,
        agreement_id=taken["z.lahlou"].pk,
        what="change",
        first=(now + 20 * DAY).date(),
        pattern=Pattern(weekdays=(1, 4)),
        words="تغيير يوم الثلاثاء بيوم الاثنين لحضور اجتماع المصلحة.",
        now=now - DAY,
    )
