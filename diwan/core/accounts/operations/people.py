"""Accounts opened and closed. Closing one or ending its sessions counts at the very next request, by the epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import SYSTEM
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..events import AccessCut, AccountOpened
from ..models import User
from .common import locked, record
from .invitations import send_invitation

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class AccountRefused(Refusal):
    """The account would break one of its rules; the sentence is that of the rule."""

    message = _("This account cannot be opened: %(reason)s")


class OwnAccount(Refusal):
    message = _("Nobody closes their own account.")
    advice = _("Ask another administrator.")


@transaction.atomic
def open_account(
    *,
    actor: Actor,
    email: str,
    name_ar: str,
    name_latin: str,
    administration_id: int | None,
    now: datetime,
    language: str = "ar",
    phone: str = "",
    password: str | None = None,
    invited: bool = True,
) -> User:
    """Open an account for a person of an administration.

    Without a password they are invited by e-mail to choose one, now or, with `invited=False`, when somebody does it.

    Raises:
        NotAllowed, AccountRefused
    """
    if not policies.may_administer_accounts_of(actor, administration_id):
        raise NotAllowed
    user = User(
        email=email.strip().lower(),
        name_ar=name_ar,
        name_latin=name_latin,
        administration_id=administration_id,
        language=language,
        phone=phone,
    )
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise AccountRefused(reason=" ".join(error.messages)) from error
    user.save()
    record(actor, user, "account.opened", {"administration": administration_id}, now, AccountOpened(user.pk))
    if invited and not user.has_usable_password():
        send_invitation(actor, user, now)
    return user


@transaction.atomic
def disable_account(*, actor: Actor, person_id: int, reason: str, now: datetime) -> User:
    """Close an account at once: no session, no device and no way in is left.

    Raises:
        NotAllowed, OwnAccount
    """
    user = locked(actor, person_id, now)
    if person_id == actor.person_id:
        raise OwnAccount
    user.is_active, user.closed_because = False, reason  # why stays out of the journal, which never forgets
    _cut(user)
    record(actor, user, "account.disabled", {}, now, AccessCut(user.pk, closed=True))
    return user


@transaction.atomic
def enable_account(*, actor: Actor, person_id: int, now: datetime) -> User:
    """Let a person sign in again; they have today's rights, not those of the day they left.

    Raises:
        NotAllowed
    """
    user = locked(actor, person_id, now)
    user.is_active, user.closed_because = True, ""
    user.save(update_fields=["is_active", "closed_because"])
    record(actor, user, "account.enabled", {}, now)
    return user


@transaction.atomic
def end_sessions(*, actor: Actor, person_id: int, now: datetime) -> User:
    """End every session of a person on every device: a lost phone, a doubt. Anybody may do it for themselves.

    Raises:
        NotAllowed
    """
    if person_id == actor.person_id:
        user = User.objects.select_for_update(no_key=True).get(pk=person_id)
    else:
        user = locked(actor, person_id, now)
    _cut(user)
    record(actor, user, "sessions.ended", {}, now, AccessCut(user.pk, closed=False))
    return user


def close_absent(*, now: datetime) -> int:
    """Close the accounts that the directory no longer lets in; how many. If it does not answer, nobody is closed."""
    from ..directory import absent

    managed = User.objects.filter(sign_in=User.SignIn.DIRECTORY, is_active=True)
    gone = list(absent(managed.values_list("email", flat=True)))
    for person_id in managed.filter(email__in=gone).values_list("pk", flat=True):
        disable_account(actor=SYSTEM, person_id=person_id, reason="absent from the directory", now=now)
    return len(gone)


# --- steps ---------------------------------------------------------------------------------------------------------


def _cut(user: User) -> None:
    """The epoch ends every session, wherever it is kept; each is destroyed when it is next used, and told why."""
    user.access_epoch += 1
    user.save(update_fields=["access_epoch", "is_active", "closed_because"])
    UserSession.objects.filter(user=user).delete()
