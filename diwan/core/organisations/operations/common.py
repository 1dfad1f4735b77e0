"""What every operation of the directory does last: keep the rules of the rows, write the journal, tell the fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts_told
from diwan.core.journal import api as journal
from diwan.kit.refusals import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from ..actors import Actor
    from ..models import Administration


class AgainstTheRules(Refusal):
    """A row would break one of its rules; the sentence is that of the rule."""

    message = _("This cannot be recorded: %(reason)s")
    status = 409


def checked(row: Model) -> Any:
    """Save a row whose rules hold.

    Raises:
        AgainstTheRules: with the sentence of the constraint that says no.
    """
    try:
        row.full_clean()
    except ValidationError as error:
        raise AgainstTheRules(reason=" ".join(error.messages)) from error
    row.save()
    return row


def record(
    *,
    actor: Actor,
    administration: Administration,
    kind: str,
    subject: Model,
    facts: dict[str, Any],
    now: datetime,
    fact: object | None = None,
) -> None:
    """Write the journal of the administration and tell the fact, in the transaction of the act."""
    journal.append(
        chain=f"organisations:{administration.code}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"{subject._meta.model_name}:{subject.pk}",
        facts=facts,
    )
    if fact:
        facts_told.tell(fact)
