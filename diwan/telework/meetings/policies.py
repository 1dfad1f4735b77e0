"""Who convenes, chairs and writes; who acts for a participant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Seat

    from .models import Meeting, Participant


def convening_seat(actor: Actor) -> Seat | None:
    """Whoever sits in a post convenes, from their first seat."""
    return next(iter(actor.seats), None)


def may_prepare(actor: Actor, meeting: Meeting) -> bool:
    """The agenda and the invitations: who convened, the chair and the secretary."""
    return actor.person_id in {meeting.convened_by_id, meeting.chair_id, meeting.secretary_id}


def may_chair(actor: Actor, meeting: Meeting) -> bool:
    """To open, give the floor and leave, extend, close. The secretary may, for a chair whose hands are full."""
    return actor.person_id in {meeting.chair_id, meeting.secretary_id}


def may_write(actor: Actor, meeting: Meeting) -> bool:
    return may_prepare(actor, meeting)


def may_act_for(actor: Actor, participant: Participant, guest: int | None) -> bool:
    """One acts for oneself: signed in, or as the guest whose link was opened (`guest`)."""
    if participant.removed_at:
        return False
    if participant.person_id is not None:
        return participant.person_id == actor.person_id
    return guest == participant.pk


def may_keep_servers(actor: Actor) -> bool:
    return actor.may(organisations.ADMINISTER)
