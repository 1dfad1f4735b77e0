"""The sealed words in links: those of guests, who have no account, and of calendars, which cannot sign in.

Each says whom it is for and dies with what it stands for: a guest's with their invitation, a calendar's with the access
of its person (`access_epoch`: when a lost device is cut off, so is the feed it reads).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core import signing

from .models import Participant

if TYPE_CHECKING:
    from diwan.core.accounts.models import User

GUEST, FEED = "diwan.meetings.guest", "diwan.meetings.feed"


def guest_key(participant: Participant) -> str:
    return signing.dumps([participant.pk, participant.meeting_id], salt=GUEST)


def guest_of(key: str) -> Participant | None:
    """The guest whom a link was sent to, as long as they are invited."""
    try:
        participant_id, meeting_id = signing.loads(key, salt=GUEST)
    except (signing.BadSignature, ValueError):
        return None
    rows = Participant.objects.filter(pk=participant_id, meeting=meeting_id, person=None, removed_at=None)
    return rows.select_related("meeting__administration", "meeting__chair", "meeting__secretary").first()


def feed_key(person: User) -> str:
    """The private address of somebody's calendar: the same until their access is cut."""
    return signing.Signer(salt=FEED).sign_object([person.pk, person.access_epoch])


def reader_of(key: str) -> User | None:
    try:
        person_id, epoch = signing.Signer(salt=FEED).unsign_object(key)
    except (signing.BadSignature, ValueError):
        return None
    return get_user_model().objects.filter(pk=person_id, access_epoch=epoch, is_active=True).first()
