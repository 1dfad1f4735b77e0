"""The e-mail that carries the calendar file, in the place of the plain one of the notification."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from diwan.core.facts import api as facts

from . import invitations, telling
from .enums import State
from .models import Meeting, Participant

if TYPE_CHECKING:
    from collections.abc import Iterable


def send(told: Iterable[tuple[Participant, Any]], meeting: Meeting) -> None:
    """Have the calendar sent to those who want to be told by e-mail, instead of the e-mail of the notification."""
    for participant, notice in told:
        if notice.mail == "waiting":
            notice.mail = "none"  # the job of the plain e-mail finds nothing to send
            notice.save(update_fields=["mail"])
            deliver.later(participant_id=participant.pk, sequence=meeting.sequence, subject=notice.subject)


@facts.job(queue="mail", retry=facts.BackOff(tries=22, ceiling=3600))
def deliver(participant_id: int, sequence: int, subject: str) -> None:
    """Send it, unless a later change has overtaken it. Sent twice it bears the same Message-ID.

    Raises:
        OSError, SMTPException: not now; the job is tried again.
    """
    rows = Participant.objects.select_related("person", "meeting__administration", "meeting__chair")
    to = rows.filter(pk=participant_id).first()
    if to is None or to.meeting.sequence != sequence:
        return
    message(to.meeting, to, subject).send()


def message(meeting: Meeting, to: Participant, subject: str) -> EmailMultiAlternatives:
    """In the language of its reader: the words, and the calendar as a part that mail programs recognise (RFC 6047)."""
    off = meeting.state == State.CANCELLED or to.removed_at is not None
    with translation.override(to.language):
        url = telling.link_for(to)
        context = {
            "meeting": meeting,
            "items": meeting.items.all(),  # type: ignore[attr-defined]
            "when": telling.when(meeting, to.language),
            "url": url,
            "subject": subject,
            "off": off,
        }
        mail = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("meetings/mail.txt", context),
            to=[invitations.address_of(to)],
            headers={
                "Message-ID": f"<{meeting.room_code}-{to.pk}-{meeting.sequence}@{domain()}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": to.language,
            },
        )
        content = invitations.invitation(meeting, to, url=url, now=timezone.now()).decode()
        method = "CANCEL" if off else "REQUEST"
        mail.attach_alternative(content, f"text/calendar; method={method}")
        mail.attach(_("meeting") + ".ics", content, "application/ics")
    return mail


def domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
