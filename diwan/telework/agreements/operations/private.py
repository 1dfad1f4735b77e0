"""The declared workplace and its check; situations told in confidence, read with a trace, forgotten in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.kit.boxes import InvalidToken, box
from diwan.kit.refusals import NotAllowed, Refusal

from ..enums import LIVE, Check, Did, State
from ..models import Confidence, Reading, Workplace
from ..policies import is_own, may_check, may_read_confidence
from .asking import seat_of
from .common import expect, locked, note, reason_of
from .starting import settle

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

PURPOSE = "agreements.confidence"
KEPT = timedelta(days=365)
LOOK = timedelta(minutes=10)


class NoWords(Refusal):
    message = _("Say what is to be taken into account, in a few words.")
    status = 422


class NothingTold(Refusal):
    message = _("What was told in confidence is no longer kept.")
    status = 404


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What is said of a workplace: where in words, and each thing that is there."""

    place: str
    room: bool = False
    electricity: bool = False
    connection: bool = False
    confidentiality: bool = False
    safety: bool = False
    note: str = ""


@transaction.atomic
def declare_workplace(*, actor: Actor, agreement_id: int, declared: Declared, now: datetime) -> Workplace:
    """The person declares the place, or declares it again after it was mended; the desk then checks it.

    Raises:
        NotAllowed, WrongState
    """
    row = locked(agreement_id)
    if not is_own(actor, row):
        raise NotAllowed
    expect(row, State.ASKED, *LIVE)
    said = vars(declared) | {"place": reason_of(declared.place)}
    fresh = {
        "declared_at": now,
        "check_state": Check.DECLARED,
        "checked_at": None,
        "checked_by": None,
        "check_note": "",
    }
    made, _new = Workplace.objects.update_or_create(agreement=row, defaults=said | fresh)
    note(row, Did.WORKPLACE, actor, now)
    settle(row, now)
    return made


@transaction.atomic
def check_workplace(*, actor: Actor, workplace_id: int, accepted: bool, words: str = "", now: datetime) -> Workplace:
    """The desk accepts what was declared, or says what is to be mended.

    Raises:
        NotAllowed, ReasonMissing
    """
    place = Workplace.objects.select_related("agreement__unit").get(pk=workplace_id)
    row = locked(place.agreement_id)
    if not may_check(actor, place):
        raise NotAllowed
    place.check_note = " ".join(words.split()) if accepted else reason_of(words)
    place.check_state = Check.ACCEPTED if accepted else Check.TO_MEND
    place.checked_at, place.checked_by_id = now, actor.person_id
    place.save()
    note(row, Did.WORKPLACE_CHECKED, actor, now, why=place.check_note)
    settle(row, now)
    return place


# --- in confidence: no line of history, no entry of the journal names what was told ----------------------------------


@transaction.atomic
def tell(*, actor: Actor, post_id: int, kind: str, words: str, for_manager: bool, now: datetime) -> Confidence:
    """Tell a situation, or change what was told. It is closed at once, kept for a year, then gone.

    Raises:
        NoPost, NoWords
    """
    seat = seat_of(actor, post_id)
    said = words.strip()
    if not said:
        raise NoWords
    values = {
        "administration_id": seat.administration_id,
        "unit_id": seat.unit_id,
        "closed": box(PURPOSE).encrypt(said.encode()),
        "for_manager": for_manager,
        "told_at": now,
        "kept_until": (now + KEPT).date(),
    }
    made, _new = Confidence.objects.update_or_create(person_id=actor.person_id, kind=kind, defaults=values)
    return made


@transaction.atomic
def take_back(*, actor: Actor, confidence_id: int) -> None:
    """The person no longer tells it: the words and who read them go."""
    Confidence.objects.filter(pk=confidence_id, person=actor.person_id).delete()


@transaction.atomic
def ask_to_read(*, actor: Actor, confidence_id: int, now: datetime) -> Reading | None:
    """Whoever may read it says so first; the person sees who and when. None for the person's own.

    Raises:
        NotAllowed, NothingTold
    """
    one = Confidence.objects.filter(pk=confidence_id).first()
    if one is None:
        raise NothingTold
    if not may_read_confidence(actor, one):
        raise NotAllowed
    if one.person_id == actor.person_id:
        return None
    assert actor.person_id is not None
    return Reading.objects.create(confidence=one, reader_id=actor.person_id, at=now)


def opened(one: Confidence) -> str:
    """The words; whoever calls has asked who reads. Raises NothingTold where the key is gone."""
    try:
        return box(PURPOSE).decrypt(bytes(one.closed)).decode()
    except InvalidToken as error:
        raise NothingTold from error


def just_asked(actor: Actor, one: Confidence, now: datetime) -> bool:
    """Whether this reader left a trace a moment ago."""
    return one.person_id == actor.person_id or one.readings.filter(reader=actor.person_id, at__gte=now - LOOK).exists()


@transaction.atomic
def forget(*, day: date) -> int:
    """What has reached its day goes, with its readings; how many."""
    gone = Confidence.objects.filter(kept_until__lt=day)
    count = gone.count()
    gone.delete()
    return count


def local(now: datetime, country: str) -> date:
    return calendars.local_day(now, country)
