"""Devices and applications, as the security officers see them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent

from .. import checklist
from ..enums import DeviceState
from ..forms import CheckForm, DecideForm, ForbidForm
from ..models import Allowance, Device, ForbiddenApplication
from ..operations import applications as listing
from ..operations import checking
from ..policies import guarded
from ..queries import devices as queries
from .common import act, administration_of, fill, officer, sheet, today_of, who

LARGEST = 20_000


@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """The personal devices of the administration, those to be checked first by a filter."""
    actor = officer(request)
    rows, before, after = queries.page_of(actor, request.GET)
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    context = {
        "rows": rows,
        "before": before,
        "after": after,
        "query": query.urlencode(),
        "text": request.GET.get("q", ""),
        "state": request.GET.get("state", ""),
        "states": DeviceState.choices,
    }
    return render(request, "safe_access/devices.html", context)


@require_GET
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """The same list for a spreadsheet."""
    actor = officer(request)
    head = [
        _("Person"),
        _("Device"),
        _("Kind"),
        _("Operating system"),
        _("Browser"),
        _("Antivirus"),
        _("State"),
        _("Allowed until"),
    ]
    lines = (
        [
            str(row.person),
            row.name,
            row.get_kind_display(),
            row.system,
            row.browser,
            row.antivirus,
            row.get_state_display(),
            row.allowed_until or "",
        ]
        for row in queries.listed(actor, request.GET).order_by("-declared_at", "-pk")[:LARGEST]
    )
    return sheet("devices", extension, head, lines)


@require_http_methods(["GET", "POST"])
@idempotent
def check(request: HttpRequest, device_id: int) -> HttpResponse:
    """Check a device against the list in force today, and allow it or not."""
    actor = officer(request)
    rows = Device.objects.filter(administration__in=guarded(actor)).select_related("person", "administration")
    row, now = get_object_or_404(rows, pk=device_id), timezone.now()
    listed = checklist.in_force(today_of(now))
    form = CheckForm(request.POST or None, listed=listed)

    def run() -> HttpResponse:
        passed = request.POST.get("decision") == "allow"
        checking.check_device(
            actor=actor,
            device_id=row.pk,
            answers=form.answers,
            passed=passed,
            note=form.cleaned_data["note"],
            now=now,
            today=today_of(now),
        )
        messages.success(request, _("The device is allowed.") if passed else _("The device is not allowed."))
        return redirect("safe_access:device", row.pk)

    return fill(request, form, run, "safe_access/check.html", {"row": row, "listed": listed})


@require_http_methods(["GET", "POST"])
@idempotent
def applications(request: HttpRequest) -> HttpResponse:
    """The forbidden applications, what is asked nevertheless, and the form that adds one."""
    actor = officer(request)
    tenant, now = administration_of(request, actor), timezone.now()
    form = ForbidForm(request.POST or None)

    def run() -> HttpResponse:
        listing.forbid(administration_id=tenant, today=today_of(now), **form.cleaned_data, **who(request))
        messages.success(request, _("The application is on the list."))
        return redirect("safe_access:applications")

    past = ForbiddenApplication.objects.filter(administration=tenant, until__lte=today_of(now)).order_by("-until")
    context = {
        "forbidden": queries.forbidden({tenant}, today_of(now)),
        "past": past[:50],
        "waiting": [
            (one, DecideForm(auto_id=f"decide-{one.pk}-%s")) for one in queries.exceptions_waiting(guarded(actor))[:50]
        ],
        "country": organisations.country_of(tenant),
        "tenant": tenant,
    }
    return fill(request, form, run, "safe_access/applications.html", context)


@require_POST
@idempotent
def lift(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take an application off the list."""
    actor = officer(request)
    row = get_object_or_404(ForbiddenApplication.objects.visible_to(actor), pk=application_id)
    today = today_of(timezone.now())
    return act(
        request,
        lambda: listing.lift(application_id=row.pk, today=today, **who(request)),
        _("The application is off the list."),
        "safe_access:applications",
    )


@require_POST
@idempotent
def decide(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Grant an exception until a day, or refuse it."""
    actor = officer(request)
    rows = Allowance.objects.filter(administration__in=guarded(actor))
    row, form = get_object_or_404(rows, pk=exception_id), DecideForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"until": None, "reason": ""}
    granted = request.POST.get("decision") == "grant"
    today = today_of(timezone.now())
    return act(
        request,
        lambda: listing.decide_exception(exception_id=row.pk, granted=granted, today=today, **said, **who(request)),
        _("The exception is decided."),
        "safe_access:applications",
    )
