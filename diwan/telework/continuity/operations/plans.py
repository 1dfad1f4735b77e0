"""The continuity plan: written version by version, approved by a signed act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import Refusal
from diwan.telework.acts import api as acts

from .. import papers
from ..enums import PLAN, PlanState
from ..models import Plan, VitalService
from .common import demand, locked_plan, signer_over, told

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class BeingWritten(Refusal):
    message = _("A version of the plan is being written or signed already.")
    advice = _("Finish that one first.")


class NotADraft(Refusal):
    message = _("This version is signed or on its way to be: it is not changed any more.")
    advice = _("Write a new version.")


class NoService(Refusal):
    message = _("The plan names no vital service yet, so there is nothing to sign.")
    advice = _("Add the services that must go on.")
    status = 422


class NotOurs(Refusal):
    message = _("This unit is not one of the administration.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A vital service as it is written."""

    unit_id: int
    name: str
    what: str
    minimum: int
    away: int
    substitutes: str = ""
    systems: str = ""
    recovery_hours: int = 24


@transaction.atomic
def begin_plan(*, actor: Actor, administration_id: int, now: datetime) -> Plan:
    """A new version: it starts as the last one, so that only what changed is written.

    Raises:
        NotAllowed, BeingWritten
    """
    root = organisations.root_unit(administration_id)
    demand(actor, root)
    rows = Plan.objects.filter(administration=administration_id)
    if rows.select_for_update(of=("self",)).filter(state__in=[PlanState.DRAFT, PlanState.SIGNING]).exists():
        raise BeingWritten
    last = rows.order_by("-version").first()
    plan = Plan.objects.create(
        administration_id=administration_id,
        unit=root,
        version=(rows.aggregate(last=Max("version"))["last"] or 0) + 1,
        note=last.note if last else "",
        created_by_id=actor.person_id,
        created_at=now,
    )
    if last is not None:
        for one in last.services.all():
            one.pk, one.plan = None, plan
            one.save(force_insert=True)
    told(administration_id, "plan.begun", f"plan:{plan.pk}", actor, now, version=plan.version)
    return plan


@transaction.atomic
def describe_plan(*, actor: Actor, plan_id: int, note: str, now: datetime) -> Plan:
    """Say what the plan is for. Raises NotAllowed, NotADraft."""
    plan = draft(actor, plan_id)
    plan.note = note
    plan.save(update_fields=["note"])
    told(plan.administration_id, "plan.described", f"plan:{plan.pk}", actor, now)
    return plan


@transaction.atomic
def put_service(*, actor: Actor, plan_id: int, said: Service, service_id: int | None = None, now: datetime) -> Plan:
    """Add a vital service to a version being written, or write it anew. Raises NotAllowed, NotADraft, NotOurs."""
    plan = draft(actor, plan_id)
    if said.unit_id not in set(organisations.units_of([plan.administration_id], now)):
        raise NotOurs
    row = VitalService.objects.filter(plan=plan, pk=service_id).first() if service_id else None
    row = row or VitalService(plan=plan)
    for name in ("unit_id", "name", "what", "minimum", "away", "substitutes", "systems", "recovery_hours"):
        setattr(row, name, getattr(said, name))
    row.save()
    told(plan.administration_id, "plan.service", f"plan:{plan.pk}", actor, now, service=row.pk, unit=said.unit_id)
    return plan


@transaction.atomic
def drop_service(*, actor: Actor, plan_id: int, service_id: int, now: datetime) -> Plan:
    """Take a service out of a version being written. Raises NotAllowed, NotADraft."""
    plan = draft(actor, plan_id)
    plan.services.filter(pk=service_id).delete()
    told(plan.administration_id, "plan.service_dropped", f"plan:{plan.pk}", actor, now, service=service_id)
    return plan


@transaction.atomic
def submit_plan(*, actor: Actor, plan_id: int, now: datetime) -> Plan:
    """Have the version signed; once it is, it replaces the one in force.

    Raises:
        NotAllowed, NotADraft, NoService, acts.NoOffice
    """
    plan = draft(actor, plan_id)
    if not plan.services.exists():
        raise NoService
    plan.act = acts.prepare(
        actor=actor,
        kind=PLAN,
        unit_id=plan.unit_id,
        subject=f"continuity.plan:{plan.pk}",
        title=papers.plan_title(plan),
        content=papers.plan_content(plan, now),
        signers=[signer_over(plan.unit_id, actor)],
        now=now,
    )
    plan.state = PlanState.SIGNING
    plan.save(update_fields=["act", "state"])
    told(plan.administration_id, "plan.submitted", f"plan:{plan.pk}", actor, now)
    return plan


@transaction.atomic
def approved(*, plan_id: int, act_id: int, now: datetime) -> bool:
    """The act of a version is signed: it is in force. False when it was."""
    plan = locked_plan(plan_id)
    if plan.state != PlanState.SIGNING or plan.act_id != act_id:
        return False
    Plan.objects.filter(administration=plan.administration_id, state=PlanState.APPROVED).update(
        state=PlanState.REPLACED
    )
    plan.state, plan.approved_at = PlanState.APPROVED, now
    plan.save(update_fields=["state", "approved_at"])
    told(plan.administration_id, "plan.approved", f"plan:{plan.pk}", organisations.SYSTEM, now, version=plan.version)
    return True


@transaction.atomic
def sent_back(*, plan_id: int, act_id: int, now: datetime) -> bool:
    """Its signer refused it: it is written again."""
    plan = locked_plan(plan_id)
    if plan.state != PlanState.SIGNING or plan.act_id != act_id:
        return False
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    told(plan.administration_id, "plan.sent_back", f"plan:{plan.pk}", organisations.SYSTEM, now)
    return True


def draft(actor: Actor, plan_id: int) -> Plan:
    """Raises NotAllowed, NotADraft."""
    plan = locked_plan(plan_id)
    demand(actor, plan.unit)
    if plan.state != PlanState.DRAFT:
        raise NotADraft
    return plan
