"""How it stands with a mandate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import authority
from ..models import Mandate
from .directory import directory_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class MandateState(models.TextChoices):
    MAKING = "making", _("Its document is being made")
    TO_SIGN = "to_sign", _("To be signed")
    COMING = "coming", _("Not begun")
    IN_FORCE = "in_force", _("In force now")
    FALLEN = "fallen", _("Fallen: whoever gave it has left, or what it stands on fell")
    REVOKED = "revoked", _("Recalled")
    OVER = "over", _("Over")


def state_of(rows: Iterable[Mandate], now: datetime) -> dict[int, MandateState]:
    """How it stands with each of these (7 queries, however many)."""
    rows = list(rows)
    directory = directory_of({row.post_id for row in rows}, now)
    return {row.pk: _state(row, directory, now) for row in rows}


def _state(row: Mandate, directory: authority.Directory, now: datetime) -> MandateState:
    if row.revoked_at is not None and row.revoked_at <= now:
        return MandateState.REVOKED
    if row.ends_at <= now:
        return MandateState.OVER
    if row.signed_at is None:
        return MandateState.TO_SIGN if row.act_id is not None else MandateState.MAKING
    if row.starts_at > now:
        return MandateState.COMING
    lent = directory.mandate(row.post_id, row.pk)
    return MandateState.IN_FORCE if lent and authority.stands(directory, lent, now) else MandateState.FALLEN
