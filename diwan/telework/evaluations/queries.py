"""Reading: what is due, the file of a case, the votes, the indicators."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from diwan.telework.agreements import api as agreements
from diwan.telework.outputs import api as outputs
from diwan.telework.presence import api as presence
from diwan.telework.rules import api as rules

from . import money
from .enums import Choice, CostKind, Role, ServiceKind, State, Verdict, Why
from .models import Amendment, Answered, Case, Entered, Member, Session, Survey, UnitCost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

DAY = timedelta(days=1)
AHEAD = timedelta(days=30)
MOST = 500


@dataclass(frozen=True)
class Due:
    """An agreement that should come before the committee, and why."""

    agreement: Any
    why: str
    on: date


def members(administration_id: int, on: date) -> list[Member]:
    """Who sits in the committee, the chair first (1 query)."""
    rows = Member.objects.select_related("person").filter(administration=administration_id, starts_on__lte=on)
    order = list(Role.values)
    return sorted(
        (row for row in rows if row.ends_on is None or row.ends_on > on), key=lambda m: (order.index(m.role), m.pk)
    )


def due(administration_id: int, on: date) -> list[Due]:
    """By the rules: a period since the start or the last evaluation, or a renewal soon to be asked (4 queries)."""
    here = rules.rules_for(administration_id, on)
    live = agreements.Agreement.objects.on(on).filter(administration=administration_id)
    rows = list(live.select_related("person", "unit").order_by("ends_on")[:MOST])
    last: dict[int, date] = {}
    for key, day in Case.objects.filter(agreement__in=rows).values_list("agreement", "session__held_on"):
        last[key] = max(day, last.get(key, day))
    found = []
    for row in rows:
        before, since = last.get(row.pk), last.get(row.pk) or row.force_from
        ask_by = here.renewal_ask.before(row.ends_on)
        if ask_by <= on + AHEAD and (before is None or before < ask_by - AHEAD):
            found.append(Due(row, Why.RENEWAL, ask_by))
        elif here.evaluation_every and here.evaluation_every.after(since) <= on + AHEAD:
            found.append(Due(row, Why.PERIODIC, here.evaluation_every.after(since)))
    return sorted(found, key=lambda one: one.on)


def file_of(agreement: Any, first: date, last: date, now: datetime) -> dict[str, Any]:
    """What was recorded of an agreement between two days, as plain values kept with the case."""
    told = outputs.figures(agreement.person_id, first, last)
    days = presence.worked(agreement.person_id, first, last, now=now)
    over = [day for day in days if day.is_past]
    remote = agreements.remote_days(agreement.person_id, first, last)
    return {
        "set": told.set,
        "delivered": told.delivered,
        "on_time": told.on_time,
        "accepted": told.accepted,
        "returns": told.returns,
        "quality": str(told.quality) if told.quality is not None else "",
        "remote_days": len(remote),
        "awaited": sum(day.planned for day in over),
        "confirmed": sum(day.planned and day.is_whole for day in over),
        "called": sum(day.called for day in days),
        "worked": sum(day.where != presence.Where.OFF for day in over),
        "absent": sum(day.where == presence.Where.AWAY for day in over),
    }


@dataclass(frozen=True)
class Quorum:
    present: int
    members: int
    needed: int

    @property
    def reached(self) -> bool:
        return self.present >= self.needed > 0


def quorum(session: Session) -> Quorum:
    """How many are there, and how many the rules ask: a part of the members, rounded up."""
    rows = list(session.attendances.all())
    part = Fraction(session.quorum or "1/2")
    needed = -(-len(rows) * part.numerator // part.denominator)
    return Quorum(sum(1 for row in rows if row.present), len(rows), int(needed))


def outcome(case: Case) -> str:
    """What the votes decide: most votes; where several have as many, that of the chair among them; else nothing."""
    votes = list(case.votes.select_related("member"))
    counted = Counter(vote.choice for vote in votes if vote.choice)
    if not counted:
        return ""
    best = max(counted.values())
    leading = [choice for choice, number in counted.items() if number == best]
    if len(leading) == 1:
        return leading[0]
    chair = next((vote.choice for vote in votes if vote.member.role == Role.CHAIR), "")
    return chair if chair in leading else ""


def verdict(amendment: Amendment) -> str:
    """Adopted by most votes; where they are equal, as the chair voted, else nothing is decided."""
    ballots = list(amendment.ballots.select_related("member"))
    margin = sum(1 if ballot.favour else -1 for ballot in ballots)
    if not margin:
        chair = next((ballot.favour for ballot in ballots if ballot.member.role == Role.CHAIR), None)
        margin = 0 if chair is None else 1 if chair else -1
    return "" if not margin else Verdict.ADOPTED if margin > 0 else Verdict.REJECTED


def amendments_of(administration_id: int, key: str) -> list[Amendment]:
    """Every amendment of a rule the committee ever had before it, the newest first (1 query)."""
    rows = Amendment.objects.filter(session__administration=administration_id, key=key).select_related("session")
    return list(rows.order_by("-session__held_on", "-pk")[:50])


def surveys_for(person_id: int, administration_id: int, on: date) -> list[Survey]:
    """Open that day, and not answered yet by this person (1 query)."""
    rows = Survey.objects.filter(administration=administration_id, starts_on__lte=on, ends_on__gte=on)
    return list(rows.exclude(pk__in=Answered.objects.filter(person=person_id).values("survey")).order_by("ends_on"))


def evaluated(agreement_id: int, since: date) -> bool:
    """Whether signed minutes from that day on let the agreement go on."""
    rows = Case.objects.filter(agreement=agreement_id, session__state=State.SIGNED, session__held_on__gte=since)
    return rows.exclude(outcome__in=["", Choice.END]).exists()


# --- indicators ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Indicator:
    """One figure of the programme and how many rows are behind it. `value` None: nothing to say yet. `source`: of a
    figure that was entered, not computed."""

    code: str
    value: Decimal | int | None
    unit: str
    rows: int
    source: str = ""


@dataclass(frozen=True)
class Line:
    """The rows behind the indicators: one teleworker, in the period."""

    agreement: Any
    figures: Any
    days: int


def lines(administration_id: int, first: date, last: date) -> list[Line]:
    """Every agreement in force at the end of the period, with its figures (5 queries however many)."""
    live = agreements.Agreement.objects.on(last).filter(administration=administration_id)
    rows = list(live.select_related("person").order_by("pk")[:MOST])
    people = [row.person_id for row in rows]
    told = outputs.figures_among(people, first, last)
    away = agreements.remote_days_among(people, first, last)
    return [Line(row, told.get(row.person_id), len(away.get(row.person_id, ()))) for row in rows]


def indicators(administration_id: int, first: date, last: date, known: Sequence[Line] | None = None) -> list[Indicator]:
    """The figures of the programme, each from recorded facts."""
    rows = list(lines(administration_id, first, last) if known is None else known)
    told = [row.figures for row in rows if row.figures is not None]
    delivered, accepted = sum(one.delivered for one in told), sum(one.accepted for one in told)
    days = sum(row.days for row in rows)
    found = [
        Indicator("teleworkers", len(rows), "", len(rows)),
        Indicator("days", days, "", len(rows)),
        Indicator("on_time", _share(sum(one.on_time for one in told), delivered), "%", delivered),
        Indicator("quality", _mean(sum(one.quality_sum for one in told), accepted), "/5", accepted),
    ]
    found += _presence(administration_id, first, last)
    coin = money.currency(rules.rules_for(administration_id, last).country)
    for kind in CostKind.values:
        cost = cost_on(administration_id, kind, last)
        value = None if cost is None else coin.rounded(cost.amount * days)
        found.append(Indicator(kind, value, _("km") if kind == CostKind.DISTANCE else str(coin), len(rows)))
    survey = Survey.objects.filter(administration=administration_id, starts_on__lte=last).order_by("-starts_on").first()
    marks = marks_of(survey) if survey else {}
    number = sum(marks.values())
    found.append(Indicator("satisfaction", _mean(sum(m * n for m, n in marks.items()), number), "/5", number))
    return found + _service(administration_id, first, last)


def _presence(administration_id: int, first: date, last: date) -> list[Indicator]:
    """From the files the committee examined in the period, the last of each agreement (1 query)."""
    rows = Case.objects.filter(session__administration=administration_id, session__held_on__range=(first, last))
    rows = rows.order_by("agreement", "-session__held_on").distinct("agreement")
    told = [row for row in rows.values_list("figures", flat=True) if row.get("worked")]
    awaited, worked = sum(row["awaited"] for row in told), sum(row["worked"] for row in told)
    confirmed, absent = sum(row["confirmed"] for row in told), sum(row["absent"] for row in told)
    return [
        Indicator("presence", _share(confirmed, awaited), "%", awaited),
        Indicator("absence", _share(absent, worked), "%", worked),
    ]


def _service(administration_id: int, first: date, last: date) -> list[Indicator]:
    """The last figure entered of each kind whose period ends in this one (1 query)."""
    rows = Entered.objects.filter(administration=administration_id, until__range=(first, last))
    newest = {row.kind: row for row in rows.order_by("until", "pk")}
    units = {"in_time": "%", "waiting": _("days"), "users": "/5", "complaints": ""}
    return [
        Indicator(kind, row.value if row else None, units[kind], 1 if row else 0, row.source if row else "")
        for kind in ServiceKind.values
        for row in (newest.get(kind),)
    ]


def cost_on(administration_id: int, kind: str, day: date) -> UnitCost | None:
    rows = UnitCost.objects.filter(administration=administration_id, kind=kind, starts_on__lte=day)
    return rows.order_by("-starts_on").first()


def marks_of(survey: Survey) -> dict[int, int]:
    """The sums of a survey; nothing while fewer answered than it shows."""
    found = dict(survey.tallies.filter(number__gt=0).values_list("mark", "number"))
    return found if sum(found.values()) >= survey.least else {}


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1")) if whole else None


def _mean(total: int, number: int) -> Decimal | None:
    return (Decimal(total) / number).quantize(Decimal("0.01")) if number else None
