"""Members of the public open their own account: they invite themselves; the e-mail shows that the address is theirs.

Asking does the same work whether or not the address has an account, so neither the answer nor its time tells.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts_told
from diwan.core.organisations.api import Actor
from diwan.kit.refusals import Refusal

from ..events import AccountOpened, PersonInvited
from ..models import Invitation, User
from ..tokens import read_token
from .common import record
from .people import AccountRefused

if TYPE_CHECKING:
    from datetime import datetime

LIVES = timedelta(days=1)


class JoiningOver(Refusal):
    message = _("This address no longer opens an account: it was used, replaced by a newer one, or is out of date.")
    advice = _("If you have not opened your account yet, ask for another e-mail.")
    status = 410


@transaction.atomic
def ask_to_join(*, email: str, language: str, now: datetime) -> None:
    """Write to an address how to open an account with it; what was written before no longer opens."""
    email = email.strip().lower()
    Invitation.objects.unsettled().filter(person=None, email=email).update(revoked_at=now)
    asked = Invitation.objects.create(email=email, language=language, invited_at=now, expires_at=now + LIVES)
    facts_told.tell(PersonInvited(invitation_id=asked.pk))


@transaction.atomic
def join(*, token: str, name_ar: str, name_latin: str, password: str, now: datetime, phone: str = "") -> User:
    """Open the account of whoever holds the e-mail: no administration, no seat, no right. Works once.

    Raises:
        JoiningOver
        AccountRefused: also when an administration has opened an account for this address meanwhile.
    """
    standing = Invitation.objects.standing(now).filter(person=None, pk=read_token(token))
    invitation = standing.select_for_update(of=("self",)).first()
    if invitation is None:
        raise JoiningOver
    user = User(
        email=invitation.email,
        name_ar=name_ar.strip(),
        name_latin=name_latin.strip(),
        phone=phone,
        language=invitation.language,
    )
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise AccountRefused(reason=" ".join(error.messages)) from error
    user.save()
    invitation.person, invitation.email = user, ""
    invitation.accepted_at, invitation.opened_at = now, invitation.opened_at or now
    invitation.save(update_fields=["person", "email", "accepted_at", "opened_at"])
    themselves = Actor(person_id=user.pk, name=user.name_ar)
    record(themselves, user, "account.joined", {}, now, AccountOpened(user.pk))
    return user


@transaction.atomic
def forget_unanswered(*, now: datetime) -> int:
    """Forget the addresses that asked for an account and did not open it in time; how many."""
    return Invitation.objects.filter(person=None, expires_at__lte=now).delete()[0]
