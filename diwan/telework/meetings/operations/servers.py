"""The video servers of an administration."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.boxes import box
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..models import VideoServer
from ..models.servers import BOX

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

LOOPBACK = ("127.0.0.1", "localhost")


class NotSafe(Refusal):
    message = _("The address of a video server begins with https://.")
    status = 422


class SecretNeeded(Refusal):
    message = _("Give the shared secret of the server.")
    status = 422


@transaction.atomic
def keep_server(
    *, actor: Actor, administration_id: int, kind: str, address: str, secret: str, app_id: str = "", now: datetime
) -> VideoServer:
    """Enter or change the server; an empty secret keeps the one that is there.

    Raises:
        NotAllowed, NotSafe, SecretNeeded
    """
    root = organisations.root_unit(administration_id)
    if not (policies.may_keep_servers(actor) and actor.may(organisations.ADMINISTER, root)):
        raise NotAllowed
    parts = urlsplit(address)
    plain = settings.DIWAN_EXCHANGE_PLAIN_LOOPBACK and parts.scheme == "http" and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not plain:
        raise NotSafe
    rows = VideoServer.objects.select_for_update().filter(administration=administration_id, kind=kind)
    server = rows.first() or VideoServer(administration_id=administration_id, kind=kind)
    if not secret and not server.sealed_secret:
        raise SecretNeeded
    server.address, server.app_id, server.changed_at = address, app_id, now
    if secret:
        server.sealed_secret = box(BOX).encrypt(secret.encode()).decode()
    server.save()
    journal.append(
        chain=f"meetings:{administration_id}",
        kind="meetings.server_kept",
        at=now,
        actor_id=actor.person_id,
        subject=f"meetings.server:{server.pk}",
        facts={"kind": kind, "address": address},
    )
    return server


@transaction.atomic
def forget_server(*, actor: Actor, administration_id: int, kind: str, now: datetime) -> None:
    """No longer use it.

    Raises:
        NotAllowed
    """
    if not actor.may(organisations.ADMINISTER, organisations.root_unit(administration_id)):
        raise NotAllowed
    if VideoServer.objects.filter(administration=administration_id, kind=kind).delete()[0]:
        journal.append(
            chain=f"meetings:{administration_id}",
            kind="meetings.server_forgotten",
            at=now,
            actor_id=actor.person_id,
            subject=f"organisations.administration:{administration_id}",
            facts={"kind": kind},
        )
