"""Two taps a day: start and end, said at a moment and heard at another.

One statement writes a tap, whoever else writes: thousands confirm within minutes. It carries its own conditions (the
week is open, nobody called the person to the office, the day was started), so that nothing is read before it but what
was planned. No journal entry is made for a tap, for a chain is written by one at a time; closing the week journals
what was said in it (docs/decisions/telework-presence.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .. import plans
from ..enums import ON_SITE, SHUT, Kind
from ..events import DayClosed
from ..models import Call, Confirmation, Week

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from diwan.core.organisations.api import Actor
    from diwan.telework.agreements.api import InForce


class NoAgreement(Refusal):
    message = _("No telework agreement of yours is in force on that day; nothing was confirmed.")
    advice = _("Ask for one under “My telework”, or see your manager.")
    status = 403


class NotRemote(Refusal):
    message = _("That day is not one of your remote days; nothing was confirmed.")
    advice = _("Your calendar says which days are, and why this one is not.")
    status = 422


class CalledIn(Refusal):
    message = _("You are called to the office on that day; nothing was confirmed.")
    advice = _("Answer the call if you cannot come.")
    status = 422


class NotStarted(Refusal):
    message = _("The start of that day was not confirmed before its end; nothing was confirmed.")
    advice = _("Complete the day with the hour at which you started and the reason.")
    status = 422


class WeekShut(Refusal):
    message = _("The week of that day is closed; nothing was confirmed.")
    advice = _("Ask your manager to send it back to you if something is missing.")
    status = 409


class WrongMoment(Refusal):
    message = _("This moment is not on that day, or lies in the future.")
    advice = _("Give an hour of that day that is over; the end comes after the start.")
    status = 422


@dataclass(frozen=True)
class Said:
    """A tap as it stands. `again`: it stood there already, whoever sent it."""

    confirmation_id: int
    day: date
    kind: str
    said_at: datetime
    key: str
    again: bool


COLUMNS = (
    "person_id, agreement_id, unit_id, administration_id, day, kind, said_at, received_at, planned_at, grace, key, "
    "completed, reason"
)
# The conditions stand in the statement itself: what is read and what is written are one moment.
WRITE = f"""
INSERT INTO presence_confirmation ({COLUMNS})
SELECT %(person)s, %(agreement)s, %(unit)s, %(administration)s, %(day)s, %(kind)s, %(said)s, %(received)s, %(planned)s,
    %(grace)s, %(key)s, false, ''
WHERE NOT EXISTS (SELECT FROM presence_week w
        WHERE w.person_id = %(person)s AND w.first = %(week)s AND w.state = ANY(%(shut)s))
    AND NOT EXISTS (SELECT FROM presence_call c
        WHERE c.person_id = %(person)s AND c.day = %(day)s AND c.state = ANY(%(on_site)s))
    AND (%(kind)s = 'start' OR EXISTS (SELECT FROM presence_confirmation s WHERE s.person_id = %(person)s
        AND s.day = %(day)s AND s.kind = 'start' AND s.said_at <= %(said)s))
