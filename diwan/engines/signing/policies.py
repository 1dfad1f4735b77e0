"""Who may have a key, and who keeps the certificates of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .enums import KEEP

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import IssuedCertificate


def may_have_a_key(actor: Actor) -> bool:
    """Whoever sits in a post."""
    return actor.person_id is not None and bool(actor.seats)


def may_keep(actor: Actor) -> bool:
    return actor.may(KEEP)


def may_revoke(actor: Actor, certificate: IssuedCertificate) -> bool:
    """Its person, and whoever keeps the certificates of that administration."""
    if actor.person_id is not None and certificate.person_id == actor.person_id:
        return True
    return actor.may(KEEP, organisations.root_unit(certificate.administration_id))
