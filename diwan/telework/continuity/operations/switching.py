"""The crisis switch: asked for, planned, signed, applied, and back. Each step once, whatever comes twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Value
from django.utils.translation import gettext_lazy

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import Refusal
from diwan.telework.acts import api as acts
from diwan.telework.rules import api as rules

from .. import keeping, papers, planning
from ..enums import HOLDS, RETURN, SWITCH, CrisisState
from ..events import CrisisDrawn, CrisisEnded, CrisisStarted
from ..models import Crisis
from .common import demand, locked_crisis, signer_over, told

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

LONGEST = timedelta(days=366)


class NoSuchRule(Refusal):
    message = gettext_lazy("This crisis rule does not hold in your administration on that day.")
    advice = gettext_lazy("Choose another rule, or have the rules adjusted first.")
    status = 422


class BadDates(Refusal):
    message = gettext_lazy("A crisis rule starts today or later, and lasts a year at most.")
    status = 422


class ReasonMissing(Refusal):
    message = gettext_lazy("Say why: it stands in the act. Nothing was done.")
    status = 422


class AlreadyInCrisis(Refusal):
    message = gettext_lazy("A crisis rule is in force there on these days, or is being applied.")
    advice = gettext_lazy("End that one first, or choose other days.")


class NotNow(Refusal):
    message = gettext_lazy("This is not possible any more: the crisis switch moved on. Nothing was done.")
    advice = gettext_lazy("Open its page again to see where it stands.")


class NobodyThere(Refusal):
    message = gettext_lazy("Nobody sits in a post there, so there is nothing to plan.")
    status = 422


class SignedAlready(Refusal):
    message = gettext_lazy("The act is signed and people were told: it is ended by a return act.")
    advice = gettext_lazy("Prepare the return and have it signed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A rule over a unit and all below it, from a day to another, and why."""

    unit_id: int
    rule: str
    starts_on: date
    ends_on: date
    reason: str


@transaction.atomic
def ask(*, actor: Actor, asked: Asked, now: datetime) -> Crisis:
    """Ask for a crisis rule; a job makes its plan, which is read before anything is signed.

    Raises:
        NotAllowed, NoSuchRule, BadDates, ReasonMissing, AlreadyInCrisis
    """
    units: Any = Crisis._meta.get_field("unit").related_model
    unit = units._default_manager.select_related("administration").get(pk=asked.unit_id)
    demand(actor, unit)
    if not asked.reason.strip():
        raise ReasonMissing
    today = calendars.local_day(now, unit.administration.country)
    if not today <= asked.starts_on <= asked.ends_on <= asked.starts_on + LONGEST:
        raise BadDates
    found = {one.code: one for one in rules.crisis_rules(unit.administration_id, asked.starts_on)}
    rule = found.get(asked.rule)
    if rule is None:
        raise NoSuchRule
    demand_free(unit.administration_id, unit.path, asked.starts_on, asked.ends_on, None)
    crisis = Crisis.objects.create(
        administration_id=unit.administration_id,
        unit=unit,
        path=unit.path,
        rule=rule.code,
        rule_names=asdict(rule.names),
        direction=rule.quota.direction,
        percent=rule.quota.percent,
        together=rule.quota.scope == rules.Scope.ADMINISTRATION,
        reason=asked.reason.strip(),
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        asked_by_id=actor.person_id,
        asked_at=now,
    )
    facts.tell(CrisisDrawn(crisis_id=crisis.pk))
    told(crisis.administration_id, "crisis.asked", f"crisis:{crisis.pk}", actor, now, rule=rule.code)
    return crisis


