"""A letter leaves for another instance: where it goes is settled and sealed before the first call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.engines.signing import api as signing
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from .. import protocol
from ..enums import Stage
from ..models import OutgoingMessage
from ..queries import ours, routing

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.correspondence.delivery.api import Sending


class NoRoute(Refusal):
    message = _("No instance receives letters for %(code)s today.")


def settle(sending: Sending, now: datetime) -> OutgoingMessage:
    """The message of a sending, made at the first try: its instance, its addressee, its sealed manifest.

    Raises:
        NoRoute: nobody receives for that body, and nobody took over from it.
    """
    known = OutgoingMessage.objects.filter(message_id=sending.message_id).select_related("instance").first()
    if known:
        return known
    code = sending.party.body
    route = routing.route(code, now)
    if route is None:
        raise NoRoute(code=code)
    source = sending.said["from"]
    manifest = protocol.Manifest(
        message_id=sending.message_id,
        sender=ours.address(f"{source['administration']}/{source['office']}"),
        receiver=route.body.code,
        created_at=sending.asked_at,
        content=sending.envelope,
    )
    document = protocol.document("manifest", manifest)
    with acknowledged():
        row, _new = OutgoingMessage.objects.get_or_create(
            message_id=sending.message_id,
            defaults={
                "instance": route.instance,
                "sender": manifest.sender,
                "receiver": manifest.receiver,
                "manifest": document,
                "seal": signing.seal_detached(document.encode(), administration_code=source["administration"]),
                "made_at": now,
            },
        )
    return row


def ended(message: OutgoingMessage, stage: Stage, now: datetime) -> None:
    """The other instance took it over, or refused it; said twice, it is noted once."""
    rows = OutgoingMessage.objects.filter(pk=message.pk, stage=Stage.OPEN)
    rows.update(stage=stage, ended_at=now)
