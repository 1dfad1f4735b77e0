"""The retention schedule and the holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..models import Hold, RetentionRule

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class AlreadyHeld(Refusal):
    message = _("This is held already, for the same reason.")


class AlreadyLifted(Refusal):
    message = _("This hold was lifted already. Nothing was changed.")


def set_rule(
    *,
    actor: Actor,
    plan_class_id: int,
    active_years: int,
    intermediate_years: int,
    fate: str,
    source: str,
    now: datetime,
) -> RetentionRule:
    """Say how long the files of a class are kept; the rule it had stays known, as replaced.

    Raises:
        NotAllowed
        letters.ReasonMissing: no text or decision was named.
    """
    if not source.strip():
        raise letters.ReasonMissing
    with acknowledged():
        row = letters.PlanClass.objects.select_for_update(no_key=True).get(pk=plan_class_id)
        demand(actor, row.administration_id)
        RetentionRule.objects.filter(plan_class=row, replaced_at=None).update(replaced_at=now)
        rule = RetentionRule.objects.create(
            administration_id=row.administration_id,
            plan_class=row,
            active_years=active_years,
            intermediate_years=intermediate_years,
            fate=fate,
            source=source.strip(),
            decided_at=now,
            decided_by_id=actor.person_id,
        )
        said = {"class": row.code, "years": rule.years, "fate": fate}
        record(row.administration_id, "archives.rule_set", f"rule:{rule.pk}", actor, now, **said)
        return rule


def hold(
    *, actor: Actor, dossier_id: int | None = None, letter_id: int | None = None, reason: str, now: datetime
) -> Hold:
    """Keep a file or a letter from its fate, for a reason, until it is lifted.

    Raises:
        NotAllowed, AlreadyHeld
        letters.ReasonMissing
    """
    if not reason.strip():
        raise letters.ReasonMissing
    with acknowledged():
        thing: Any = (
            letters.Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
            if dossier_id
            else letters.locked(letter_id or 0)
        )
        demand(actor, thing.administration_id)
        about = {"dossier_id": dossier_id, "letter_id": None if dossier_id else letter_id}
        if Hold.objects.filter(lifted_at=None, reason=reason.strip(), **about).exists():
            raise AlreadyHeld
        row = Hold.objects.create(
            administration_id=thing.administration_id,
            reason=reason.strip(),
            placed_at=now,
            placed_by_id=actor.person_id,
            **about,
        )
        record(thing.administration_id, "archives.held", f"hold:{row.pk}", actor, now)
        return row


def lift(*, actor: Actor, hold_id: int, reason: str, now: datetime) -> Hold:
    """End a hold, and say why.

    Raises:
        NotAllowed, AlreadyLifted
        letters.ReasonMissing
    """
    if not reason.strip():
        raise letters.ReasonMissing
    with acknowledged():
        row = Hold.objects.select_for_update(no_key=True).get(pk=hold_id)
        demand(actor, row.administration_id)
        if row.lifted_at is not None:
            raise AlreadyLifted
        row.lifted_at, row.lifted_by_id, row.lifted_because = now, actor.person_id, reason.strip()
        row.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
        record(row.administration_id, "archives.lifted", f"hold:{row.pk}", actor, now)
        return row


def demand(actor: Actor, administration_id: int) -> None:
    if not policies.may_keep(actor, administration_id):
        raise NotAllowed


def record(administration_id: int, kind: str, subject: str, actor: Actor, now: datetime, **facts: Any) -> None:
    """One chain of the journal for the archives of each administration."""
    journal.append(
        chain=f"archives:{administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=subject,
        facts=facts,
    )
