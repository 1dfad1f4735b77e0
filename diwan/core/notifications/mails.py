"""E-mails, sent by jobs: after the commit, again and again while the mail server is away, for about half a day.

An e-mail is sent at least once. Between the server's yes and our note of it a worker can be killed, and the next one
sends it again: under the same Message-ID, by which mail programs show it once.
"""

from __future__ import annotations

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from diwan.core.facts import api as facts

from .enums import Mail
from .models import Notification


@facts.job(queue="mail", retry=facts.BackOff(tries=22, ceiling=3600))
def deliver(notification_id: int) -> None:
    """Send the e-mail of a notification, unless it was sent.

    Raises:
        GiveUp: the server refuses it for good (5xx).
        OSError, SMTPException: not now; the job is tried again.
    """
    told = Notification.objects.exclude(mail__in=(Mail.SENT, Mail.NONE)).filter(pk=notification_id).first()
    if told is None:
        return
    try:
        message(told).send()
    except smtplib.SMTPException as error:
        if not _is_final(error):
            raise
        _note(told, Mail.REFUSED)
        raise facts.GiveUp(f"refused for good: {error}") from error
    _note(told, Mail.SENT)


def message(told: Notification) -> EmailMultiAlternatives:
    """The e-mail, as plain text and as a page, in the language and direction of its reader."""
    with translation.override(told.language):
        address = settings.DIWAN_PUBLIC_URL + told.url if told.url.startswith("/") else told.url
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        context = {"told": told, "address": address, "direction": direction}
        mail = EmailMultiAlternatives(
            subject=told.subject,
            body=render_to_string("notifications/mail.txt", context),
            to=[told.email],
            headers={
                "Message-ID": message_id(told),
                "Auto-Submitted": "auto-generated",  # RFC 3834: no answer from absent people's programs
                "Content-Language": told.language,
            },
        )
        mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return mail


def message_id(told: Notification) -> str:
    """The same for each sending of the same notification, and not to be guessed."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    seal = salted_hmac("diwan.notifications.message-id", str(told.pk)).hexdigest()[:20]
    return f"<notification-{told.pk}-{seal}@{domain}>"


def _is_final(error: smtplib.SMTPException) -> bool:
    """Whether the server said no (5xx) and not "later" (4xx), or nothing at all."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False  # ours to mend, not the reader's
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _note(told: Notification, state: Mail) -> None:
    Notification.objects.filter(pk=told.pk).update(mail=state, mailed_at=timezone.now())
