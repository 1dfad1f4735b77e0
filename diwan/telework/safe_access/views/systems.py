"""Systems, rights, reviews, differences and audits."""

from __future__ import annotations

import functools
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..enums import REPORT
from ..forms import AskRightForm, AuditForm, FindingForm, GrantForm, ListForm, NoteForm, SystemForm
from ..models import Audit, Finding, System, SystemRight
from ..operations import auditing, rights
from ..policies import MANAGE, SECURITY, guarded, may_guard
from ..queries import rights as queries
from .common import act, actor_of, administration_of, fill, officer, sheet, today_of, who


def seen_system(request: HttpRequest, system_id: int) -> System:
    rows = System.objects.visible_to(actor_of(request)).select_related("owner", "administration")
    return get_object_or_404(rows, pk=system_id)


def guarded_system(request: HttpRequest, system_id: int) -> System:
    """The system, for a security officer of its administration. Raises: NotAllowed, Http404."""
    actor = officer(request)
    return get_object_or_404(System.objects.filter(administration__in=guarded(actor)), pk=system_id)


@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """The register of systems: for security officers and managers."""
    actor = actor_of(request)
    if not (actor.may(SECURITY) or actor.may(MANAGE)):
        raise NotAllowed
    guards = bool(guarded(actor))
    context = {
        "rows": queries.systems(actor),
        "guards": guards,
        "waiting": queries.waiting(actor).count() if guards else 0,
        "asked": queries.asked_by(actor)[:30],
    }
    return render(request, "safe_access/systems.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def add(request: HttpRequest) -> HttpResponse:
    """Enter a system in the register."""
    actor = officer(request)
    tenant = administration_of(request, actor)
    form = SystemForm(request.POST or None, administration_id=tenant)

    def run() -> HttpResponse:
        said = dict(form.cleaned_data)
        said["owner_id"] = said.pop("owner")
        row = rights.add_system(administration_id=tenant, said=said, **who(request))
        messages.success(request, _("The system is in the register; it opens to telework after its audit."))
        return redirect("safe_access:system", row.pk)

    context = {
        "title": _("Add a system"),
        "button": _("Add it"),
        "back": "safe_access:systems",
        "back_label": _("Systems and rights"),
    }
    return fill(request, form, run, "safe_access/form.html", context)


@require_GET
def system(request: HttpRequest, system_id: int) -> HttpResponse:
    """A system: who has it, its audits, its comparisons."""
    row = seen_system(request, system_id)
    return render(request, "safe_access/system.html", shown(request, row))


def shown(request: HttpRequest, row: System, **forms: Any) -> dict[str, Any]:
    actor = actor_of(request)
    guards = may_guard(actor, row.administration_id)
    sees = guards or row.owner_id == actor.person_id
    audits = list(row.audits.select_related("report", "by").prefetch_related("findings__owner")) if sees else []
    return {
        "row": row,
        "country": row.administration.country,
        "guards": guards,
        "sees": sees,
        "rights": [(one, NoteForm(auto_id=f"w{one.pk}-%s")) for one in queries.of_system(row)] if sees else [],
        "audits": [
            (
                one,
                files.link(one.report, purpose=REPORT, actor=actor) if one.report else "",
                FindingForm(auto_id=f"a{one.pk}-%s"),
            )
            for one in audits
        ],
        "comparisons": row.comparisons.all()[:10] if guards else [],
        "audit_form": forms.get("audit") or AuditForm(auto_id="audit-%s"),
        "list_form": forms.get("list") or ListForm(auto_id="list-%s"),
    }


@require_GET
def export_rights(request: HttpRequest, system_id: int, extension: str) -> HttpResponse:
    """Who should have this system today: what the VPN or the directory is set from."""
    row = guarded_system(request, system_id)
    head = [_("E-mail address"), _("Person"), _("What for"), _("Until")]
    lines = (
        [one.person.email, str(one.person), one.purpose, one.until or ""]
        for one in SystemRight.objects.in_force(today_of(timezone.now())).filter(system=row).select_related("person")
    )
    return sheet(row.code, extension, head, lines)


@require_http_methods(["GET", "POST"])
@idempotent
def ask_right(request: HttpRequest, system_id: int) -> HttpResponse:
    """Step one: a manager asks a right for somebody they manage."""
    actor = actor_of(request)
    if not (actor.may(MANAGE) or actor.may(SECURITY)):
        raise NotAllowed
    row = seen_system(request, system_id)
    form = AskRightForm(request.POST or None, administrations={row.administration_id})

    def run() -> HttpResponse:
        said = dict(form.cleaned_data)
        rights.ask_right(system_id=row.pk, person_id=said.pop("person"), **said, **who(request))
        messages.success(request, _("The right is asked of the security officers."))
        return redirect("safe_access:systems")

    context = {
        "title": _("Ask for a right"),
        "lead": row.name,
        "button": _("Ask for it"),
        "back": "safe_access:systems",
        "back_label": _("Systems and rights"),
    }
    return fill(request, form, run, "safe_access/form.html", context)


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Step two: what waits for a security officer."""
    actor = officer(request)
    rows = [
        (one, GrantForm(auto_id=f"g{one.pk}-%s", initial={"until": one.until})) for one in queries.waiting(actor)[:100]
    ]
    return render(request, "safe_access/rights.html", {"rows": rows})


@require_POST
@idempotent
def grant(request: HttpRequest, right_id: int) -> HttpResponse:
    """Grant what was asked, or refuse it."""
    actor = officer(request)
    row = get_object_or_404(SystemRight.objects.filter(administration__in=guarded(actor)), pk=right_id)
    form = GrantForm(request.POST)
    until = form.cleaned_data["until"] if form.is_valid() else None
    today = today_of(timezone.now())
    if request.POST.get("decision") == "grant":
        return act(
            request,
            lambda: rights.grant_right(right_id=row.pk, until=until, today=today, **who(request)),
            _("The right is granted."),
            "safe_access:rights",
        )
    because = request.POST.get("because", "")[:300]
    return act(
        request,
        lambda: rights.refuse_right(right_id=row.pk, because=because, **who(request)),
        _("The right is refused."),
        "safe_access:rights",
    )


@require_POST
@idempotent
def withdraw_right(request: HttpRequest, right_id: int) -> HttpResponse:
    """Withdraw a right at once: the owner of the system, or a security officer."""
    row = get_object_or_404(SystemRight.objects.visible_to(actor_of(request)), pk=right_id)
    note = request.POST.get("note", "")[:300]
    return act(
        request,
        lambda: rights.withdraw_right(right_id=row.pk, because=note, **who(request)),
        _("The right is withdrawn."),
        "safe_access:system",
        row.system_id,
    )


# --- audits ---------------------------------------------------------------------------------------------------------


def take_report(request: HttpRequest) -> None:
    """Store the report before the transaction opens."""
    request.report = None  # type: ignore[attr-defined]
    upload = request.FILES.get("report")
    if upload:
        content = io.BytesIO(upload.read())
        request.report = files.store(content, name=upload.name or "report", now=timezone.now())  # type: ignore[attr-defined]


@require_POST
@functools.partial(idempotent, first=take_report)
def audit(request: HttpRequest, system_id: int) -> HttpResponse:
    """Record an audit with its report."""
    row = guarded_system(request, system_id)
    form = AuditForm(request.POST, request.FILES, auto_id="audit-%s")
    if not form.is_valid():
        return render(request, "safe_access/system.html", shown(request, row, audit=form), status=422)
    stored = request.report  # type: ignore[attr-defined]
    said = {name: form.cleaned_data[name] for name in ("provider", "done_on")}
    auditing.record_audit(system_id=row.pk, report_id=stored.pk if stored else None, **said, **who(request))
    messages.success(request, _("The audit is recorded."))
    return redirect("safe_access:system", row.pk)


@require_POST
@idempotent
def finding(request: HttpRequest, audit_id: int) -> HttpResponse:
    """Add what an audit found; its owner is that of the system."""
    actor = officer(request)
    one = get_object_or_404(Audit.objects.visible_to(actor).select_related("system"), pk=audit_id)
    form = FindingForm(request.POST, auto_id=f"a{one.pk}-%s")
    if not form.is_valid():
        context = shown(request, seen_system(request, one.system_id))
        context["audits"] = [(a, link, form if a.pk == one.pk else f) for a, link, f in context["audits"]]
        return render(request, "safe_access/system.html", context, status=422)
    auditing.add_finding(audit_id=one.pk, owner_id=one.system.owner_id, **form.cleaned_data, **who(request))
    messages.success(request, _("The finding is recorded."))
    return redirect("safe_access:system", one.system_id)


@require_POST
@idempotent
def close_finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Close a finding, and say how it was mended."""
    actor = officer(request)
    one = get_object_or_404(Finding.objects.visible_to(actor).select_related("audit"), pk=finding_id)
    how = request.POST.get("how", "").strip()[:300]
    if not how:
        messages.error(request, _("Say how it was mended."))
        return redirect("safe_access:system", one.audit.system_id)
    return act(
        request,
        lambda: auditing.close_finding(finding_id=one.pk, how=how, **who(request)),
        _("The finding is closed."),
        "safe_access:system",
        one.audit.system_id,
    )


@require_POST
@idempotent
def open_system(request: HttpRequest, system_id: int) -> HttpResponse:
    """Open a platform to telework: refused without an audit, or with a critical finding open."""
    row = guarded_system(request, system_id)
    return act(
        request,
        lambda: auditing.open_platform(system_id=row.pk, **who(request)),
        _("The platform is open to telework."),
        "safe_access:system",
        row.pk,
    )


@require_POST
@idempotent
def close_system(request: HttpRequest, system_id: int) -> HttpResponse:
    """Close a platform to telework."""
    row = guarded_system(request, system_id)
    return act(
        request,
        lambda: auditing.close_platform(system_id=row.pk, **who(request)),
        _("The platform is closed to telework."),
        "safe_access:system",
        row.pk,
    )
