"""The seal of an administration, made once and for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed

from .. import policies

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@transaction.atomic
def make_seal(*, actor: Actor, administration_id: int, now: datetime) -> signing.SealCertificate:
    """Make the key with which receipts are sealed, and its certificate; made already, it stays.

    Raises:
        NotAllowed
    """
    if not policies.may_join(actor, administration_id):
        raise NotAllowed
    code = organisations.root_unit(administration_id).administration.code
    was = signing.seal_certificate(code)
    made = was or signing.make_seal(code)
    if was is None:
        journal.append(
            chain=f"organisations:{code}",
            kind="seal.made",
            at=now,
            actor_id=actor.person_id,
            subject=f"administration:{administration_id}",
            facts={"certificate": made.fingerprint, "until": made.valid_until.isoformat()},
        )
    return made
