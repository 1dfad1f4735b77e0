"""Appeal against a refusal, or against imposed telework: heard above whoever decided, answered with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules import api as rules

from ..enums import LIVE, Answer, Did, State
from ..models import Appeal
from ..policies import may_appeal, may_hear
from . import deciding
from .changing import finish_on
from .common import locked, note, reason_of, today

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

    from ..models import Agreement


class TooLate(Refusal):
    message = _("The time to appeal has passed.")
    advice = _("You may ask again for telework.")


class BeingHeard(Refusal):
    message = _("Your appeal is already being heard.")


class AlreadyHeard(Refusal):
    message = _("This appeal was answered already; nothing was done.")


def until(row: Agreement) -> date | None:
    """The last day to appeal; None where no text sets one (then any day will do)."""
    if row.decided_at is None:
        return None
    day = calendars.local_day(row.decided_at, row.administration.country)
    here = rules.rules_for(row.administration_id, day)
    book = calendars.calendar(row.administration.country)
    return rules.legal.appeal_by(here, day, book) if here.appeal else None


@transaction.atomic
def appeal(*, actor: Actor, agreement_id: int, words: str, now: datetime) -> Appeal:
    """The person contests the decision.

    Raises:
        NotAllowed, ReasonMissing, TooLate, BeingHeard
    """
    row = locked(agreement_id)
    if not may_appeal(actor, row):
        raise NotAllowed
    day, last = today(row, now), until(row)
    if last is not None and day > last:
        raise TooLate
    if Appeal.objects.filter(agreement=row, answer=Answer.OPEN).exists():
        raise BeingHeard
    said = reason_of(words)
    here, book = rules.rules_for(row.administration_id, day), calendars.calendar(row.administration.country)
    made = Appeal.objects.create(
        agreement=row,
        words=said,
        made_at=now,
        answer_by=rules.legal.reply_by(here, day, book),
        against_id=row.decided_by_id,
        below_id=decided_unit(row),
    )
    note(row, Did.APPEALED, actor, now, why=said)
    return made


def decided_unit(row: Agreement) -> int:
    """The unit of the post that decided; that of the agreement where none is known."""
    post = row.decided_post
    return post.unit_id if post else row.unit_id


@transaction.atomic
def answer(*, actor: Actor, appeal_id: int, upheld: bool, reason: str, now: datetime) -> Appeal:
    """Uphold: what was refused is approved, what was imposed ends at once. Reject: the decision stands.

    Raises:
        NotAllowed, AlreadyHeard, ReasonMissing, QuotaBroken
    """
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("below", "agreement__unit")
    found = rows.filter(pk=appeal_id).first()
    if found is None or found.answer != Answer.OPEN:
        raise AlreadyHeard
    row = locked(found.agreement_id)
    if not may_hear(actor, found):
        raise NotAllowed
    said = reason_of(reason)
    found.answer = Answer.GRANTED if upheld else Answer.REFUSED
    found.answered_at, found.answered_by_id, found.reason = now, actor.person_id, said
    found.save()
    if not upheld:
        note(row, Did.APPEAL_REJECTED, actor, now, why=said)
        return found
    if row.state == State.REFUSED:
        row.state = State.ASKED
        deciding.grant(row, actor, said, now)
    elif row.state in LIVE:
        finish_on(row, actor, None, at_once=True, ground=said, now=now)
    note(row, Did.APPEAL_UPHELD, actor, now, why=said)
    return found


def hearers(one: Appeal, now: datetime) -> dict[int, str]:
    """Who may answer an appeal: key and language."""
    people = organisations.people_with(rules.MANAGE, one.agreement.unit_id, now)
    return {key: code for key, code in people.items() if may_hear(organisations.actor_for(key, now), one)}
