"""Telling people, and what they do with what they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from .. import mails, policies, pushes, queries
from ..enums import Mail
from ..models import Device, Notification, Preference

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class NoReader(Refusal):
    message = _("There is nobody to tell: neither a person nor an e-mail address was given.")
    status = 400


@transaction.atomic
def notify(
    *,
    person_id: int | None = None,
    email: str = "",
    kind: str,
    subject: str,
    body: str = "",
    url: str = "",
    language: str = "",
    key: str = "",
    now: datetime,
) -> Notification | None:
    """Tell a person (in the application, and by e-mail and on their devices as they want), or an address by e-mail.

    Part of the caller's transaction: when the act is rolled back nobody is told. The text is in the language of its
    reader, who is asked for it before (`language` defaults to the person's).

    Returns:
        None when the same `key` was told before: a handler that runs twice tells once.

    Raises:
        NoReader: neither a person nor an address.
    """
    people = get_user_model().objects.annotate(has_device=Exists(Device.objects.filter(person=OuterRef("pk"))))
    person = people.filter(pk=person_id).first() if person_id else None
    address = email or getattr(person, "email", "")
    if person is None and not email:
        raise NoReader
    by_mail, by_push = bool(address), False
    if person is not None:
        wants_mail, wants_push = queries.wanted(person.pk, kind) if person.is_active else (False, False)
        by_mail, by_push = by_mail and wants_mail, person.has_device and wants_push
    try:
        with transaction.atomic():
            told = Notification.objects.create(
                person=person,
                email=address,
                kind=kind,
                subject=" ".join(subject.split())[:250],
                body=body,
                url=url,
                language=language or getattr(person, "language", "") or settings.LANGUAGE_CODE,
                key=key or None,
                created_at=now,
                mail=Mail.WAITING if by_mail else Mail.NONE,
                to_push=by_push,
            )
    except IntegrityError:
        if key and Notification.objects.filter(key=key).exists():
            return None
        raise
    if by_mail:
        mails.deliver.later(notification_id=told.pk)
    if by_push and person is not None:
        pushes.gather_soon(person.pk, queries.place_of(kind).code)
    return told


@transaction.atomic
def mark_read(*, notification_id: int, actor: Any, now: datetime) -> Notification | None:
    """Note that it was read; None when the actor has no such notification. Reading twice is no fault."""
    told = policies.visible_to(actor).filter(pk=notification_id).first()
    if told is not None and told.read_at is None:
        told.read_at = now
        told.save(update_fields=["read_at"])
    return told


@transaction.atomic
def mark_all_read(*, actor: Any, now: datetime) -> int:
    """Note that all was read; how many were not."""
    return policies.visible_to(actor).filter(read_at=None).update(read_at=now)


@transaction.atomic
def choose(*, by_mail: Collection[str], by_push: Collection[str], actor: Any) -> None:
    """Have the kinds named sent by e-mail, or told on the devices, and no other of those the house knows."""
    Preference.objects.bulk_create(
        [
            Preference(person_id=actor.person_id, kind=kind, by_mail=kind in by_mail, by_push=kind in by_push)
            for kind in queries.KINDS
        ],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["by_mail", "by_push"],
    )


def forget_old(*, before: datetime) -> int:
    """Delete what was said before this moment, save e-mails that still wait."""
    return Notification.objects.filter(created_at__lt=before).exclude(mail=Mail.WAITING).delete()[0]
