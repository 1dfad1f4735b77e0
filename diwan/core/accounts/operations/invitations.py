"""Invitations: the one way from an account somebody opened to a first password. One stands at a time per person.

The address in the e-mail is the number of the invitation, signed; the row says whether it still opens. So nothing
secret is kept, and an invitation ends when it is used, taken back, replaced by another or out of date.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..events import PersonInvited
from ..models import Invitation, User
from ..tokens import read_token
from .common import locked, record

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

LIVES = timedelta(days=7)


class AlreadySignsIn(Refusal):
    message = _("This person has signed in already, or signs in elsewhere: there is nothing to invite them to.")


class InvitationOver(Refusal):
    message = _("This invitation no longer opens: it was used, taken back, replaced by a newer one, or is out of date.")
    advice = _("Look for a newer e-mail, or ask the administrator of your administration to invite you again.")
    status = 410


@transaction.atomic
def invite(*, actor: Actor, person_id: int, now: datetime) -> Invitation:
    """Invite a person to choose a password; an invitation they had before no longer opens.

    Raises:
        NotAllowed, AlreadySignsIn
    """
    return send_invitation(actor, locked(actor, person_id, now), now)


@transaction.atomic
def invite_everybody(*, actor: Actor, administration_id: int, now: datetime) -> list[tuple[User, str]]:
    """Invite all who have no password and no invitation that still opens; each with "" or the reason why not.

    Raises:
        NotAllowed: the actor administers no account there at all.
    """
    if not policies.may_administer_accounts_of(actor, administration_id):
        raise NotAllowed
    waiting = User.objects.not_yet_here(administration_id).exclude(invitation__in=Invitation.objects.standing(now))
    told: list[tuple[User, str]] = []
    for user in waiting.select_related("administration").order_by("pk").select_for_update(of=("self",), no_key=True):
        if policies.may_administer(actor, user, now):
            send_invitation(actor, user, now)
            told.append((user, ""))
        else:
            told.append((user, str(NotAllowed())))
    return told


@transaction.atomic
def revoke_invitation(*, actor: Actor, person_id: int, now: datetime) -> int:
    """Take back the invitation of a person; how many stood (0 or 1).

    Raises:
        NotAllowed
    """
    user = locked(actor, person_id, now)
    taken = Invitation.objects.unsettled().filter(person=user).update(revoked_at=now)
    if taken:
        record(actor, user, "invitation.revoked", {}, now)
    return taken


@transaction.atomic
def note_opened(*, token: str, now: datetime) -> None:
    """Note, the first time only, that the page of the invitation was opened."""
    Invitation.objects.standing(now).filter(pk=read_token(token), opened_at=None).update(opened_at=now)


@transaction.atomic
def accept_invitation(*, token: str, password: str, now: datetime) -> User:
    """Give the invited person the password they chose. Works once.

    Raises:
        InvitationOver
    """
    invitation = (
        Invitation.objects.standing(now)
        .select_for_update(of=("self",))
        .select_related("person__administration")
        .filter(pk=read_token(token), person__is_active=True)
        .first()
    )
    if invitation is None or invitation.person.sign_in != User.SignIn.HERE:
        raise InvitationOver
    person = invitation.person
    person.set_password(password)
    person.save(update_fields=["password"])
    invitation.accepted_at, invitation.opened_at = now, invitation.opened_at or now
    invitation.save(update_fields=["accepted_at", "opened_at"])
    record(organisations.Actor(person.pk, person.name_ar), person, "invitation.accepted", {}, now)
    return person


def send_invitation(actor: Actor, user: User, now: datetime) -> Invitation:
    """The step that the operations share: whoever calls it has asked whether the actor may."""
    if user.has_usable_password() or user.last_login or user.sign_in != User.SignIn.HERE or not user.is_active:
        raise AlreadySignsIn
    Invitation.objects.unsettled().filter(person=user).update(revoked_at=now)
    invitation = Invitation.objects.create(
        person=user, invited_by_id=actor.person_id, invited_at=now, expires_at=now + LIVES
    )
    until = {"until": invitation.expires_at.isoformat()}
    record(actor, user, "person.invited", until, now, PersonInvited(invitation_id=invitation.pk))
    return invitation
