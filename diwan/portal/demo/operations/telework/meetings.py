"""The demonstration of `meetings`: one that was held and whose minutes wait for signatures, others to come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from diwan.telework.meetings import api as meetings

from ..acting import as_

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def at(who: str) -> str:
    return f"{who}@men.example"


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    morning = now.replace(hour=9, minute=0, second=0, microsecond=0)
    team = [persons[at(who)] for who in ("n.tazi", "l.amrani", "f.berrada", "o.zerouali", "s.elfassi")]
    chair, secretary = persons[at("n.tazi")], persons[at("l.amrani")]

    def convened(title: str, starts: datetime, items: list[meetings.Item], **said: object) -> meetings.Meeting:
        plan = meetings.Plan(
            title=title,
            starts_at=starts,
            minutes=90,
            items=items,
            people=team,
            chair_id=chair,
            secretary_id=secretary,
            place=str(said.get("place", "قاعة الاجتماعات بمديرية الموارد البشرية")),
            note=str(said.get("note", "")),
            guests=[("Hind Alami", "h.alami@conseil.example")] if said.get("guest") else [],
        )
        made = min(now, starts) - 3 * DAY
        row = meetings.prepare(actor=as_(chair, made), plan=plan, now=made)
        return meetings.convene(actor=as_(chair, made), meeting_id=row.pk, now=made)

    held = convened(
        "اجتماع تتبع العمل عن بعد بالمديرية",
        morning - 2 * DAY,
        [
            meetings.Item(title="حصيلة الأسابيع الستة الأولى", speaker="ليلى العمراني", minutes=30),
            meetings.Item(title="استمرارية الاستقبال بالشبابيك", minutes=30),
            meetings.Item(title="برنامج التكوين", speaker="عمر الزروالي", minutes=20),
        ],
    )
    hold(held, [persons[at(who)] for who in ("n.tazi", "l.amrani", "f.berrada")], persons[at("s.elfassi")])
    convened(
        "لجنة قيادة مشروع العمل عن بعد",
        morning + 2 * DAY + HOUR,
        [
            meetings.Item(title="مؤشرات الشهر", minutes=30),
            meetings.Item(title="ميثاق العمل عن بعد: ملاحظات الموظفين", speaker="فؤاد برادة", minutes=40),
        ],
        note="المرجو الاطلاع على مشروع الميثاق قبل الاجتماع.",
        guest=True,
    )
    convened(
        "Point hebdomadaire de la direction",
        morning + 5 * DAY,
        [meetings.Item(title="Dossiers en cours", minutes=45), meetings.Item(title="Questions diverses")],
        place="+212537000000",
    )


def hold(row: meetings.Meeting, here: list[int], in_charge: int) -> None:
    """It is held while some are missing; its minutes go to be signed."""
    now, (chair, secretary, *_others) = row.starts_at, here
    for one in row.participants.filter(person__in=here):  # type: ignore[attr-defined]
        meetings.sign_in(actor=as_(one.person_id or 0, now), participant_id=one.pk, now=now)
    meetings.open_meeting(actor=as_(chair, now), meeting_id=row.pk, reason="انشغال بمهمة خارج المقر", now=now)
    said = (
        "عرضت رئيسة القسم حصيلة الأسابيع الستة: احترمت آجال أغلب المهام، وسجلت صعوبات في الربط عن بعد.",
        "تم التذكير بالحد الأدنى من الحضور في كل مصلحة، ولم يسجل أي انقطاع في الاستقبال.",
        "تم الاتفاق على دورتين تكوينيتين حول أمن المعلومات.",
    )
    due = (now + 20 * DAY).date()
    decision = meetings.NewDecision(text="إعداد مذكرة حول صعوبات الربط", person_id=in_charge, due_on=due)
    written = [
        meetings.Written(item_id=item.pk, said=text, decisions=[decision] if number == 0 else [])
        for number, (item, text) in enumerate(zip(row.items.all(), said, strict=True))  # type: ignore[attr-defined]
    ]
    ended = now + timedelta(minutes=80)
    meetings.close_meeting(actor=as_(chair, ended), meeting_id=row.pk, now=ended)
    later = ended + 2 * HOUR
    meetings.write_minutes(actor=as_(secretary, later), meeting_id=row.pk, written=written, now=later)
    meetings.send_minutes(actor=as_(secretary, later), meeting_id=row.pk, now=later)
