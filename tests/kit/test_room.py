"""Acts are refused while there is still room to read and to end what is under way."""

from __future__ import annotations

import uuid

import pytest
from django.test import RequestFactory

from diwan.kit import idempotency, room

ENOUGH, TOO_MUCH = 0, 1 << 60  # bytes that must stay free


def test_with_room_nothing_is_said(settings):
    settings.DIWAN_DISK_RESERVE = ENOUGH
    room.demand_room()


def test_without_room_the_refusal_is_a_clear_507(settings):
    settings.DIWAN_DISK_RESERVE = TOO_MUCH
    with pytest.raises(room.DiskFull) as refused:
        room.demand_room()
    assert refused.value.status == 507


def test_no_act_begins_without_room(settings):
    settings.DIWAN_DISK_RESERVE = TOO_MUCH
    request = RequestFactory().post("/", headers={"Idempotency-Key": str(uuid.uuid4())})
    with pytest.raises(room.DiskFull):
        idempotency.answer_once(request, lambda: pytest.fail("it acted"))


def test_no_file_is_received_without_room(settings):
    import io
    from datetime import UTC, datetime

    from diwan.core.files import api as files

    settings.DIWAN_DISK_RESERVE = TOO_MUCH
    with pytest.raises(files.DiskFull):
        files.store(io.BytesIO(b"%PDF-1.4"), name="a.pdf", now=datetime.now(UTC))
