"""Who may ask for the pages of `meetings`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER, World
from tests.house.table import PUBLIC, SIGNED_IN, Row, right

# Whoever sits in a post convenes; a meeting exists for those who are invited only.
SEATED = Row(who=SIGNED_IN)
THEIRS = Row(who=SIGNED_IN, at=lambda w: {"meeting_id": w.meeting.pk}, others={STRANGER: 404, ELSEWHERE: 404})
ACTS = THEIRS | {"get": None, "post": 302}
GUEST = Row(who=PUBLIC, at=lambda w: {"key": w.guest_key})
OPENED = THEIRS | {"at": lambda w: {"meeting_id": w.open_meeting.pk}}
SERVERS = Row(who=right("organisations.administer"))


def plan(world: World) -> dict[str, Any]:
    return {
        "title": "اجتماع تنسيقي",
        "day": (timezone.now() + timedelta(days=3)).date().isoformat(),
        "hour": "10:00",
        "minutes": "60",
        "place": "قاعة الاجتماعات",
        "item_id": "",
        "item_title": "نقطة",
        "item_speaker": "",
        "item_minutes": "10",
    }


def chosen(world: World) -> dict[str, Any]:
    person = world.users[HOLDER].pk
    return plan(world) | {"person": person, "chair": person, "secretary": person}


ROWS: dict[str, Row] = {
    "meetings:list": SEATED,
    "meetings:month": SEATED,
    "meetings:export": SEATED,
    "meetings:people": SEATED | {"query": "who=th"},
    "meetings:new": Row(who=SIGNED_IN, post=302, sends=plan),
    "meetings:feed": Row(who=PUBLIC, at=lambda w: {"key": w.feed_key}),
    "meetings:servers": SERVERS
    | {"post": 302, "sends": lambda w: {"kind": "jitsi", "address": "https://meet.example.org", "secret": "s3cret"}},
    "meetings:forget_server": SERVERS
    | {"get": None, "post": 302, "at": lambda w: {"kind": "jitsi"}, "others": {(ELSEWHERE, "post"): 302}},
    "meetings:meeting": THEIRS,
    "meetings:ics": THEIRS,
    "meetings:change": THEIRS | {"post": 302, "sends": chosen},
    "meetings:convene": ACTS | {"at": lambda w: {"meeting_id": w.draft_meeting.pk}},
    "meetings:cancel": THEIRS | {"post": 302, "sends": lambda w: {"reason": "تعذر الحضور"}},
    "meetings:documents": THEIRS | {"post": 422},
    "meetings:remove_document": ACTS | {"at": lambda w: {"document_id": w.meeting_document.pk}},
    "meetings:room": THEIRS,
    "meetings:recordings": THEIRS | {"get": 404},  # of a meeting that was not recorded
    "meetings:live": THEIRS,
    "meetings:open": ACTS | {"sends": lambda w: {"reason": "استعجال"}},
    "meetings:enter": OPENED | {"get": 302, "at": lambda w: {"meeting_id": w.video_meeting.pk}},
    "meetings:chair": ACTS | {"at": lambda w: {"meeting_id": w.open_meeting.pk, "act": "extend"}},
    "meetings:participant": ACTS
    | {"at": lambda w: {"participant_id": w.participant_of(w.open_meeting).pk, "act": "floor"}},
    "meetings:me": ACTS | {"at": lambda w: {"meeting_id": w.meeting.pk, "act": "accept"}},
    "meetings:minutes": OPENED | {"post": 302},
    "meetings:paper": THEIRS | {"get": 302, "at": lambda w: {"meeting_id": w.signed_meeting.pk}},
    "meetings:guest": GUEST,
    "meetings:guest_live": GUEST,
    "meetings:guest_enter": GUEST | {"get": 302, "at": lambda w: {"key": w.guest_key_of(w.video_meeting)}},
    "meetings:guest_me": GUEST | {"get": None, "post": 302, "at": lambda w: {"key": w.guest_key, "act": "accept"}},
}
