"""What `meetings` adds to the small world of the house."""

from __future__ import annotations

import functools
import io
from datetime import timedelta
from typing import Any

from django.utils import timezone


class Meetings:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any
    users: Any

    def _meeting_prepared(self, title: str = "اجتماع تتبع العمل عن بعد", **changes: Any) -> Any:
        from diwan.telework.meetings import api as meetings
        from tests.helpers.house import HOLDER

        said: dict[str, Any] = {
            "title": title,
            "starts_at": timezone.now() + timedelta(days=2),
            "minutes": 60,
            "place": "قاعة الاجتماعات",
            "items": [meetings.Item(title="حصيلة الشهر")],
            "guests": [("Guest One", "guest@example.org")],
        }
        actor = self.actor(HOLDER)  # type: ignore[attr-defined]
        return meetings.prepare(actor=actor, plan=meetings.Plan(**(said | changes)), now=timezone.now())

    def _meeting_convened(self, title: str = "اجتماع تتبع العمل عن بعد", **changes: Any) -> Any:
        from diwan.telework.meetings import api as meetings
        from tests.helpers.house import HOLDER

        row = self._meeting_prepared(title, **changes)
        return meetings.convene(actor=self.actor(HOLDER), meeting_id=row.pk, now=timezone.now())  # type: ignore[attr-defined]

    def _meeting_opened(self, **changes: Any) -> Any:
        from diwan.telework.meetings.operations import holding
        from tests.helpers.house import HOLDER

        row, actor = self._meeting_convened(**changes), self.actor(HOLDER)  # type: ignore[attr-defined]
        holding.sign_in(actor=actor, participant_id=self.participant_of(row).pk, now=timezone.now())
        return holding.open_meeting(actor=actor, meeting_id=row.pk, reason="استعجال", now=timezone.now())

    def participant_of(self, meeting: Any) -> Any:
        from tests.helpers.house import HOLDER

        return meeting.participants.get(person=self.users[HOLDER])

    def guest_key_of(self, meeting: Any) -> str:
        from diwan.telework.meetings.guests import guest_key

        return guest_key(meeting.participants.get(person=None))

    @functools.cached_property
    def draft_meeting(self) -> Any:
        return self._meeting_prepared()

    @functools.cached_property
    def meeting(self) -> Any:
        """Convened by the holder, who is alone to be invited with one guest."""
        return self._meeting_convened()

    @functools.cached_property
    def open_meeting(self) -> Any:
        return self._meeting_opened()

    @functools.cached_property
    def video_meeting(self) -> Any:
        """Held in a room of Jitsi, which is entered without a call."""
        from diwan.telework.meetings.operations import servers
        from tests.core import people

        servers.keep_server(
            actor=people.SYSTEM,
            administration_id=self.here.pk,
            kind="jitsi",
            address="https://meet.example.org",
            secret="s3cret",
            now=timezone.now(),
        )
        return self._meeting_opened(room="jitsi")

    @functools.cached_property
    def signed_meeting(self) -> Any:
        from diwan.telework.meetings.operations import holding, writing
        from tests.helpers.house import HOLDER

        from .acts import sign

        assert self.office  # type: ignore[attr-defined]
        row, actor, now = self._meeting_opened(), self.actor(HOLDER), timezone.now()  # type: ignore[attr-defined]
        item = row.items.first()
        written = [writing.Written(item_id=item.pk, said="قيل كذا")]
        writing.write_minutes(actor=actor, meeting_id=row.pk, written=written, now=now)
        holding.close_meeting(actor=actor, meeting_id=row.pk, now=now)
        row = writing.send_minutes(actor=actor, meeting_id=row.pk, now=now)
        sign(row.act)
        row.refresh_from_db()
        return row

    @functools.cached_property
    def meeting_document(self) -> Any:
        from diwan.core.files import api as files
        from diwan.telework.meetings.operations import convening
        from tests.helpers.house import HOLDER

        file = files.store(io.BytesIO("وثيقة الاجتماع".encode()), name="note.txt", now=timezone.now())
        actor = self.actor(HOLDER)  # type: ignore[attr-defined]
        convening.attach(actor=actor, meeting_id=self.meeting.pk, file_ids=[file.pk], now=timezone.now())
        return self.meeting.documents.get()

    @functools.cached_property
    def guest_key(self) -> str:
        return self.guest_key_of(self.meeting)

    @functools.cached_property
    def feed_key(self) -> str:
        from diwan.telework.meetings.guests import feed_key
        from tests.helpers.house import HOLDER

        return feed_key(self.users[HOLDER])
