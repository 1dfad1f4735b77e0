"""Platforms are audited before they open to telework; a critical finding keeps them closed (SEC-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.files import api as files
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import NOTICE, REPORT, Severity
from ..models import Audit, Finding, System
from .common import demand_guard, record, tell

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class NotAudited(Refusal):
    message = gettext_lazy("This platform was never audited: it cannot be opened to telework.")
    advice = gettext_lazy("Record the audit and its report first.")


class CriticalOpen(Refusal):
    message = gettext_lazy("A critical finding is open: this platform cannot be opened to telework.")
    advice = gettext_lazy("Have it mended and closed first.")


class FindingClosed(Refusal):
    message = gettext_lazy("This finding is closed.")


@transaction.atomic
def record_audit(
    *, actor: Actor, system_id: int, provider: str, done_on: date, report_id: int | None, now: datetime
) -> Audit:
    """Record an audit with its report.

    Raises:
        NotAllowed
    """
    system = System.objects.select_for_update(no_key=True).get(pk=system_id)
    demand_guard(actor, system.administration_id)
    row = Audit.objects.create(
        administration_id=system.administration_id,
        system=system,
        provider=provider.strip(),
        done_on=done_on,
        by_id=actor.person_id,
        at=now,
    )
    if report_id:
        row.report = files.claim(report_id, purpose=REPORT, subject=str(row.pk), now=now)
        row.save(update_fields=["report"])
    record(system.administration_id, "audit.recorded", f"system:{system.pk}", actor, now, audit=row.pk)
    return row


@transaction.atomic
def add_finding(
    *, actor: Actor, audit_id: int, severity: str, text: str, owner_id: int | None, due_on: date, now: datetime
) -> Finding:
    """Add what an audit found. A critical one closes a platform that was open.

    Raises:
        NotAllowed
    """
    audit = Audit.objects.select_related("system").get(pk=audit_id)
    system = System.objects.select_for_update(no_key=True).get(pk=audit.system_id)
    demand_guard(actor, system.administration_id)
    row = Finding.objects.create(
        audit=audit, severity=Severity(severity), text=text.strip(), owner_id=owner_id, due_on=due_on
    )
    if severity == Severity.CRITICAL and system.is_open:
        _close(system, actor, now)
    if row.owner is not None:
        tell(
            row.owner,
            NOTICE,
            lambda: _("An audit found something for you to mend: %(name)s") % {"name": system.name},
            reverse("safe_access:system", args=[system.pk]),
            f"finding:{row.pk}",
            now,
        )
    record(system.administration_id, "finding.added", f"system:{system.pk}", actor, now, severity=severity)
    return row


@transaction.atomic
def close_finding(*, actor: Actor, finding_id: int, how: str, now: datetime) -> Finding:
    """Close a finding and say how it was mended: its owner, or a security officer.

    Raises:
        NotAllowed, FindingClosed
    """
    rows = Finding.objects.select_related("audit").select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=finding_id)
    if not policies.may_guard(actor, row.audit.administration_id):
        raise NotAllowed
    if row.closed_at is not None:
        raise FindingClosed
    row.closed_at, row.closed_by_id, row.how = now, actor.person_id, how.strip()
    row.save(update_fields=["closed_at", "closed_by", "how"])
    record(row.audit.administration_id, "finding.closed", f"system:{row.audit.system_id}", actor, now, finding=row.pk)
    return row


@transaction.atomic
def open_platform(*, actor: Actor, system_id: int, now: datetime) -> System:
    """Open a platform to telework: audited, and no critical finding left.

    Raises:
        NotAllowed, NotAudited, CriticalOpen
    """
    system = System.objects.select_for_update(no_key=True).get(pk=system_id)
    demand_guard(actor, system.administration_id)
    if not system.audits.exists():
        raise NotAudited
    critical = Finding.objects.filter(audit__system=system, severity=Severity.CRITICAL, closed_at=None)
    if critical.exists():
        raise CriticalOpen
    if not system.is_open:
        system.opened_at, system.closed_at = now, None
        system.save(update_fields=["opened_at", "closed_at"])
        record(system.administration_id, "system.opened", f"system:{system.pk}", actor, now)
    return system


@transaction.atomic
def close_platform(*, actor: Actor, system_id: int, now: datetime) -> System:
    """Close a platform to telework: no right to it is granted any more.

    Raises:
        NotAllowed
    """
    system = System.objects.select_for_update(no_key=True).get(pk=system_id)
    demand_guard(actor, system.administration_id)
    if system.is_open:
        _close(system, actor, now)
    return system


def _close(system: System, actor: Actor, now: datetime) -> None:
    system.opened_at, system.closed_at = None, now
    system.save(update_fields=["opened_at", "closed_at"])
    record(system.administration_id, "system.closed", f"system:{system.pk}", actor, now)
