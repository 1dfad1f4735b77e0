"""What waits, told on the devices that asked for it: gathered for a moment, brought by jobs, never in detail.

Two hundred folders sent at once are one message: what is told is marked, a job a few seconds later takes all the marks
there are and brings each device one message with the number of that moment. A message not yet delivered is replaced by
the next one about the same place (RFC 8030, 5.4), and on the screen too.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryDecision

from diwan.core.facts import api as facts

from . import keys, queries, services, webpush
from .models import Device, Notification

if TYPE_CHECKING:
    from datetime import datetime

    from .queries import Gathered

GATHERING = timedelta(seconds=10)
HELLO = "hello"  # the first message to a device: that it works
KEPT_BY_SERVICE = 24 * 3600  # seconds a push service keeps a message for a device that is off
GONE = {404, 410}  # the browser withdrew its address (RFC 8030, 7.3)
LATER = {408, 425, 429}


class NotNow(Exception):
    """The push service is away or asks to be left alone for a while."""

    def __init__(self, reason: str, again_after: int = 0) -> None:
        super().__init__(reason)
        self.again_after = again_after


class Patient(facts.BackOff):
    """Like any other wait, and never sooner than the push service asks (RFC 8030, 8.4)."""

    def get_retry_decision(self, *, exception: BaseException, job: Any) -> RetryDecision | None:
        found = super().get_retry_decision(exception=exception, job=job)
        if found is None or not isinstance(exception, NotNow):
            return found
        asked = min(exception.again_after, KEPT_BY_SERVICE)
        return RetryDecision(retry_in={"seconds": max(asked, min(2 ** (job.attempts % self.tries), self.ceiling))})


def gather_soon(person_id: int, place: str) -> None:
    """Part of the caller's transaction."""
    gather.later(wait=GATHERING, person_id=person_id, place=place)


@facts.job(queue="push")
@transaction.atomic
def gather(person_id: int, place: str) -> None:
    """Take all that is marked for one place, and have each device told once; nothing when another took it."""
    kinds = queries.kinds_of(queries.place_named(place))
    marked = Notification.objects.filter(person_id=person_id, to_push=True)
    marked = marked.filter(kind__in=kinds) if kinds else marked.exclude(kind__in=queries.GATHERED)
    if marked.update(to_push=False):
        for device in queries.devices_of(person_id):
            deliver.later(device_id=device.pk, place=place)


@facts.job(queue="push", retry=Patient(tries=12, ceiling=3600))
def deliver(device_id: int, place: str) -> None:
    """Bring one message to one device. Brought twice, the second takes the place of the first.

    Raises:
        GiveUp: the push service refuses us for good.
        NotNow: it is away; the job is tried again.
    """
    device = Device.objects.filter(pk=device_id, person__is_active=True).select_related("person").first()
    now = timezone.now()
    text = said(device, place, now) if device else None
    if device is None or text is None:
        return
    try:
        service = services.service_of(device.endpoint)
        answer = services.post(service, headers_of(service, place, now), sealed(device, text))
    except services.NotPublic:
        device.delete()
        return
    except services.Unreachable as error:
        _failed(device, now)
        raise NotNow(str(error)) from error
    if answer.status in GONE:
        device.delete()
    elif 200 <= answer.status < 300:
        _delivered(device, now)
    else:
        _failed(device, now)
        if answer.status >= 500 or answer.status in LATER:
            raise NotNow(f"{service.place} answers {answer.status}", answer.again_after)
        raise facts.GiveUp(f"{service.place} refuses for good: {answer.status}")


def _delivered(device: Device, now: datetime) -> None:
    Device.objects.filter(pk=device.pk).update(delivered_at=now, failures=0, failing_since=None)


def _failed(device: Device, now: datetime) -> None:
    since = Coalesce("failing_since", now)
    Device.objects.filter(pk=device.pk).update(failures=F("failures") + 1, failing_since=since)


def said(device: Device, code: str, now: datetime) -> dict[str, str] | None:
    """What the screen shows, in the language of the person; nothing when nothing waits any more."""
    place: Gathered = queries.place_named(code)
    count = place.count(device.person_id, now) if code != HELLO else 0
    if not count and code != HELLO:
        return None
    with translation.override(device.person.language):
        return {
            "title": _("Diwan"),
            "body": place.sentence(count) if code != HELLO else _("Notifications reach this device."),
            "url": reverse(place.url_name if code != HELLO else "notifications:preferences"),
            "tag": f"diwan-{code}",
            "lang": device.person.language,
            "dir": "rtl" if translation.get_language_bidi() else "ltr",
            "icon": static("shell/mark.svg"),
        }


def sealed(device: Device, text: dict[str, str]) -> bytes:
    return webpush.encrypt(
        webpush.padded(json.dumps(text).encode()),
        browser=webpush.decoded(device.browser_key),
        secret=webpush.decoded(device.secret),
    )


def headers_of(service: services.Service, place: str, now: datetime) -> dict[str, str]:
    own = keys.own_key()
    return {
        "Authorization": webpush.authorization(own, origin=service.origin, contact=contact(), now=now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_BY_SERVICE),
        "Urgency": "normal",
        "Topic": webpush.encoded(hashlib.sha256(place.encode()).digest()[:24]).decode(),  # 32 characters, at most
    }


def contact() -> str:
    """Where the keeper of a push service may write to us (RFC 8292, 2.1)."""
    if settings.DIWAN_PUBLIC_URL.startswith("https://"):
        return settings.DIWAN_PUBLIC_URL
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