def demand_free(administration_id: int, path: str, first: date, last: date, but: int | None) -> None:
    """No other crisis holds over some of the same people on some of these days. One comes after the other.

    Raises:
        AlreadyInCrisis
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"continuity:{administration_id}"])
    rows = Crisis.objects.filter(administration=administration_id, state__in=HOLDS).exclude(pk=but or 0)
    rows = rows.filter(starts_on__lte=last, ends_on__gte=first)
    above = rows.annotate(given=Value(path)).filter(given__startswith=F("path"))
    if rows.filter(path__startswith=path).exists() or above.exists():
        raise AlreadyInCrisis


@transaction.atomic
def plan(*, crisis_id: int, now: datetime) -> int:
    """Write the days of everybody in the scope; how many people. Killed, it is written anew; done twice, once."""
    crisis = locked_crisis(crisis_id)
    if crisis.state != CrisisState.PLANNING:
        return crisis.people
    planning.write(crisis, now)
    crisis.people = crisis.assignments.count()
    crisis.state = CrisisState.PLANNED
    crisis.save(update_fields=["people", "state"])
    told(
        crisis.administration_id,
        "crisis.planned",
        f"crisis:{crisis.pk}",
        organisations.SYSTEM,
        now,
        people=crisis.people,
    )
    return crisis.people


@transaction.atomic
def submit(*, actor: Actor, crisis_id: int, now: datetime) -> Crisis:
    """The plan was read: the act goes to its signer.

    Raises:
        NotAllowed, NotNow, NobodyThere, AlreadyInCrisis, acts.NoOffice
    """
    crisis = locked_crisis(crisis_id)
    demand(actor, crisis.unit)
    if crisis.state != CrisisState.PLANNED:
        raise NotNow
    if not crisis.people:
        raise NobodyThere
    demand_free(crisis.administration_id, crisis.path, crisis.starts_on, crisis.ends_on, crisis.pk)
    crisis.act = acts.prepare(
        actor=actor,
        kind=SWITCH,
        unit_id=crisis.unit_id,
        subject=f"continuity.crisis:{crisis.pk}",
        title=papers.switch_title(crisis),
        content=papers.switch_content(crisis, now),
        signers=[signer_over(crisis.unit_id, actor)],
        now=now,
    )
    crisis.state = CrisisState.SIGNING
    crisis.save(update_fields=["act", "state"])
    told(crisis.administration_id, "crisis.submitted", f"crisis:{crisis.pk}", actor, now)
    return crisis


@transaction.atomic
def signed(*, crisis_id: int, act_id: int, now: datetime) -> bool:
    """Its act is signed: the agreements are kept aside and the days hold from now on. Heard twice, it is done once; of
    two acts signed over the same people, the second has no effect and says why."""
    crisis = locked_crisis(crisis_id)
    if crisis.state != CrisisState.SIGNING or crisis.act_id != act_id:
        return False
    subject, system = f"crisis:{crisis.pk}", organisations.SYSTEM
    try:
        demand_free(crisis.administration_id, crisis.path, crisis.starts_on, crisis.ends_on, crisis.pk)
    except AlreadyInCrisis as no:
        crisis.state, crisis.end_reason, crisis.over_at = CrisisState.REFUSED, str(no), now
        crisis.save(update_fields=["state", "end_reason", "over_at"])
        crisis.assignments.all().delete()
        told(crisis.administration_id, "crisis.not_applied", subject, system, now)
        return False
    keeping.keep(crisis, max(crisis.starts_on, calendars.local_day(now, crisis.administration.country)))
    reconcile(crisis, now)
    crisis.state = CrisisState.APPLYING
    crisis.people = crisis.assignments.count()
    crisis.save(update_fields=["state", "people"])
    facts.tell(CrisisStarted(crisis_id=crisis.pk, administration_id=crisis.administration_id))
    told(crisis.administration_id, "crisis.started", subject, system, now, people=crisis.people)
    return True


@transaction.atomic
def refused(*, crisis_id: int, act_id: int, reason: str, now: datetime) -> bool:
    """A signer refused the switch, or the return: nothing changed for anybody."""
    crisis = locked_crisis(crisis_id)
    subject, system = f"crisis:{crisis.pk}", organisations.SYSTEM
    if crisis.return_act_id == act_id and crisis.state in HOLDS:
        crisis.return_act = None
        crisis.save(update_fields=["return_act"])
        told(crisis.administration_id, "crisis.return_refused", subject, system, now)
        return True
    if crisis.state != CrisisState.SIGNING or crisis.act_id != act_id:
        return False
    crisis.state, crisis.end_reason, crisis.over_at = CrisisState.REFUSED, reason, now
    crisis.save(update_fields=["state", "end_reason", "over_at"])
    crisis.assignments.all().delete()
    told(crisis.administration_id, "crisis.refused", subject, system, now)
    return True


@transaction.atomic
def withdraw(*, actor: Actor, crisis_id: int, reason: str, now: datetime) -> Crisis:
    """Stop it half-way. Before the signature nothing remains of it; while people are being told, those who were are
    told that it does not hold, the others hear nothing. Once in force it ends by a return act.

    Raises:
        ReasonMissing, NotAllowed, NotNow, SignedAlready, acts.SignedInPart
    """
    if not reason.strip():
        raise ReasonMissing
    crisis = locked_crisis(crisis_id)
    demand(actor, crisis.unit)
    match crisis.state:
        case CrisisState.IN_FORCE:
            raise SignedAlready
        case CrisisState.SIGNING:
            assert crisis.act_id is not None
            acts.withdraw(actor=actor, act_id=crisis.act_id, reason=reason, now=now)
            crisis.assignments.all().delete()
        case CrisisState.PLANNING | CrisisState.PLANNED:
            crisis.assignments.all().delete()
        case CrisisState.APPLYING:
            if crisis.return_act_id is not None:
                raise NotNow
            crisis.ended_on = max(crisis.starts_on, calendars.local_day(now, crisis.administration.country))
            facts.tell(CrisisEnded(crisis_id=crisis.pk, administration_id=crisis.administration_id))
        case _:
            raise NotNow
    crisis.state, crisis.end_reason, crisis.over_at = CrisisState.WITHDRAWN, reason.strip(), now
    crisis.save(update_fields=["state", "end_reason", "over_at", "ended_on"])
    told(crisis.administration_id, "crisis.withdrawn", f"crisis:{crisis.pk}", actor, now)
    return crisis


@transaction.atomic
def ask_return(*, actor: Actor, crisis_id: int, returns_on: date, reason: str, now: datetime) -> Crisis:
    """The way back before its last day: an act that names the day from which everybody works as before.

    Raises:
        ReasonMissing, NotAllowed, NotNow, BadDates, acts.NoOffice
    """
    if not reason.strip():
        raise ReasonMissing
    crisis = locked_crisis(crisis_id)
    demand(actor, crisis.unit)
    if crisis.state not in HOLDS or crisis.return_act_id is not None:
        raise NotNow
    today = calendars.local_day(now, crisis.administration.country)
    if not max(today, crisis.starts_on) <= returns_on <= crisis.ends_on:
        raise BadDates
    crisis.end_reason = reason.strip()
    crisis.return_act = acts.prepare(
        actor=actor,
        kind=RETURN,
        unit_id=crisis.unit_id,
        subject=f"continuity.return:{crisis.pk}:{returns_on.isoformat()}",
        title=papers.return_title(crisis),
        content=papers.return_content(crisis, returns_on),
        signers=[signer_over(crisis.unit_id, actor)],
        now=now,
    )
    crisis.save(update_fields=["return_act", "end_reason"])
    told(crisis.administration_id, "crisis.return_asked", f"crisis:{crisis.pk}", actor, now)
    return crisis


@transaction.atomic
def end(*, crisis_id: int, on: date, act_id: int | None, now: datetime) -> bool:
    """It holds no more from that day: by the signed return act, or because its last day is past. Once."""
    crisis = locked_crisis(crisis_id)
    if crisis.state not in HOLDS or (act_id is not None and crisis.return_act_id != act_id):
        return False
    today = calendars.local_day(now, crisis.administration.country)
    crisis.ended_on = min(max(on, crisis.starts_on, today if act_id else on), crisis.ends_on + timedelta(days=1))
    crisis.state = CrisisState.RETURNING
    crisis.save(update_fields=["ended_on", "state"])
    facts.tell(CrisisEnded(crisis_id=crisis.pk, administration_id=crisis.administration_id))
    told(
        crisis.administration_id,
        "crisis.ended",
        f"crisis:{crisis.pk}",
        organisations.SYSTEM,
        now,
        on=crisis.ended_on.isoformat(),
    )
    return True


@transaction.atomic
def all_told(*, crisis_id: int, now: datetime) -> bool:
    """Everybody was told: of the start, then it is in force; of the end, then it is over, and what was kept aside is
    compared with what stands."""
    crisis = locked_crisis(crisis_id)
    if crisis.state == CrisisState.APPLYING:
        crisis.state = CrisisState.IN_FORCE
        crisis.save(update_fields=["state"])
        return True
    if crisis.state == CrisisState.RETURNING:
        assert crisis.ended_on is not None
        crisis.differences = keeping.differences(crisis, crisis.ended_on)
        crisis.state, crisis.over_at = CrisisState.OVER, now
        crisis.save(update_fields=["differences", "state", "over_at"])
        told(
            crisis.administration_id,
            "crisis.over",
            f"crisis:{crisis.pk}",
            organisations.SYSTEM,
            now,
            differences=len(crisis.differences),
        )
        return True
    return False


@transaction.atomic
def follow_people(*, crisis_id: int, now: datetime) -> int:
    """People came, left or moved in the middle: who came stays away (or on site, where the rule is a least), who left
    has no more days, who moved within the scope keeps theirs. How many rows changed."""
    crisis = locked_crisis(crisis_id)
    if crisis.state not in HOLDS:
        return 0
    changed = reconcile(crisis, now)
    if changed:
        crisis.people = crisis.assignments.count()
        crisis.save(update_fields=["people"])
        if crisis.state == CrisisState.IN_FORCE and crisis.assignments.filter(told_at=None).exists():
            facts.tell(CrisisStarted(crisis_id=crisis.pk, administration_id=crisis.administration_id))
    return changed


def reconcile(crisis: Crisis, now: datetime) -> int:
    today = calendars.local_day(now, crisis.administration.country)
    params = planning.said(crisis, now, first=max(today, crisis.starts_on), last=today - timedelta(days=1))
    return sum(
        planning.run(statement, params) for statement in (planning.LEAVE, planning.BACK, planning.MOVE, planning.JOIN)
    )
