"""The video room of a meeting: made ready, entered, watched for who is in it, shut. A server that is away is noted on
the meeting, and everything else goes on without it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.boxes import InvalidToken
from diwan.kit.refusals import Refusal

from . import jitsi
from .bigbluebutton import NoAnswer, Server
from .enums import Role, Room, State
from .models import Meeting, VideoServer
from .operations import holding, watching
from .operations.recording import may_be_recorded

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Participant


class RoomAway(Refusal):
    message = _("The video room cannot be entered now.")
    advice = _("Go on by telephone or in one place; presence and minutes are kept here in any case.")
    status = 503


def server_of(meeting: Meeting) -> VideoServer:
    """Raises RoomAway: none was entered, or the secret cannot be read any more."""
    row = VideoServer.objects.filter(administration=meeting.administration_id, kind=meeting.room).first()
    if row is None:
        raise RoomAway
    return row


def bbb(meeting: Meeting) -> Server:
    row = server_of(meeting)
    try:
        return Server(row.address, row.secret)
    except InvalidToken:
        raise RoomAway from None


def door(meeting: Meeting, participant: Participant, now: datetime) -> str:
    """Where a participant's browser enters the room; nothing is asked of the server.

    Raises:
        RoomAway
    """
    moderates = participant.role in (Role.CHAIR, Role.SECRETARY)
    name, user = participant.name, str(participant.pk)
    if meeting.room == Room.BBB:
        return bbb(meeting).join_url(meeting.room_code, name=name, user=user, moderates=moderates)
    row = server_of(meeting)
    try:
        secret = row.secret
    except InvalidToken:
        raise RoomAway from None
    said = {"room": meeting.room_code, "name": name, "user": user, "moderates": moderates, "now": now}
    return jitsi.join_url(row.address, row.app_id, secret, records=moderates and meeting.is_recorded, **said)  # type: ignore[arg-type]


def recordings(meeting: Meeting) -> list[str]:
    """Where the server plays what was recorded; none until it has worked it up.

    Raises:
        RoomAway
    """
    try:
        return bbb(meeting).recordings(meeting.room_code)
    except NoAnswer:
        raise RoomAway from None


@facts.job(queue="meetings", lock="meeting-room:{meeting_id}", retry=facts.BackOff(tries=8, ceiling=60))
def make_ready(meeting_id: int) -> None:
    """Open the room; asked again while the server is away. A room that may be recorded is one everybody agreed to."""
    meeting = Meeting.objects.select_related("administration").get(pk=meeting_id)
    if meeting.state != State.OPEN:
        return
    with said_aloud(meeting):
        welcome = urljoin(settings.DIWAN_PUBLIC_URL, reverse("meetings:meeting", args=[meeting.pk]))
        record = may_be_recorded(meeting)
        bbb(meeting).create(meeting.room_code, name=meeting.title, record=record, welcome=welcome)
        watching.note_room(meeting_id=meeting_id, records=record)


@facts.job(queue="meetings", lock="meeting-room:{meeting_id}", retry=facts.BackOff(tries=8, ceiling=60))
def renew(meeting_id: int) -> None:
    """Close the room and open it again as one that can be recorded or, once somebody no longer agrees, cannot:
    BigBlueButton decides that when a room is made, and has no call that changes it."""
    meeting = Meeting.objects.select_related("administration").get(pk=meeting_id)
    record = may_be_recorded(meeting)
    if meeting.state != State.OPEN or meeting.room_records == record:
        return
    with said_aloud(meeting):
        bbb(meeting).end(meeting.room_code)
        bbb(meeting).create(meeting.room_code, name=meeting.title, record=record)
        watching.note_room(meeting_id=meeting_id, records=record)


@facts.job(queue="meetings", lock="meeting-room:{meeting_id}", retry=facts.BackOff(tries=6, ceiling=60))
def shut(meeting_id: int) -> None:
    meeting = Meeting.objects.get(pk=meeting_id)
    with said_aloud(meeting):
        bbb(meeting).end(meeting.room_code)


@facts.job(queue="meetings", lock="meeting-room:{meeting_id}", retry=facts.BackOff(tries=1))
def watch(meeting_id: int) -> None:
    """Who is in the room now. Not tried again: the next minute asks anew."""
    meeting = Meeting.objects.get(pk=meeting_id)
    if meeting.state != State.OPEN:
        return
    try:
        users = bbb(meeting).inside(meeting.room_code)
    except (NoAnswer, RoomAway) as error:
        watching.note_trouble(meeting_id=meeting_id, trouble=str(error))
        return
    holding.seen_by_video(meeting_id=meeting_id, users=users, now=timezone.now())
    watching.note_trouble(meeting_id=meeting_id, trouble="")


def watch_all() -> None:
    """A job for each meeting that is held in a room of BigBlueButton."""
    with transaction.atomic():
        for key in Meeting.objects.filter(state=State.OPEN, room=Room.BBB).values_list("pk", flat=True):
            watch.later(meeting_id=key)


class said_aloud:
    """What the server answers wrongly is noted on the meeting, for the chair to see; the job is then tried again."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            watching.note_trouble(meeting_id=self.meeting.pk, trouble="")
        elif isinstance(error, NoAnswer):
            watching.note_trouble(meeting_id=self.meeting.pk, trouble=str(error))
