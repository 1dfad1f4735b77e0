"""By e-mail: the letter stays here, and the addressee gets an address that opens it, without an account.

The e-mail says who wrote and under which number, never what. Opening is a button: programs that follow every link of a
mail to look for viruses do not read the letter for its addressee.
"""

from __future__ import annotations

import smtplib
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import Event, State, Why
from ..operations.links import prepare
from ..registry import Channel, Happened, Offer, Outcome, carried, impossible, later, register_channel

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter

    from ..models import SecuredLink, Sending

CODE = "email"


def offered(party: Any, letter: Letter, now: datetime) -> Offer:
    if not party.email:
        return Offer(False, _("no e-mail address is known."))
    if letter.level == "confidential" and not (party.phone and settings.DIWAN_SMS):
        return Offer(False, _("a confidential letter is opened with a code, and no telephone can receive it."))
    return Offer(True, _("an e-mail address is known."), party.email)


def hand_over(sending: Sending, now: datetime) -> Outcome | None:
    """Send the address of the letter. A worker killed after the server's yes sends it again, the same, under one name."""
    made = prepare(sending, now=now)
    if made is None:
        return None
    link, token = made
    try:
        message(sending, link, token).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return refused(code, words)
    except smtplib.SMTPResponseException as error:
        if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
            return later(str(error))  # ours to mend
        return refused(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return later(f"{type(error).__name__}: {error}")
    events = (Happened(Event.CONTENT_CONSIGNMENT), Happened(Event.CONSIGNMENT_NOTIFICATION))
    return carried(State.CONSIGNED, events, until=link.expires_at.isoformat())


def refused(code: int, words: bytes | str) -> Outcome:
    """The server's no: for good (5xx), or for now."""
    text = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"[:500]
    if code >= 500:
        return impossible(text, Why.BOUNCED, Event.CONSIGNMENT_NOTIFICATION_FAILURE)
    return later(text)


def message(sending: Sending, link: SecuredLink, token: str) -> EmailMultiAlternatives:
    """The e-mail, in the language of the letter and its direction."""
    source = sending.said["from"]
    spoken = sending.letter.language
    with translation.override(spoken if spoken in dict(settings.LANGUAGES) else "ar"):
        language = translation.get_language()
        said = {
            "who": source["name"].get(language) or source["name"]["ar"],
            "reference": sending.letter.reference,
            "address": settings.DIWAN_PUBLIC_URL + reverse("delivery:link", args=[token]),
            "until": link.expires_at,
            "country": sending.letter.administration.country,
            "needs_code": bool(link.code_digest),
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        mail = EmailMultiAlternatives(
            subject=_("A letter for you from %(who)s, number %(reference)s") % said,
            body=render_to_string("delivery/link_mail.txt", said),
            to=[sending.party.email],
            headers={
                "Message-ID": f"<letter-{sending.message_id}@{domain}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": language,
            },
        )
        mail.attach_alternative(render_to_string("delivery/link_mail.html", said), "text/html")
    return mail


def take_back(sending: Sending, now: datetime) -> bool:
    """As long as nobody opened it: the address then opens nothing."""
    link = getattr(sending, "link", None)
    return link is None or link.opened_at is None


def register() -> None:
    register_channel(
        Channel(
            code=CODE,
            label=gettext_lazy("E-mail with a secured link"),
            offered=offered,
            hand_over=hand_over,
            take_back=take_back,
            gave_up=Event.CONSIGNMENT_NOTIFICATION_FAILURE,
            order=60,
        )
    )
