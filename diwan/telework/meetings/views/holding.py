"""The room: who is here, who speaks, how much time is left; the acts of the chair and one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from .. import policies, rooms
from ..enums import Room, State
from ..forms import AnswerForm, OpenForm
from ..models import Participant
from ..operations import holding, recording
from .shared import act_for_oneself, documents_of, mine, room_context, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..models import Meeting

MORE = 15  # minutes that one press adds


@require_GET
def room(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = shown(request, meeting_id)
    return render(request, "meetings/room.html", whole(request, row, OpenForm()))


def whole(request: HttpRequest, row: Meeting, form: OpenForm) -> dict[str, Any]:
    chairs = policies.may_chair(request.actor, row)
    return room_context(row, mine(request, row), chairs=chairs) | {
        "items": row.items.all(),  # type: ignore[attr-defined]
        "documents": documents_of(row, request.actor),
        "open_form": form,
        "writes": policies.may_write(request.actor, row),
    }


@require_GET
def live(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The part of the room that is read again and again."""
    row = shown(request, meeting_id)
    chairs = policies.may_chair(request.actor, row)
    return render(request, "meetings/_live.html", room_context(row, mine(request, row), chairs=chairs))


@require_GET
def recordings(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Where the recording is played, asked of the video server: a part of the page of the meeting."""
    row = shown(request, meeting_id)
    if not row.may_have_recordings:
        raise Http404
    try:
        found = rooms.recordings(row)
    except Refusal as away:
        return render(request, "meetings/_recordings.html", {"away": away})
    return render(request, "meetings/_recordings.html", {"recordings": found})


@require_POST
@idempotent
def open_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = shown(request, meeting_id)
    form = OpenForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        holding.open_meeting(actor=request.actor, meeting_id=row.pk, reason=reason, now=timezone.now())
    except holding.PeopleMissing as no:
        context = whole(request, row, form) | {"refusal": no, "missing": holding.missing(row)}
        return render(request, "meetings/room.html", context, status=422)
    return redirect("meetings:room", row.pk)


def more(**said: Any) -> None:
    holding.extend(minutes=MORE, **said)


CHAIR: dict[str, Callable[..., Any]] = {
    "close": holding.close_meeting,
    "extend": more,
    "ask-consent": recording.ask_consent,
    "record": recording.start_recording,
    "stop": recording.stop_recording,
}


@require_POST
@idempotent
def chair(request: HttpRequest, meeting_id: int, act: str) -> HttpResponse:
    row = shown(request, meeting_id)
    if act not in CHAIR:
        raise Http404
    CHAIR[act](actor=request.actor, meeting_id=row.pk, now=timezone.now())
    return redirect("meetings:minutes" if act == "close" else "meetings:room", row.pk)


def here(**said: Any) -> None:
    holding.note_presence(here=True, **said)


def away(**said: Any) -> None:
    holding.note_presence(here=False, **said)


ON_OTHERS: dict[str, Callable[..., Any]] = {
    "here": here,
    "away": away,
    "let-go": holding.grant_leave,
    "floor": holding.give_floor,
}


@require_POST
@idempotent
def participant(request: HttpRequest, participant_id: int, act: str) -> HttpResponse:
    """What the chair does about somebody."""
    one = Participant.objects.filter(pk=participant_id, removed_at=None).first()
    if one is None or act not in ON_OTHERS:
        raise Http404
    row = shown(request, one.meeting_id)
    ON_OTHERS[act](actor=request.actor, participant_id=one.pk, now=timezone.now())
    return redirect("meetings:room", row.pk)


@require_POST
@idempotent
def me(request: HttpRequest, meeting_id: int, act: str) -> HttpResponse:
    """What one does for oneself."""
    row = shown(request, meeting_id)
    one = mine(request, row)
    if one is None:
        raise Http404
    form = AnswerForm(request.POST)
    act_for_oneself(request, one, act, form.cleaned_data["word"] if form.is_valid() else "")
    return redirect("meetings:meeting" if act in ("accept", "maybe", "decline") else "meetings:room", row.pk)


@require_GET
def enter(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """To the video room, by an address made for this participant at this moment."""
    row = shown(request, meeting_id)
    one = mine(request, row)
    if one is None:
        raise Http404
    return through(row, one)


def through(row: Meeting, one: Participant) -> HttpResponse:
    """Raises RoomAway, ConsentFirst."""
    if row.room == Room.NONE or row.state != State.OPEN:
        raise rooms.RoomAway
    if row.is_recorded and one.consent is not True:
        raise holding.ConsentFirst
    return HttpResponse(
        status=302, headers={"Location": rooms.door(row, one, timezone.now()), "Cache-Control": "no-store"}
    )