ON CONFLICT (person_id, day, kind, completed) DO NOTHING
RETURNING id
"""  # noqa: S608  the names of columns are ours


@transaction.atomic
def confirm(*, actor: Actor, kind: str, said_at: datetime, key: UUID, now: datetime) -> Said:
    """Confirm the start or the end of one's remote day, once: the first tap stands, a second one changes nothing.

    `said_at` is what the person's device said, `now` when it was heard; a clock that runs ahead is not believed.
    An end said after midnight belongs to the day that was started.

    Raises:
        NoAgreement, NotRemote, CalledIn, NotStarted, WeekShut
    """
    if actor.person_id is None:
        raise NoAgreement
    said_at = min(said_at, now)
    found = plans.in_force(actor.person_id, said_at)
    if found is None:
        raise NoAgreement
    force, where, today = found
    refused: Refusal | None = None
    for day in (today, today - plans.DAY) if kind == Kind.END else (today,):
        try:
            return said_once(force, where, day, kind, said_at, key, now)
        except (NotRemote, NotStarted) as refusal:
            refused = refused or refusal
    raise refused or NotStarted


def said_once(
    force: InForce, where: plans.Bearings, day: date, kind: str, said_at: datetime, key: UUID, now: datetime
) -> Said:
    hours = plans.span(force, day, where.calendar)
    if not plans.is_remote(force, day, where.calendar):
        standing(
            force.person_id, day, kind, where.country
        )  # somebody called in is told so, not that the day is not remote
        raise NotRemote
    values: dict[str, Any] = {
        "person": force.person_id,
        "agreement": force.agreement_id,
        "unit": force.unit_id,
        "administration": force.administration_id,
        "day": day,
        "kind": kind,
        "said": said_at,
        "received": now,
        "planned": hours[kind == Kind.END] if hours else None,
        "grace": where.grace,
        "key": key,
        "week": plans.first_of_week(day, where.country),
        "shut": [str(state) for state in SHUT],
        "on_site": [str(state) for state in ON_SITE],
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
        written = cursor.fetchone()
    if written is None:
        stands = standing(force.person_id, day, kind, where.country)
        if stands is None:
            raise NotStarted
        return Said(stands.pk, day, kind, stands.said_at, str(stands.key), again=True)
    if kind == Kind.END:
        tell_end(force, day)
    return Said(written[0], day, kind, said_at, str(key), again=False)


def tell_end(force: InForce, day: date) -> None:
    who = {"person_id": force.person_id, "agreement_id": force.agreement_id}
    facts.tell(DayClosed(**who, administration_id=force.administration_id, on=day.isoformat()))


def standing(person_id: int, day: date, kind: str, country: str) -> Confirmation | None:
    """The tap that stands, or the reason why none can.

    Raises:
        WeekShut, CalledIn
    """
    row = Confirmation.objects.filter(person=person_id, day=day, kind=kind, completed=False).first()
    if row is not None:
        return row
    if Week.objects.filter(person=person_id, first=plans.first_of_week(day, country), state__in=SHUT).exists():
        raise WeekShut
    if Call.objects.filter(person=person_id, day=day, state__in=ON_SITE).exists():
        raise CalledIn
    return None


@transaction.atomic
def complete(
    *,
    actor: Actor,
    day: date,
    started_at: datetime | None,
    ended_at: datetime | None,
    reason: str,
    key: UUID,
    now: datetime,
) -> int:
    """Say afterwards when a remote day began or ended, with the reason, until its week is closed; how many were said.

    What is completed stands beside the tap, which is never changed; the team sees “completed later”.

    Raises:
        NoAgreement, NotRemote, CalledIn, WeekShut, WrongMoment
    """
    if actor.person_id is None:
        raise NotAllowed
    force = plans.agreements.in_force(actor.person_id, day)
    if force is None:
        raise NoAgreement
    where = plans.bearings(force.administration_id, day)
    lock_week(actor.person_id, day, where.country)
    if not plans.is_remote(force, day, where.calendar):
        standing(actor.person_id, day, Kind.START, where.country)
        raise NotRemote
    said = {kind: at for kind, at in ((Kind.START, started_at), (Kind.END, ended_at)) if at is not None}
    check_moments(said, actor.person_id, day, where.country, now)
    hours = plans.span(force, day, where.calendar)
    for kind, at in said.items():
        Confirmation.objects.update_or_create(
            person_id=actor.person_id,
            day=day,
            kind=kind,
            completed=True,
            defaults={
                "agreement_id": force.agreement_id,
                "unit_id": force.unit_id,
                "administration_id": force.administration_id,
                "said_at": at,
                "received_at": now,
                "planned_at": hours[kind == Kind.END] if hours else None,
                "grace": where.grace,
                "key": key,
                "reason": reason.strip(),
            },
        )
    journal.append(
        chain=f"presence:{force.administration_id}",
        kind="presence.completed",
        at=now,
        actor_id=actor.person_id,
        subject=f"agreement:{force.agreement_id}",
        facts={"day": day.isoformat(), **{str(kind): at.isoformat() for kind, at in said.items()}},
    )
    if Kind.END in said:
        tell_end(force, day)
    return len(said)


def lock_week(person_id: int, day: date, country: str) -> None:
    """Raises:
    WeekShut
    """
    first = plans.first_of_week(day, country)
    week = Week.objects.select_for_update(of=("self",)).filter(person=person_id, first=first).first()
    if week is not None and week.state in SHUT:
        raise WeekShut


def check_moments(said: dict[Kind, datetime], person_id: int, day: date, country: str, now: datetime) -> None:
    """What is completed lies on its day (an end up to six hours into the next), is over, and in order."""
    known = dict(
        Confirmation.objects.filter(person=person_id, day=day).order_by("completed").values_list("kind", "said_at")
    )
    whole = known | {str(kind): at for kind, at in said.items()}
    for kind, at in said.items():
        slack = timedelta(hours=6) if kind == Kind.END else timedelta(0)
        days = {calendars.local_day(at, country), calendars.local_day(at - slack, country)}
        if at > now or day not in days:
            raise WrongMoment
    start, end = whole.get(Kind.START), whole.get(Kind.END)
    if end is not None and (start is None or end <= start):
        raise WrongMoment
