"""The secured link: made once for a sending, opened by whoever holds its address and its code, each opening proved."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Event, State, Why
from ..models import SecuredLink, Sending
from ..registry import Happened, Outcome
from .proving import issuer_of, journalled, office_now, prove
from .settling import settle, taken

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

WRONG_CODES = 10  # then the link is dead: six digits are not to be guessed


class LinkOver(Refusal):
    message = _("This address can no longer be opened.")
    advice = _("Ask the administration that wrote to you to send the letter again.")
    status = 410


class WrongCode(Refusal):
    message = _("This is not the code that was sent to you.")
    advice = _("Check the message, and try again. After ten wrong codes the address is closed.")
    status = 403


def token_of(message_id: uuid.UUID) -> str:
    """The same for each try of a sending, so that an e-mail sent twice bears one address; not to be guessed."""
    return salted_hmac("diwan.delivery.link", str(message_id), algorithm="sha256").hexdigest()[:40]


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def prepare(sending: Sending, *, now: datetime) -> tuple[SecuredLink, str] | None:
    """The link of a sending and its token; None where the sending waits no more. A code leaves with the first call."""
    with acknowledged():
        row = Sending.objects.locked().get(pk=sending.pk)
        if row.state != State.WAITING:
            return None
        token, expires_at = token_of(row.message_id), now + timedelta(days=settings.DIWAN_LINK_DAYS)
        link, new = SecuredLink.objects.get_or_create(
            sending=row, defaults={"token_digest": digest_of(token), "expires_at": expires_at}
        )
        phone = str(row.data.get("code_to", ""))
        if new and phone:
            code = f"{secrets.randbelow(10**6):06d}"
            if notifications.text(phone=phone, text=str(_("Code to open the letter: %(code)s") % {"code": code})):
                link.code_digest = salted(link, code)
                link.save(update_fields=["code_digest"])
        return link, token


def salted(link: SecuredLink, code: str) -> str:
    """A code is six digits: without the key of the instance its digest would be found at once."""
    return salted_hmac("diwan.delivery.code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def link_of(token: str) -> SecuredLink | None:
    """The link of that address, open or not."""
    rows = SecuredLink.objects.select_related("sending__letter__office", "sending__party")
    return rows.filter(token_digest=digest_of(token)).first()


def is_over(link: SecuredLink, now: datetime) -> bool:
    return (
        link.expires_at <= now
        or link.wrong_codes >= WRONG_CODES
        or link.sending.state not in (State.WAITING, State.CONSIGNED, State.ACCEPTED)
    )


def check(*, token: str, code: str, now: datetime) -> None:
    """Whether this code opens the link; a wrong one is counted, which is why it is asked apart from the opening.

    Raises:
        LinkOver, WrongCode
    """
    link = link_of(token)
    if link is None or is_over(link, now):
        raise LinkOver
    if link.code_digest and not secrets.compare_digest(link.code_digest, salted(link, code.strip())):
        SecuredLink.objects.filter(pk=link.pk, wrong_codes__lt=WRONG_CODES).update(wrong_codes=F("wrong_codes") + 1)
        raise WrongCode


def open_link(*, token: str, now: datetime) -> SecuredLink:
    """Somebody opens the letter: the first time, it is handed over; each time, it is proved. The code was checked.

    Raises:
        LinkOver: expired, withdrawn, or too many wrong codes.
    """
    with acknowledged():
        link = link_of(token)
        if link is None:
            raise LinkOver
        letter, row = taken(link.sending_id)
        link = SecuredLink.objects.select_related("sending").get(pk=link.pk)
        if is_over(link, now):
            raise LinkOver
        event = Happened(Event.CONTENT_HANDOVER, detail={"code": bool(link.code_digest)})
        if link.opened_at is not None:
            event = Happened(Event.CONTENT_ACCESS_TRACKING, occasion=f"open:{now:%Y%m%d%H%M%S}")
        link.opened_at = link.opened_at or now
        link.save(update_fields=["opened_at"])
        settle(letter, row, Outcome(state=State.ACCEPTED, events=(event,)), now, actor=organisations.ANONYMOUS)
        return link


def fetched(*, token: str, position: int, now: datetime) -> int:
    """The file of a piece that whoever opened the link fetches, once that is proved.

    Raises:
        LinkOver: also for a link that was never opened, and a piece that is not there.
    """
    with acknowledged():
        link = link_of(token)
        if link is None or link.opened_at is None:
            raise LinkOver
        letter, row = taken(link.sending_id)
        if is_over(SecuredLink.objects.select_related("sending").get(pk=link.pk), now):
            raise LinkOver
        piece = letter.pieces.select_related("file").filter(position=position).first()
        if piece is None:
            raise LinkOver
        detail = {"piece": piece.file.name, "sha256": piece.file.sha256}
        event = Happened(Event.CONTENT_ACCESS_TRACKING, occasion=f"piece:{position}", detail=detail)
        rows = prove(row, [event], issuer=issuer_of(office_now(letter.office_id, now)), now=now)
        journalled(rows, office_id=letter.office_id, now=now)
        return piece.file_id


def expire(*, now: datetime) -> int:
    """Letters that nobody opened in time are not handed over; how many."""
    due = SecuredLink.objects.filter(opened_at=None, expires_at__lte=now, sending__state=State.CONSIGNED)
    found = list(due.values_list("sending_id", flat=True)[:500])
    for sending_id in found:
        with acknowledged():
            letter, row = taken(sending_id)
            event = Happened(Event.CONTENT_HANDOVER_FAILURE, Why.EXPIRED)
            over = Outcome(state=State.FAILED, code=Why.EXPIRED, events=(event,))
            if row.state == State.CONSIGNED:
                settle(letter, row, over, now, actor=organisations.SYSTEM)
    return len(found)
