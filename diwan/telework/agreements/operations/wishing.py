"""What a teleworker asks of the agreement they have, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal

from ..enums import LIVE, Answer, Did, State, Wish
from ..models import Request
from ..policies import is_own, may_manage
from . import changing
from .asking import BadDates
from .common import expect, locked, note, reason_of, today

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class AlreadyWished(Refusal):
    message = _("You already asked for this, and it awaits its answer.")


class Answered(Refusal):
    message = _("This was answered already; nothing was done.")


@transaction.atomic
def wish(
    *,
    actor: Actor,
    agreement_id: int,
    what: str,
    first: date,
    last: date | None = None,
    pattern: Any = None,
    words: str = "",
    now: datetime,
) -> Request:
    """Ask for other days, a pause, the end (`first` is then the last day wished), or a renewal until `first`.

    Raises:
        NotAllowed, WrongState, BadDates, AlreadyWished
    """
    row = locked(agreement_id)
    if not is_own(actor, row):
        raise NotAllowed
    expect(row, *LIVE)
    if first < today(row, now) or (last is not None and last < first):
        raise BadDates
    if Request.objects.filter(agreement=row, wish=what, answer=Answer.OPEN).exists():
        raise AlreadyWished
    made = Request.objects.create(
        agreement=row,
        wish=what,
        first=first,
        last=last,
        pattern=pattern.to_json() if pattern is not None else None,
        words=words.strip(),
        asked_at=now,
    )
    note(row, Did.WISHED, actor, now, why=words.strip(), on=first)
    return made


def open_request(request_id: int) -> Request:
    rows = Request.objects.select_for_update(of=("self",)).select_related("agreement__unit", "agreement__review_unit")
    found = rows.filter(pk=request_id).first()
    if found is None or found.answer != Answer.OPEN:
        raise Answered
    return found


@transaction.atomic
def grant(*, actor: Actor, request_id: int, reason: str = "", now: datetime) -> Request:
    """Do what was asked: the operation itself checks rules and quotas.

    Raises:
        NotAllowed, Answered, and those of the operation
    """
    from diwan.telework.rules import api as rules

    asked = open_request(request_id)
    row = locked(asked.agreement_id)
    if not may_manage(actor, row):
        raise NotAllowed
    about: dict[str, Any] = {"actor": actor, "agreement_id": row.pk, "now": now}
    why = reason.strip() or asked.words or str(Wish(asked.wish).label)
    day = today(row, now)
    if asked.wish == Wish.CHANGE:
        pattern = rules.Pattern.from_json(asked.pattern or {})
        changing.change(pattern=pattern, first=max(asked.first, day), reason=why, **about)
    elif asked.wish == Wish.SUSPEND:
        changing.suspend(first=max(asked.first, day), last=asked.last, reason=why, **about)
    elif asked.wish == Wish.END:
        # The person asked for it and the administration agrees: no notice protects anybody.
        soonest = max(asked.first, day)
        if row.force_from is None or soonest >= row.ends_on:
            changing.finish_on(row, actor, row.ends_on, at_once=row.force_from is None, ground=why, now=now)
        else:
            end_by_agreement(row, actor, soonest, why, now)
    else:
        changing.renew(until=asked.first, ground=why, **about)
    return answered(asked, actor, Answer.GRANTED, reason.strip(), now)


def end_by_agreement(row: Any, actor: Actor, last: date, ground: str, now: datetime) -> None:
    from ..events import AgreementChanged
    from ..places import give_back
    from .starting import settle

    row.stop_on, row.stop_ground, row.stop_at_once = last + changing.DAY, ground, False
    row.save()
    give_back(row, first=row.stop_on)
    note(row, Did.STOPPING, actor, now, why=ground, on=row.stop_on, told=AgreementChanged)
    settle(row, now)


@transaction.atomic
def refuse(*, actor: Actor, request_id: int, reason: str, now: datetime) -> Request:
    """Say no, with reasons; the agreement goes on as it is.

    Raises:
        NotAllowed, Answered, ReasonMissing
    """
    asked = open_request(request_id)
    row = locked(asked.agreement_id)
    if not may_manage(actor, row):
        raise NotAllowed
    said = reason_of(reason)
    done = answered(asked, actor, Answer.REFUSED, said, now)
    note(row, Did.WISH_REFUSED, actor, now, why=said)
    return done


@transaction.atomic
def take_back(*, actor: Actor, request_id: int, now: datetime) -> Request:
    """The person no longer asks for it."""
    asked = open_request(request_id)
    if not is_own(actor, asked.agreement):
        raise NotAllowed
    return answered(asked, actor, Answer.WITHDRAWN, "", now)


def answered(asked: Request, actor: Actor, answer: Answer, reason: str, now: datetime) -> Request:
    asked.answer, asked.answered_at, asked.answered_by_id, asked.reason = answer, now, actor.person_id, reason
    asked.save()
    return asked


__all__ = ["AlreadyWished", "Answered", "BadDates", "State", "grant", "refuse", "take_back", "wish"]
