"""What accounts do when something happened."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from diwan.core.facts.api import hears

from .events import PersonInvited
from .models import Invitation, User
from .tokens import token_of


@hears(PersonInvited)
def on_person_invited(fact: PersonInvited) -> None:
    """Send the address by which a person chooses their first password. Sent twice, it still works once."""
    invitation = (
        Invitation.objects.standing(timezone.now()).filter(pk=fact.invitation_id).select_related("person").first()
    )
    person = invitation and invitation.person
    if invitation is None:
        return
    if person is None:
        write_to_newcomer(invitation)
        return
    if not person.is_active or person.has_usable_password():
        return
    address = settings.DIWAN_PUBLIC_URL + reverse("accounts:invitation", args=[token_of(invitation.pk)])
    with translation.override(person.language):
        until = timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M")
        context = {"person": person, "url": address, "until": until}
        body = render_to_string("accounts/email/invited.txt", context)
        send_mail(_("You are invited to Diwan"), body, None, [person.email])


def write_to_newcomer(invitation: Invitation) -> None:
    """To an address that wants an account: how to open it; or, if it has one, how to sign in.

    Only whoever reads that address learns which of the two it is.
    """
    known = User.objects.filter(email=invitation.email).exists()
    way = reverse("account_login") if known else reverse("accounts:join_with", args=[token_of(invitation.pk)])
    with translation.override(invitation.language):
        context = {
            "url": settings.DIWAN_PUBLIC_URL + way,
            "forgotten": settings.DIWAN_PUBLIC_URL + reverse("account_reset_password"),
            "until": timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M"),
        }
        body = render_to_string("accounts/email/known.txt" if known else "accounts/email/join.txt", context)
        subject = _("You have an account on Diwan already") if known else _("Open your account on Diwan")
        send_mail(subject, body, None, [invitation.email])
