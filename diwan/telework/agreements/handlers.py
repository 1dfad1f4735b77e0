"""What follows when a fact is told. Each may run twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.telework.acts import api as acts

from . import documents
from .enums import COMING, State
from .events import (
    AgreementAsked,
    AgreementChanged,
    AgreementDecided,
    AgreementEnded,
    AgreementResumed,
    AgreementStarted,
    AgreementSuspended,
)
from .models import Agreement
from .operations import calendar_moves, moving, signing
from .telling import nearest_managers, person_of, tell


def found(agreement_id: int) -> Agreement:
    rows = Agreement.objects.select_related("administration", "person", "unit", "review_unit")
    return rows.get(pk=agreement_id)


@facts.hears(AgreementAsked)
def tell_the_manager(fact: AgreementAsked) -> None:
    row, now = found(fact.agreement_id), timezone.now()
    if row.state == State.ASKED:
        sentence = _("%(name)s asks to telework from %(day)s")
        once = f"{row.pk}:{row.version}"
        tell(nearest_managers(row, now), "agreements.asked", sentence, row, once=once, now=now, on=row.starts_on)


@facts.hears(AgreementDecided)
def tell_the_person(fact: AgreementDecided) -> None:
    row, now = found(fact.agreement_id), timezone.now()
    once = f"{row.pk}:{row.decided_at.isoformat() if row.decided_at else ''}"
    if row.imposed:
        sentence = _("You are to telework from %(day)s; you may appeal")
        tell(person_of(row), "agreements.imposed", sentence, row, once=once, now=now, on=row.starts_on)
    elif row.state == State.REFUSED:
        sentence = _("Your request to telework was refused, with reasons; you may appeal")
        tell(person_of(row), "agreements.decided", sentence, row, once=once, now=now)
    elif row.state not in (State.ASKED, State.WITHDRAWN):
        sentence = _("Your request to telework was approved: see what is still to do before %(day)s")
        tell(person_of(row), "agreements.decided", sentence, row, once=once, now=now, on=row.starts_on)


@facts.hears(AgreementStarted)
def tell_of_the_start(fact: AgreementStarted) -> None:
    row, now = found(fact.agreement_id), timezone.now()
    tell(
        person_of(row),
        "agreements.started",
        _("Your telework begins on %(day)s"),
        row,
        once=str(row.pk),
        now=now,
        on=row.force_from,
    )


@facts.hears(AgreementChanged)
def tell_of_the_change(fact: AgreementChanged) -> None:
    row, now = found(fact.agreement_id), timezone.now()
    sentence = _("Your telework changes from %(day)s")
    if row.stop_on is not None and row.stop_on.isoformat() == fact.on:
        sentence = _("Your telework ends: from %(day)s you work on site again")
    on = date.fromisoformat(fact.on)
    once = f"{row.pk}:{fact.on}:{row.version}:{row.renewals}"
    tell(person_of(row), "agreements.changed", sentence, row, once=once, now=now, on=on)


@facts.hears(AgreementSuspended)
def tell_of_the_pause(fact: AgreementSuspended) -> None:
    row, now = found(fact.agreement_id), timezone.now()
    on, once = date.fromisoformat(fact.on), f"{row.pk}:{fact.on}"
    tell(
        person_of(row),
        "agreements.suspended",
        _("Your telework is suspended from %(day)s"),
        row,
        once=once,
        now=now,
        on=on,
    )
    if row.pauses.filter(review=True, last=None).exists():
        ask_the_new_manager(row)


@facts.hears(AgreementResumed)
def tell_of_going_on(fact: AgreementResumed) -> None:
    row, now = found(fact.agreement_id), timezone.now()
    on, once = date.fromisoformat(fact.on), f"{row.pk}:again:{fact.on}"
    tell(
        person_of(row), "agreements.suspended", _("Your telework goes on from %(day)s"), row, once=once, now=now, on=on
    )


@facts.hears(AgreementEnded)
def tell_of_the_end(fact: AgreementEnded) -> None:
    row, now = found(fact.agreement_id), timezone.now()
    on, once = date.fromisoformat(fact.on), str(row.pk)
    sentence = _("Your telework has ended: from %(day)s you work on site; see what is still open")
    tell(person_of(row), "agreements.ended", sentence, row, once=once, now=now, on=on)
    sentence = _("The telework of %(name)s has ended; see what is still open")
    tell(nearest_managers(row, now), "agreements.ended", sentence, row, once=once, now=now, on=on)


def ask_the_new_manager(row: Agreement) -> None:
    sentence = _("%(name)s, who teleworks, changed post: say whether the agreement goes on")
    now = timezone.now()
    once = f"{row.pk}:{row.review_unit_id or 0}"
    tell(nearest_managers(row, now), "agreements.review", sentence, row, once=once, now=now)


@facts.hears(organisations.SeatChanged)
def follow_the_seat(fact: organisations.SeatChanged) -> None:
    """Somebody left the post they telework from, or sits in a new one."""
    if fact.basis != organisations.Basis.HOLDER:
        return
    now = timezone.now()
    if not fact.taken:
        moving.seat_left(person_id=fact.person_id, post_id=fact.post_id, now=now)
    else:
        for key in moving.seat_taken(person_id=fact.person_id, now=now):
            ask_the_new_manager(found(key))


@facts.hears(calendars.CalendarChanged)
def follow_the_calendar(fact: calendars.CalendarChanged) -> None:
    """A day was announced off, or worked again: days away are read anew by themselves; the places follow here."""
    now = timezone.now()
    for key in calendar_moves.follow(country=fact.country, now=now):
        row = found(key)
        sentence = _("A day off was withdrawn: there is no room in the quota for the days of %(name)s")
        tell(nearest_managers(row, now), "agreements.room", sentence, row, once=f"{key}:{now:%Y%m%d}", now=now)


@facts.hears(acts.ActSigned)
def follow_the_signature(fact: acts.ActSigned) -> None:
    key, now = agreement_of(fact.subject), timezone.now()
    if key is None:
        return
    if fact.kind == documents.DECISION:
        signing.decision_signed(agreement_id=key, act_id=fact.act_id, now=now)
    elif fact.kind == documents.CHARTER:
        signing.charter_signed(agreement_id=key, act_id=fact.act_id, now=now)
    row = found(key)
    if fact.kind == documents.DECISION and row.state in COMING and row.charter_signed_at is None:
        sentence = _("The decision is signed: read and sign the charter")
        tell(person_of(row), "agreements.charter", sentence, row, once=str(row.pk), now=now)


@facts.hears(acts.ActRefused)
def follow_the_refusal(fact: acts.ActRefused) -> None:
    key, now = agreement_of(fact.subject), timezone.now()
    if key is None:
        return
    said: dict[str, Any] = {"agreement_id": key, "act_id": fact.act_id, "reason": fact.reason, "now": now}
    if fact.kind == documents.DECISION:
        signing.decision_stopped(**said)
    elif fact.kind == documents.CHARTER:
        signing.charter_stopped(**said)


def agreement_of(subject: str) -> int | None:
    """The agreement an act is about, if it is about one."""
    head, _colon, key = subject.partition(":")
    if head != "agreements.agreement" or not key.isdigit():
        return None
    return int(key) if Agreement.objects.filter(pk=int(key)).exists() else None
