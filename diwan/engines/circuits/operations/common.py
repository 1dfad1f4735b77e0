"""What the operations on types, circuits, ceilings and mandates share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from diwan.core.organisations.api import Actor, Names

NAMES = ("name_ar", "name_fr", "name_en", "name_zgh")


class AgainstRules(Refusal):
    """A row would break one of its rules; the sentence is that of the rule."""

    message = _("This cannot be recorded: %(reason)s")


def demand_design(actor: Actor, administration_id: int) -> None:
    """Raises NotAllowed."""
    if not policies.may_design(actor, administration_id):
        raise NotAllowed


def checked(row: Any) -> Any:
    """Save a row whose rules hold.

    Raises:
        AgainstRules: with the sentence of the constraint that says no.
    """
    try:
        row.full_clean()
    except ValidationError as error:
        raise AgainstRules(reason=" ".join(error.messages)) from error
    row.save()
    return row


def named(row: Any, names: Names) -> Any:
    row.name_ar, row.name_fr, row.name_en, row.name_zgh = names.ar, names.fr, names.en, names.zgh
    return row


def journalled(actor: Actor, administration_id: int, kind: str, row: Model, now: datetime, **facts: Any) -> None:
    """The last thing an operation does: the chain stays locked until the transaction ends."""
    journal.append(
        chain=f"circuits:{administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"{row._meta.model_name}:{row.pk}",
        facts=facts,
    )
