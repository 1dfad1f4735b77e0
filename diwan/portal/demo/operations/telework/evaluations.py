"""The demonstration of `evaluations`: a committee that sat and whose minutes are to be signed, a session to come."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from diwan.telework.agreements import api as agreements
from diwan.telework.evaluations import api as evaluations

from ..acting import as_

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

DAY = timedelta(days=1)
COMMITTEE = (("r.benjelloun", "chair"), ("l.amrani", "secretary"), ("h.slaoui", "member"), ("n.ouali", "member"))
TELEWORKERS = ("z.lahlou", "t.mernissi", "b.naciri", "s.elfassi", "w.rami")
COSTS = (
    ("travel", "24", "بحث داخلي حول التنقل، شتنبر 2026"),
    ("energy", "6.5", "فواتير الكهرباء 2025 مقسومة على مناصب العمل وأيام العمل"),
    ("distance", "31", "بحث داخلي حول التنقل، شتنبر 2026"),
)
FIGURES = (
    ("in_time", "91.5", "سجل شباك الموارد البشرية"),
    ("waiting", "3.5", "سجل شباك الموارد البشرية"),
    ("users", "4.1", "بحث لدى 120 مرتفقا بالشباك"),
    ("complaints", "4", "سجل الشكايات"),
)
QUESTION, MARKS = "هل يساعدكم العمل عن بعد على إنجاز مهامكم؟", (5, 4, 4, 5, 3)


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    tenant, keeper = places.administrations["MEN"].pk, persons[at("r.benjelloun")]
    start = now - 35 * DAY
    members = [
        evaluations.seat(
            actor=as_(keeper, start), administration_id=tenant, person_id=persons[at(who)], role=role, now=start
        )
        for who, role in COMMITTEE
    ]
    _figures(tenant, keeper, start, now)
    _answers(tenant, keeper, persons, now)
    live = agreements.Agreement.objects.on(now.date()).filter(administration=tenant)
    rows = {row.person_id: row.pk for row in live}
    about: dict[str, Any] = {"administration_id": tenant, "place": "قاعة الاجتماعات بالكتابة العامة"}
    _sat(about, keeper, members, [rows[persons[at(who)]] for who in ("t.mernissi", "w.rami")], now - 3 * DAY)
    made = now - DAY
    coming = [rows[persons[at(who)]] for who in ("z.lahlou", "b.naciri")]
    evaluations.plan(actor=as_(keeper, made), held_on=(now + 9 * DAY).date(), agreement_ids=coming, now=made, **about)


def at(who: str) -> str:
    return f"{who}@men.example"


def _figures(tenant: int, keeper: int, start: datetime, now: datetime) -> None:
    """What one day costs, and what the desk counted last month."""
    for kind, amount, source in COSTS:
        evaluations.set_cost(
            actor=as_(keeper, start),
            administration_id=tenant,
            kind=kind,
            amount=Decimal(amount),
            starts_on=start.date(),
            source=source,
            now=start,
        )
    for kind, value, source in FIGURES:
        evaluations.enter_figure(
            actor=as_(keeper, now - DAY),
            administration_id=tenant,
            kind=kind,
            value=Decimal(value),
            since=(now - 31 * DAY).date(),
            until=(now - DAY).date(),
            source=source,
            now=now - DAY,
        )


def _answers(tenant: int, keeper: int, persons: dict[str, int], now: datetime) -> None:
    asked = now - 12 * DAY
    survey = evaluations.open_survey(
        actor=as_(keeper, asked),
        administration_id=tenant,
        title=QUESTION,
        starts_on=asked.date(),
        ends_on=(now + 10 * DAY).date(),
        now=asked,
    )
    for who, mark in zip(TELEWORKERS, MARKS, strict=True):
        evaluations.answer(actor=as_(persons[at(who)], now), survey_id=survey.pk, mark=mark, now=now - 5 * DAY)


def _sat(about: dict[str, Any], keeper: int, members: list[Any], agreement_ids: list[int], then: datetime) -> None:
    """Three of four are present; one agreement goes on, one gets another day; the minutes go to be signed."""
    actor, before = as_(keeper, then), then - 7 * DAY
    row = evaluations.plan(
        actor=as_(keeper, before), held_on=then.date(), agreement_ids=agreement_ids, now=before, **about
    )
    present = members[:3]
    evaluations.attend(actor=actor, session_id=row.pk, member_ids=[m.pk for m in present], now=then)
    kept, changed = row.cases.order_by("position")
    evaluations.propose(
        actor=actor,
        case_id=changed.pk,
        renew_until=changed.renew_until,
        end_on=None,
        weekdays="1",
        reasons="حضور اجتماعات تتبع الصفقات يوم الثلاثاء.",
        now=then,
    )
    for case, choices in ((kept, ("keep", "keep", "keep")), (changed, ("amend", "amend", "keep"))):
        for member, choice in zip(present, choices, strict=True):
            evaluations.vote(actor=actor, case_id=case.pk, member_id=member.pk, choice=choice, reason="", now=then)
    evaluations.close(actor=actor, session_id=row.pk, now=then)
    evaluations.write(actor=actor, session_id=row.pk, language="ar", now=then)
