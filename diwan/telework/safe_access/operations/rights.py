"""Systems and the rights to them: a manager asks, a security officer grants, the authorisation carries (SEC-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies, terms
from ..enums import LIVE, NOTICE, RightState
from ..events import RightChanged
from ..models import System, SystemRight
from .common import demand_guard, record, tell, tell_officers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class CodeTaken(Refusal):
    message = gettext_lazy("Another system has this code.")
    status = 422


class NotOfHere(Refusal):
    message = gettext_lazy("This person has no open account in this administration.")
    status = 422


class HeldAlready(Refusal):
    message = gettext_lazy("This person has this right already, or it is asked.")
    status = 422


class NotOpen(Refusal):
    message = gettext_lazy("This system is not open to telework: it must be audited first.")
    status = 422


class NoAuthorisation(Refusal):
    message = gettext_lazy("This person has no authorisation to telework in force: a right to a system hangs on it.")
    advice = gettext_lazy("Grant it when the authorisation has come into force.")
    status = 422


class NotWaiting(Refusal):
    message = gettext_lazy("This request was decided already.")


class BadEnd(Refusal):
    message = gettext_lazy("The right ends on a day to come, and not after the authorisation to telework.")
    status = 422


@transaction.atomic
def add_system(*, actor: Actor, administration_id: int, said: Mapping[str, Any], now: datetime) -> System:
    """Enter a system in the register; it is closed to telework until an audit lets it open.

    Raises:
        NotAllowed, CodeTaken
    """
    demand_guard(actor, administration_id)
    if System.objects.filter(administration=administration_id, code=said["code"]).exists():
        raise CodeTaken
    row = System.objects.create(administration_id=administration_id, **said)
    record(administration_id, "system.added", f"system:{row.pk}", actor, now)
    return row


@transaction.atomic
def ask_right(
    *, actor: Actor, system_id: int, person_id: int, purpose: str, until: date | None, now: datetime
) -> SystemRight:
    """Step one: a manager asks, saying what for and until when.

    Raises:
        NotAllowed, NotOfHere, HeldAlready
    """
    system = System.objects.select_for_update(no_key=True).get(pk=system_id)
    person = get_user_model().objects.filter(pk=person_id, is_active=True).first()
    if person is None or person.administration_id != system.administration_id:
        raise NotOfHere
    if not policies.may_ask_for(actor, person, now):
        raise NotAllowed
    if system.rights.filter(person=person, state__in=LIVE).exists():
        raise HeldAlready
    row = SystemRight.objects.create(
        administration_id=system.administration_id,
        system=system,
        person=person,
        purpose=purpose.strip(),
        until=until,
        asked_by_id=actor.person_id,
        asked_at=now,
    )
    tell_officers(
        system.administration_id,
        NOTICE,
        lambda: _("A right is asked to the system %(name)s") % {"name": system.name},
        reverse("safe_access:rights"),
        f"right:{row.pk}",
        now,
    )
    record(system.administration_id, "right.asked", f"right:{row.pk}", actor, now, system=system.pk)
    return row


@transaction.atomic
def grant_right(*, actor: Actor, right_id: int, until: date | None, now: datetime, today: date) -> SystemRight:
    """Step two: a security officer grants it, bound to the authorisation in force. Nobody grants what they asked.

    Raises:
        NotAllowed, NotWaiting, NotOpen, NoAuthorisation, BadEnd
    """
    row = _locked(right_id)
    demand_guard(actor, row.administration_id)
    if actor.person_id is not None and actor.person_id in {row.asked_by_id, row.person_id}:
        raise NotAllowed
    if row.state != RightState.ASKED:
        raise NotWaiting
    if not row.system.is_open:
        raise NotOpen
    held = terms.authorisation(row.person_id, today)
    if held is None:
        raise NoAuthorisation
    end = until or row.until or held.ends_on
    if end < today or end > held.ends_on:
        raise BadEnd
    row.state, row.until, row.agreement_id = RightState.GRANTED, end, held.agreement_id
    row.decided_by_id, row.decided_at = actor.person_id, now
    row.save(update_fields=["state", "until", "agreement_id", "decided_by", "decided_at"])
    name = row.system.name
    tell(
        row.person,
        NOTICE,
        lambda: _("You have a right to the system %(name)s") % {"name": name},
        reverse("safe_access:mine"),
        f"right:{row.pk}:granted",
        now,
    )
    _changed(row, "right.granted", actor, now)
    return row


@transaction.atomic
def refuse_right(*, actor: Actor, right_id: int, because: str, now: datetime) -> SystemRight:
    """Refuse what was asked, with the reason.

    Raises:
        NotAllowed, NotWaiting
    """
    row = _locked(right_id)
    demand_guard(actor, row.administration_id)
    if row.state != RightState.ASKED:
        raise NotWaiting
    row.state, row.because, row.decided_by_id, row.decided_at = RightState.REFUSED, because, actor.person_id, now
    row.save(update_fields=["state", "because", "decided_by", "decided_at"])
    _changed(row, "right.refused", actor, now)
    return row


@transaction.atomic
def withdraw_right(*, actor: Actor, right_id: int, because: str, now: datetime) -> SystemRight:
    """Withdraw a right at once: a security officer, or the owner of the system.

    Raises:
        NotAllowed, NotWaiting: it is over already.
    """
    row = _locked(right_id)
    if not policies.may_answer(actor, row.system):
        raise NotAllowed
    if row.state not in LIVE:
        raise NotWaiting
    return _over(row, RightState.WITHDRAWN, because, actor, now)


def _over(row: SystemRight, state: RightState, because: str, actor: Actor | None, now: datetime) -> SystemRight:
    row.state, row.because, row.ended_at = state, because[:300], now
    row.save(update_fields=["state", "because", "ended_at"])
    _changed(row, f"right.{state.value}", actor, now)
    return row


@transaction.atomic
def end_with_agreement(*, agreement_id: int, on: date, now: datetime, today: date) -> int:
    """The authorisation ends: so do the rights that hang on it, on its first day without. How many. May run twice."""
    rows = SystemRight.objects.select_related("system").select_for_update(of=("self",), no_key=True)
    ended = 0
    for row in rows.filter(agreement_id=agreement_id, state__in=(RightState.GRANTED, RightState.SUSPENDED)):
        if on <= today:
            _over(row, RightState.ENDED, str(_("The authorisation to telework ended.")), None, now)
            ended += 1
        elif row.until is None or row.until >= on:
            row.until = _day_before(on)
            row.save(update_fields=["until"])
    return ended


@transaction.atomic
def suspend_with_agreement(*, agreement_id: int, now: datetime) -> int:
    """The authorisation is suspended, and the rights with it; how many. May run twice."""
    rows = SystemRight.objects.select_related("system").select_for_update(of=("self",), no_key=True)
    found = list(rows.filter(agreement_id=agreement_id, state=RightState.GRANTED))
    for row in found:
        row.state = RightState.SUSPENDED
        row.save(update_fields=["state"])
        _changed(row, "right.suspended", None, now)
    return len(found)


@transaction.atomic
def resume_with_agreement(*, agreement_id: int, now: datetime) -> int:
    """The authorisation goes on, and the rights that were suspended with it; how many. May run twice."""
    rows = SystemRight.objects.select_related("system").select_for_update(of=("self",), no_key=True)
    found = list(rows.filter(agreement_id=agreement_id, state=RightState.SUSPENDED))
    for row in found:
        row.state = RightState.GRANTED
        row.save(update_fields=["state"])
        _changed(row, "right.resumed", None, now)
    return len(found)


@transaction.atomic
def end_due(*, now: datetime, today: date) -> int:
    """End the rights whose last day has passed; how many. May run twice."""
    rows = SystemRight.objects.select_related("system").select_for_update(of=("self",), no_key=True)
    due = list(rows.filter(Q(until__lt=today), state__in=(RightState.GRANTED, RightState.SUSPENDED)))
    for row in due:
        _over(row, RightState.ENDED, str(_("Its last day has passed.")), None, now)
    return len(due)


@transaction.atomic
def cut_rights(*, person_id: int, because: str, actor: Actor, now: datetime) -> int:
    """Part of a cut: every right of a person, and what was asked for them, at once; how many."""
    rows = SystemRight.objects.select_related("system").select_for_update(of=("self",), no_key=True)
    found = list(rows.filter(person=person_id, state__in=LIVE).order_by("pk"))
    for row in found:
        _over(row, RightState.WITHDRAWN, because, actor, now)
    return len(found)


def _day_before(day: date) -> date:
    return type(day).fromordinal(day.toordinal() - 1)


def _locked(right_id: int) -> SystemRight:
    rows = SystemRight.objects.select_related("system", "person")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=right_id)


def _changed(row: SystemRight, kind: str, actor: Actor | None, now: datetime) -> None:
    record(row.administration_id, kind, f"right:{row.pk}", actor, now, system=row.system_id)
    facts.tell(RightChanged(row.pk, row.person_id, row.system_id, row.administration_id, row.state))
