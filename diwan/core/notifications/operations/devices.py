"""Devices that were turned on, and what becomes of them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from .. import services, webpush
from ..models import Device

if TYPE_CHECKING:
    from datetime import datetime

MOST = 10  # devices of one person; the one turned on first gives way
SECRET = 16  # octets (RFC 8291, 3.2)
FAILING, SILENT = timedelta(days=30), timedelta(days=365)  # after which a device is taken for gone


class NotADevice(Refusal):
    message = _("The browser did not say where its notifications are to be brought. Nothing was turned on.")
    advice = _("Try again. If it goes on, use another browser; e-mails and the bell tell you in any case.")
    status = 400


@transaction.atomic
def turn_on(
    *, actor: Any, endpoint: str, browser_key: str, secret: str, label: str, mark: str, now: datetime
) -> Device:
    """Have a browser told from now on. An address is one browser: whoever turns it on there takes it over.

    Raises:
        NotADevice: an address that is not of a push service, or keys that are none.
    """
    try:
        services.service_of(endpoint)
        ec.EllipticCurvePublicKey.from_encoded_point(webpush.CURVE, webpush.decoded(browser_key))
        if len(webpush.decoded(secret)) != SECRET:
            raise NotADevice
    except (services.NotPublic, ValueError):
        raise NotADevice from None
    # The same browser under a former address.
    Device.objects.filter(mark=hashed(mark)).exclude(endpoint=endpoint).delete()
    device, _made = Device.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "person_id": actor.person_id,
            "browser_key": browser_key.rstrip("="),
            "secret": secret.rstrip("="),
            "label": label[:80],
            "mark": hashed(mark),
            "created_at": now,
            "delivered_at": None,
            "failures": 0,
            "failing_since": None,
        },
    )
    kept = Device.objects.filter(person_id=actor.person_id).order_by("-created_at", "-pk").values("pk")[:MOST]
    Device.objects.filter(person_id=actor.person_id).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return device


@transaction.atomic
def forget(*, actor: Any, device_id: int) -> str | None:
    """No longer tell a device of one's own; its name, or None when the actor has no such device."""
    device = Device.objects.filter(person_id=actor.person_id, pk=device_id).first() if actor.person_id else None
    if device is None:
        return None
    label = device.label
    device.delete()
    return label


def forget_rows(**which: Any) -> int:
    """Forget devices without asking who asks: their person may not come in any more."""
    return Device.objects.filter(**which).delete()[0]


def leave(*, person_id: int, mark: str, others: bool) -> int:
    """Whoever signs out of a browser is no longer told there; with `others`, everywhere but there."""
    own = Device.objects.filter(person_id=person_id)
    rows = own.exclude(mark=hashed(mark)) if others else own.filter(mark=hashed(mark))
    return rows.delete()[0]


def forget_gone(*, now: datetime) -> int:
    """Those that failed for a month, and those that nothing was brought to for a year."""
    failing = Device.objects.filter(failing_since__lt=now - FAILING).delete()[0]
    silent = Device.objects.annotate(used_at=Coalesce("delivered_at", "created_at"))
    return failing + silent.filter(used_at__lt=now - SILENT).delete()[0]


def hashed(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()
