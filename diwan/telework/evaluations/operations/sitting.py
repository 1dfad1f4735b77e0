"""The committee sits: agenda, attendance, votes, outcome of each case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

from .. import policies, queries
from ..enums import Choice, Role, State, Why
from ..models import Attendance, Case, Member, Session, Vote

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

YEAR = timedelta(days=365)


class NoCommittee(Refusal):
    message = _("The committee has no chair and no secretary yet.")
    advice = _("Name them first.")


class NoQuorum(Refusal):
    message = _("The quorum is not reached: %(present)s present, %(needed)s needed.")
    advice = _("Note who is present, or hold the session another day.")


class WrongMoment(Refusal):
    message = _("The session is not at that point.")
    advice = _("Open the page again to see where it stands.")


class NotThere(Refusal):
    message = _("Only members noted as present vote.")


class Concerned(Refusal):
    message = _("This member is concerned by the case and withdraws from it.")


class NoMajority(Refusal):
    message = _("The votes are equal and the chair did not vote for one of them.")
    advice = _("Have the chair vote.")


class Incomplete(Refusal):
    message = _("What was voted needs its day: until when it is renewed, its last day, or the new days.")
    advice = _("Fill in the proposal of the case.")
    status = 422


class Undecided(Refusal):
    message = _("Some points of the agenda are not decided yet: %(number)s.")
    advice = _("Vote on them, or take them off the agenda.")


class AlreadySeated(Refusal):
    message = _("This person, or another chair or secretary, sits in the committee already.")


@transaction.atomic
def seat(*, actor: Actor, administration_id: int, person_id: int, role: str, now: datetime) -> Member:
    """Somebody joins the committee. Raises NotAllowed, AlreadySeated."""
    keep(actor, administration_id)
    sitting = Member.objects.select_for_update().filter(administration=administration_id, ends_on=None)
    if any(m.person_id == person_id or (role != Role.MEMBER and m.role == role) for m in sitting):
        raise AlreadySeated
    row = Member.objects.create(
        administration_id=administration_id, person_id=person_id, role=role, starts_on=now.date()
    )
    note(actor, administration_id, "evaluations.member_seated", f"evaluations.member:{row.pk}", now, role=role)
    return row


@transaction.atomic
def unseat(*, actor: Actor, member_id: int, now: datetime) -> None:
    row = Member.objects.select_for_update().get(pk=member_id)
    keep(actor, row.administration_id)
    row.ends_on = max(now.date(), row.starts_on)
    row.save(update_fields=["ends_on"])
    note(actor, row.administration_id, "evaluations.member_left", f"evaluations.member:{row.pk}", now)


@transaction.atomic
def plan(
    *, actor: Actor, administration_id: int, held_on: date, place: str, agreement_ids: Sequence[int], now: datetime
) -> Session:
    """A session with its agenda. The files are drawn from what was recorded up to its day.

    Raises:
        NotAllowed, NoCommittee
    """
    keep(actor, administration_id)
    sitting = queries.members(administration_id, now.date())
    if not {Role.CHAIR, Role.SECRETARY} <= {member.role for member in sitting}:
        raise NoCommittee
    root = organisations.root_unit(administration_id)
    here = rules.rules_for(administration_id, held_on)
    row = Session.objects.create(
        administration_id=administration_id,
        unit_id=root.pk,
        held_on=held_on,
        place=" ".join(place.split()),
        quorum=here.quorum or "1/2",
    )
    Attendance.objects.bulk_create(Attendance(session=row, member=member) for member in sitting)
    grounds = {one.agreement.pk: one.why for one in queries.due(administration_id, now.date())}
    live = agreements.Agreement.objects.filter(administration=administration_id, pk__in=set(agreement_ids))
    for position, agreement in enumerate(live.order_by("pk"), 1):
        _put(row, agreement, position, grounds.get(agreement.pk, Why.MANAGER), now)
    note(actor, administration_id, "evaluations.session_planned", f"evaluations.session:{row.pk}", now)
    return row


def _put(session: Session, agreement: agreements.Agreement, position: int, why: str, now: datetime) -> Case:
    last = session.held_on
    first = max(agreement.force_from or agreement.starts_on, last - YEAR)
    return Case.objects.create(
        session=session,
        agreement=agreement,
        position=position,
        why=why,
        since=min(first, last),
        until=last,
        figures=queries.file_of(agreement, min(first, last), last, now),
        renew_until=agreements.renewable_until(agreement),
    )


@transaction.atomic
def give_opinion(*, actor: Actor, case_id: int, text: str, now: datetime) -> Case:
    """The manager of the unit, before the session closes. Raises NotAllowed, WrongMoment."""
    case = locked(case_id, State.PLANNED, State.OPEN)
    if not policies.may_give_opinion(actor, case):
        raise NotAllowed
    case.opinion, case.opinion_by_id = text.strip(), actor.person_id
    case.save(update_fields=["opinion", "opinion_by"])
    note(actor, case.session.administration_id, "evaluations.opinion", f"evaluations.case:{case.pk}", now)
    return case


@transaction.atomic
def state(*, actor: Actor, case_id: int, text: str, now: datetime) -> Case:
    """The person concerned answers. Raises NotAllowed, WrongMoment."""
    case = locked(case_id, State.PLANNED, State.OPEN)
    if not policies.may_state(actor, case):
        raise NotAllowed
    case.statement = text.strip()
    case.save(update_fields=["statement"])
    note(actor, case.session.administration_id, "evaluations.statement", f"evaluations.case:{case.pk}", now)
    return case


@transaction.atomic
def attend(*, actor: Actor, session_id: int, member_ids: Collection[int], now: datetime) -> Session:
    """Who is there; with the quorum reached, the session is open to votes.

    Raises:
        NotAllowed, WrongMoment, NoQuorum
    """
    row = _session(actor, session_id, State.PLANNED, State.OPEN)
    for one in row.attendances.select_for_update().order_by("pk"):
        one.present = one.member_id in member_ids
        one.save(update_fields=["present"])
    found = queries.quorum(row)
    if not found.reached:
        raise NoQuorum(present=found.present, needed=found.needed)
    row.state = State.OPEN
    row.save(update_fields=["state"])
    note(
        actor, row.administration_id, "evaluations.opened", f"evaluations.session:{row.pk}", now, present=found.present
    )
    return row


@transaction.atomic
def propose(
    *,
    actor: Actor,
    case_id: int,
    renew_until: date | None,
    end_on: date | None,
    weekdays: str,
    reasons: str,
    now: datetime,
) -> Case:
    """What each vote would mean: its day, its days. Raises NotAllowed, WrongMoment."""
    case = locked(case_id, State.PLANNED, State.OPEN)
    keep(actor, case.session.administration_id)
    case.renew_until, case.end_on, case.weekdays, case.reasons = renew_until, end_on, weekdays, reasons.strip()
    case.save(update_fields=["renew_until", "end_on", "weekdays", "reasons"])
    note(actor, case.session.administration_id, "evaluations.proposed", f"evaluations.case:{case.pk}", now)
    return case


@transaction.atomic
def vote(*, actor: Actor, case_id: int, member_id: int, choice: str, reason: str, now: datetime) -> Vote:
    """A member present votes, or changes their vote while the session sits; no choice is a withdrawal.

    Raises:
        NotAllowed, WrongMoment, NoQuorum, NotThere, Concerned, Incomplete
    """
    case = locked(case_id, State.OPEN)
    member = Member.objects.get(pk=member_id)
    if member.administration_id != case.session.administration_id or not policies.may_enter(actor, member):
        raise NotAllowed
    found = queries.quorum(case.session)
    if not found.reached:
        raise NoQuorum(present=found.present, needed=found.needed)
    if not case.session.attendances.filter(member=member, present=True).exists():
        raise NotThere
    if choice and policies.is_concerned(member, case):
        raise Concerned
    needs = {Choice.RENEW: case.renew_until, Choice.END: case.end_on, Choice.AMEND: case.weekdays}
    if choice in needs and not needs[Choice(choice)]:
        raise Incomplete
    row, _made = Vote.objects.update_or_create(
        case=case,
        member=member,
        defaults={"choice": choice, "reason": reason.strip(), "cast_at": now, "entered_by_id": actor.person_id},
    )
    case.outcome = queries.outcome(case)
    case.save(update_fields=["outcome"])
    note(actor, member.administration_id, "evaluations.voted", f"evaluations.case:{case.pk}", now, choice=choice)
    return row


@transaction.atomic
def close(*, actor: Actor, session_id: int, now: datetime) -> Session:
    """Votes end. Raises NotAllowed, WrongMoment, Undecided, NoMajority."""
    row = _session(actor, session_id, State.OPEN)
    open_cases = list(row.cases.filter(outcome=""))
    amendments = list(row.amendments.filter(outcome=""))
    if any(case.votes.exclude(choice="").exists() for case in open_cases):
        raise NoMajority
    if any(amendment.ballots.exists() for amendment in amendments):
        raise NoMajority
    if open_cases or amendments:
        raise Undecided(number=len(open_cases) + len(amendments))
    row.state = State.CLOSED
    row.save(update_fields=["state"])
    note(actor, row.administration_id, "evaluations.closed", f"evaluations.session:{row.pk}", now)
    return row


@transaction.atomic
def take_off(*, actor: Actor, case_id: int, now: datetime) -> None:
    """A case leaves the agenda before anybody voted on it. Raises NotAllowed, WrongMoment."""
    case = locked(case_id, State.PLANNED, State.OPEN)
    keep(actor, case.session.administration_id)
    if case.votes.exists():
        raise WrongMoment
    administration_id, key = case.session.administration_id, case.pk
    case.delete()
    note(actor, administration_id, "evaluations.taken_off", f"evaluations.case:{key}", now)


def keep(actor: Actor, administration_id: int) -> None:
    if not policies.may_keep(actor, administration_id):
        raise NotAllowed


def locked(case_id: int, *states: str) -> Case:
    """The session first, then the case."""
    session_id = Case.objects.values_list("session_id", flat=True).get(pk=case_id)
    row = Session.objects.select_for_update().get(pk=session_id)
    if row.state not in states:
        raise WrongMoment
    rows = Case.objects.select_for_update(of=("self",)).select_related("agreement__unit", "agreement__review_unit")
    case = rows.get(pk=case_id)
    case.session = row
    return case


def _session(actor: Actor, session_id: int, *states: str) -> Session:
    row = Session.objects.select_for_update().get(pk=session_id)
    keep(actor, row.administration_id)
    if row.state not in states:
        raise WrongMoment
    return row


def note(actor: Actor, administration_id: int, kind: str, subject: str, now: datetime, **said: object) -> None:
    """In the journal, last; reasons stay out of it."""
    journal.append(
        chain=f"telework:{administration_id}",
        kind=kind,
        subject=subject,
        actor_id=actor.person_id,
        at=now,
        facts=dict(said),
    )
