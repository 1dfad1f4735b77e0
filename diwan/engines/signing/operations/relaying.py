"""Octets that go to the signatory's computer, and signatures that come back."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import Refusal

from ..checking import verified
from ..events import SignaturesBrought
from ..models import PersonKey, Relayed
from ..reading import certificate_of

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NotOfThisKey(Refusal):
    message = _("A signature was brought that this key did not make. Nothing was done.")
    advice = _("Check that the card in your computer is the one you chose.")
    status = 422


@transaction.atomic
def ask(*, key: PersonKey, octets: list[bytes], now: datetime) -> dict[str, bytes | None]:
    """What was signed already, by digest; the rest waits for the page. Asking twice asks once."""
    rows = [Relayed(key=key, digest=sha256(one).hexdigest(), octets=one, asked_at=now) for one in octets]
    Relayed.objects.bulk_create(rows, ignore_conflicts=True)
    found = Relayed.objects.filter(key=key, digest__in=[row.digest for row in rows])
    return {digest: bytes(made) if made else None for digest, made in found.values_list("digest", "signature")}


@transaction.atomic
def give(*, actor: Actor, key_id: int, signatures: dict[str, bytes], now: datetime) -> int:
    """Take what the agent signed, by digest; how many were waited for.

    Raises:
        NotOfThisKey, PersonKey.DoesNotExist
    """
    key = PersonKey.objects.get(pk=key_id, person=actor.person_id, closed_at=None)
    certificate = certificate_of(key)
    waiting = Relayed.objects.select_for_update(no_key=True).filter(key=key, digest__in=signatures, signature=None)
    taken = 0
    for row in waiting:
        made = signatures[row.digest]
        if not verified(certificate, made, bytes(row.octets)):
            raise NotOfThisKey
        row.signature, row.given_at = made, now
        row.save(update_fields=["signature", "given_at"])
        taken += 1
    if taken:
        facts.tell(SignaturesBrought(person_id=key.person_id, key=str(key.pk)))
    return taken


@transaction.atomic
def forget(*, before: datetime) -> int:
    """What was asked long ago: given and placed, or never answered."""
    return Relayed.objects.filter(asked_at__lt=before).delete()[0]
