"""E-mails to people outside: their address, its reminders, the code that proves the mailbox, the receipt.

Written when they are sent, so that no secret lies in a row or a job. Sent at least once; a worker killed after the
server's yes sends the same again under the same Message-ID.
"""

from __future__ import annotations

import smtplib
from email.utils import parseaddr
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations

from . import addresses, telling
from .models import Guest, GuestLink

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENT = facts.BackOff(tries=22, ceiling=3600)


class What(StrEnum):
    """Why an address is sent."""

    ASKED = "asked"
    REMINDED = "reminded"
    AGAIN = "again"  # the document changed while the signature was made
    RECEIPT = "receipt"


@facts.job(queue="mail", retry=PATIENT)
def send_link(link_id: int, what: str) -> None:
    """Send an address, unless it opens nothing any more.

    Raises:
        GiveUp: the server refuses it for good.
        OSError, SMTPException: not now; the job is tried again.
    """
    link = GuestLink.objects.select_related("guest__folder__administration").get(pk=link_id)
    if link.closed_at is not None:
        return
    with translation.override(link.guest.language):
        subject, lines = words_of(What(what), link.guest)
        mail = message(link.guest, subject, lines, name=f"{link.pk}-{what}", address=addresses.url_of(link))
    try:
        deliver(mail)
    except facts.GiveUp as refused:
        GuestLink.objects.filter(pk=link_id).update(refused=str(refused)[:300])
        telling.not_reached(guest_id=link.guest_id, now=timezone.now())
        raise
    GuestLink.objects.filter(pk=link_id).update(mailed_at=timezone.now())


@facts.job(queue="mail", retry=facts.BackOff(tries=6, ceiling=60))
def send_code(guest_id: int, word: str) -> None:
    """Send the digits, unless others were asked for since: those are the ones that count."""
    guest = Guest.objects.select_related("folder__administration").get(pk=guest_id)
    if not word or guest.code_word != word:
        return
    with translation.override(guest.language):
        lines = [
            _("Write this code in the page from which you asked for it. It is good for ten minutes."),
            _("If you asked for nothing, do nothing: without the code nobody signs in your name."),
        ]
        code = addresses.code_of(word)
        subject = _("Your code: %(code)s") % {"code": code}
        mail = message(guest, subject, lines, name=f"code-{word[:8]}", code=code)
    deliver(mail)


@facts.job(queue="mail", retry=PATIENT)
def send_over(guest_id: int) -> None:
    """Tell somebody who was asked that nothing is awaited of them any more."""
    guest = Guest.objects.select_related("folder__administration").get(pk=guest_id)
    if not guest.links.exclude(mailed_at=None).exists():
        return  # they never heard of it
    with translation.override(guest.language):
        lines = [_("You were asked to sign a document. It is not needed any more: there is nothing to do.")]
        mail = message(guest, _("Nothing is to be signed any more"), lines, name=f"over-{guest.pk}")
    deliver(mail)


def words_of(what: What, guest: Guest) -> tuple[str, list[str]]:
    """The subject and the lines, in the language that holds. Until the mailbox is proved, not even the title is told:
    an address may have been mistyped."""
    said = {"who": administration_of(guest), "title": guest.folder.title, "name": guest.name}
    until = _("The address is yours alone: do not pass it on. It opens the page for a limited time.")
    no_account = _("No account is needed. You will be asked for a code, sent to this same mailbox.")
    match what:
        case What.ASKED:
            asks = _("%(name)s, %(who)s asks you to read a document and to sign it.")
            return _("%(who)s asks for your signature") % said, [asks % said, no_account, until]
        case What.REMINDED:
            asks = _("%(name)s, %(who)s asked you to read a document and to sign it. Your answer is still awaited.")
            return _("%(who)s still awaits your signature") % said, [asks % said, no_account, until]
        case What.AGAIN:
            asks = _("%(name)s, your signature on “%(title)s” could not be made: the document changed meanwhile.")
            again = _("Nothing was signed. Please read it again, then sign.")
            return _("Your signature could not be made") % said, [asks % said, again, until]
        case _:
            asks = _("%(name)s, your signature on “%(title)s” was made. At this address you can fetch what you signed.")
            check = _("Anybody can check the document here: %(address)s") % {
                "address": settings.DIWAN_PUBLIC_URL + reverse("verification:verify")
            }
            return _("Receipt of your signature") % said, [asks % said, check, until]


def administration_of(guest: Guest) -> str:
    language = translation.get_language() or "ar"
    administration = guest.folder.administration_id
    return organisations.administration_name(administration, timezone.now().date(), language)


def message(
    guest: Guest, subject: str, lines: Sequence[str], *, name: str, address: str = "", code: str = ""
) -> EmailMultiAlternatives:
    context: dict[str, Any] = {
        "subject": subject,
        "lines": lines,
        "address": address,
        "code": code,
        "language": guest.language,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    seal = salted_hmac("diwan.parapheur.message-id", f"{guest.pk}:{name}").hexdigest()[:20]
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:250],
        body=render_to_string("parapheur/guest_mail.txt", context),
        to=[guest.email],
        headers={
            "Message-ID": f"<guest-{guest.pk}-{seal}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": guest.language,
        },
    )
    mail.attach_alternative(render_to_string("parapheur/guest_mail.html", context), "text/html")
    return mail


def deliver(mail: EmailMultiAlternatives) -> None:
    """Raises GiveUp where the server says no for good (5xx), what it raises otherwise."""
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        if code < 500:
            raise
        raise facts.GiveUp(f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}") from error
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError):
        raise  # ours to mend, not the reader's
    except smtplib.SMTPResponseException as error:
        if error.smtp_code < 500:
            raise
        raise facts.GiveUp(f"{error.smtp_code} refused for good") from error
