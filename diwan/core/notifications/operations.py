"""Telling people, and what they do with what they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from . import mails, policies, queries
from .enums import Mail
from .models import Notification, Preference

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
    """Tell a person (in the application, and by e-mail if they want it), or an address outside (by e-mail alone).

    Part of the caller's transaction: when the act is rolled back nobody is told. The text is in the language of its
    reader, who is asked for it before (`language` defaults to the person's).

    Returns:
        None when the same `key` was told before: a handler that runs twice tells once.

    Raises:
        NoReader: neither a person nor an address.
    """
    person = get_user_model().objects.filter(pk=person_id).first() if person_id else None
    address = email or getattr(person, "email", "")
    if person is None and not email:
        raise NoReader
    by_mail = bool(address) and (person is None or (person.is_active and queries.wants_mail(person.pk, kind)))
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
            )
    except IntegrityError:
        if key and Notification.objects.filter(key=key).exists():
            return None
        raise
    if by_mail:
        mails.deliver.later(notification_id=told.pk)
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
def choose(*, by_mail: Collection[str], actor: Any) -> None:
    """Have the kinds named sent by e-mail, and no other of those the house knows."""
    Preference.objects.bulk_create(
        [Preference(person_id=actor.person_id, kind=kind, by_mail=kind in by_mail) for kind in queries.KINDS],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["by_mail"],
    )


def forget_old(*, before: datetime) -> int:
    """Delete what was said before this moment, save e-mails that still wait."""
    return Notification.objects.filter(created_at__lt=before).exclude(mail=Mail.WAITING).delete()[0]
