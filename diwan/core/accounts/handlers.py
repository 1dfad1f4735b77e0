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
from .models import Invitation
from .tokens import token_of


@hears(PersonInvited)
def on_person_invited(fact: PersonInvited) -> None:
    """Send the address by which a person chooses their first password. Sent twice, it still works once."""
    found = Invitation.objects.standing(timezone.now()).filter(pk=fact.invitation_id, person__is_active=True)
    invitation = found.select_related("person").first()
    if invitation is None or invitation.person.has_usable_password():
        return
    person = invitation.person
    address = settings.DIWAN_PUBLIC_URL + reverse("accounts:invitation", args=[token_of(invitation.pk)])
    with translation.override(person.language):
        until = timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M")
        context = {"person": person, "url": address, "until": until}
        body = render_to_string("accounts/email/invited.txt", context)
        send_mail(_("You are invited to Diwan"), body, None, [person.email])
