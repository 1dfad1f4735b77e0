"""What the views share: meetings that do not exist for those who are not invited, and what one does for oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations

from .. import policies, queries
from ..enums import Answer, Room, State
from ..models import Meeting, Participant
from ..operations import convening, holding, recording

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor

WITH = ("administration", "chair", "secretary", "convened_by", "unit")


def shown(request: HttpRequest, meeting_id: int) -> Meeting:
    row = Meeting.objects.visible_to(request.actor).select_related(*WITH).filter(pk=meeting_id).first()
    if row is None:
        raise Http404
    return row


def mine(request: HttpRequest, meeting: Meeting) -> Participant | None:
    rows = Participant.objects.filter(meeting=meeting, person=request.actor.person_id, removed_at=None)
    return rows.first() if request.actor.person_id else None


def country_for(actor: Actor) -> str:
    """The country of whoever asks; nobody without a post comes here."""
    seat = policies.convening_seat(actor)
    if seat is None:
        raise Http404
    return organisations.country_of(seat.administration_id)


def documents_of(meeting: Meeting, actor: Any) -> list[tuple[Any, str]]:
    """The documents with links for this reader (1 query)."""
    rows = meeting.documents.select_related("file", "item")  # type: ignore[attr-defined]
    return [(one, files.link(one.file, purpose="meetings.document", actor=actor)) for one in rows]


SELF: dict[str, Callable[..., Any]] = {
    "here": holding.sign_in,
    "leave": holding.ask_leave,
    "speak": holding.ask_to_speak,
    "quiet": holding.no_longer_speak,
}
ANSWERS = {"accept": Answer.ACCEPTED, "maybe": Answer.TENTATIVE, "decline": Answer.DECLINED}
CONSENTS = {"agree": True, "disagree": False}


def act_for_oneself(request: HttpRequest, participant: Participant, act: str, word: str = "") -> None:
    """One of the acts that a participant does for themselves; a guest is whoever their link was opened by.

    Raises:
        Http404: there is no such act; and what the operations raise.
    """
    said: dict[str, Any] = {
        "actor": request.actor,
        "participant_id": participant.pk,
        "guest": participant.pk if participant.person_id is None else None,
        "now": timezone.now(),
    }
    if act in SELF:
        SELF[act](**said)
    elif act in ANSWERS:
        convening.answer(said=ANSWERS[act], word=word, **said)
    elif act in CONSENTS:
        recording.consent(agrees=CONSENTS[act], **said)
    else:
        raise Http404


def room_context(meeting: Meeting, me: Participant | None, *, chairs: bool, guest_key: str = "") -> dict[str, Any]:
    """What the live part of the room shows."""
    now = timezone.now()
    room = queries.in_room(meeting)
    mine = next((one for one in (*room.here, *room.away) if me and one.participant.pk == me.pk), None)
    left = int((meeting.ends_at - now).total_seconds() // 60)
    return {
        "meeting": meeting,
        "room": room,
        "mine": mine,
        "chairs": chairs,
        "guest_key": guest_key,
        "left": left,
        "over": -left,
        "open": meeting.state == State.OPEN,
        "waiting": meeting.state == State.CONVENED,
        "video": meeting.room != Room.NONE,
        "country": meeting.administration.country,
    }
