"""What a person sees of their own devices, rights and log; and the button of a lost device."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent

from .. import checklist
from ..enums import By
from ..forms import DeviceForm, ExceptionForm, LostForm, NoteForm
from ..models import Allowance, Cut, Device, ForbiddenApplication, Look
from ..operations import applications, checking, cutting
from ..policies import may_guard
from ..queries import devices, log, rights
from .common import act, actor_of, fill, seat_of, today_of, who

if TYPE_CHECKING:
    from typing import Any

SALT = "diwan.safe_access.cut"


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My devices, my rights to systems, the forbidden applications and my exceptions."""
    seat, actor, today = seat_of(request), actor_of(request), today_of(timezone.now())
    assert actor.person_id is not None
    mine_ = Device.objects.filter(person=actor.person_id).order_by("-declared_at")
    own = Allowance.objects.filter(person=actor.person_id).select_related("application").order_by("-asked_at")
    context = {
        "devices": mine_,
        "rights": rights.mine(actor.person_id),
        "forbidden": devices.forbidden({seat.administration_id}, today),
        "exceptions": own[:50],
        "country": organisations.country_of(seat.administration_id),
    }
    return render(request, "safe_access/mine.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def declare(request: HttpRequest) -> HttpResponse:
    """Declare a device and ask for its check."""
    seat_of(request)
    form = DeviceForm(request.POST or None)

    def run() -> HttpResponse:
        checking.declare_device(said=form.cleaned_data, ask=True, **who(request))
        messages.success(request, _("Declared: its check is asked of the security officers."))
        return redirect("safe_access:mine")

    context = {
        "title": _("Declare a device"),
        "lead": _("A personal device may be used for work once it was checked against these conditions:"),
        "items": checklist.in_force(timezone.localdate()).items,
        "button": _("Declare it and ask for its check"),
        "back": "safe_access:mine",
        "back_label": _("My devices"),
    }
    return fill(request, form, run, "safe_access/form.html", context)


def seen_device(request: HttpRequest, device_id: int) -> Device:
    rows = Device.objects.visible_to(actor_of(request)).select_related("person", "administration")
    return get_object_or_404(rows, pk=device_id)


@require_GET
def device(request: HttpRequest, device_id: int) -> HttpResponse:
    """A device and the checks it passed: for its person and the security officers."""
    row = seen_device(request, device_id)
    checks = [
        (check, [(item, check.answers.get(item.code)) for item in listed.items] if listed else [])
        for check in row.checks.select_related("by")
        for listed in [checklist.named(check.version)]
    ]
    context = {
        "row": row,
        "checks": checks,
        "country": row.administration.country,
        "own": row.person_id == actor_of(request).person_id,
        "guards": may_guard(actor_of(request), row.administration_id),
        "note_form": NoteForm(auto_id="withdraw-%s"),
    }
    return render(request, "safe_access/device.html", context)


@require_POST
@idempotent
def ask_check(request: HttpRequest, device_id: int) -> HttpResponse:
    """Ask for a check again."""
    row = seen_device(request, device_id)
    done = _("Its check is asked of the security officers.")
    return act(
        request, lambda: checking.ask_check(device_id=row.pk, **who(request)), done, "safe_access:device", row.pk
    )


@require_POST
@idempotent
def withdraw(request: HttpRequest, device_id: int) -> HttpResponse:
    """A device that is no longer used, or no longer allowed."""
    row = seen_device(request, device_id)
    note = request.POST.get("note", "")[:300]
    return act(
        request,
        lambda: checking.withdraw_device(device_id=row.pk, note=note, **who(request)),
        _("The device is withdrawn."),
        "safe_access:device",
        row.pk,
    )


@require_http_methods(["GET", "POST"])
@idempotent
def ask_exception(request: HttpRequest, application_id: int) -> HttpResponse:
    """Ask to use a forbidden application nevertheless."""
    seat = seat_of(request)
    row = ForbiddenApplication.objects.filter(administration=seat.administration_id, pk=application_id).first()
    if row is None:
        raise Http404
    form = ExceptionForm(request.POST or None)

    def run() -> HttpResponse:
        applications.ask_exception(application_id=row.pk, **form.cleaned_data, **who(request))
        messages.success(request, _("Your exception is asked of the security officers."))
        return redirect("safe_access:mine")

    context = {
        "title": _("Ask for an exception"),
        "lead": row.name,
        "note": row.reason,
        "button": _("Ask for it"),
        "back": "safe_access:mine",
        "back_label": _("My devices"),
    }
    return fill(request, form, run, "safe_access/form.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def report_lost(request: HttpRequest) -> HttpResponse:
    """One button: every access of mine is cut, from whatever device I am on, this one too."""
    seat_of(request)
    actor = actor_of(request)
    rows = Device.objects.filter(person=actor.person_id, state__in=checking.OPEN).order_by("name")
    form = LostForm(request.POST if request.method == "POST" else None, devices=[(row.pk, str(row)) for row in rows])

    def run() -> HttpResponse:
        cut = cutting.report_lost(
            person_id=actor.person_id or 0,
            device_id=form.device_id,
            by=By.SELF,
            what=form.cleaned_data["what"],
            **who(request),
        )
        logout(request)  # so that the page that says what was done is not taken for a session that ended
        return redirect("safe_access:cut_done", signing.dumps(cut.pk, salt=SALT))

    return fill(request, form, run, "safe_access/report_lost.html", {})


@login_not_required
@require_GET
def cut_done(request: HttpRequest, token: str) -> HttpResponse:
    """What was cut, for an hour, to whoever pressed the button: they are nobody by now."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=3600)
    except signing.BadSignature as error:
        raise Http404 from error
    cut = get_object_or_404(Cut.objects.select_related("administration"), pk=pk)
    return render(request, "safe_access/cut_done.html", {"cut": cut, "country": cut.administration.country})


@require_GET
def my_log(request: HttpRequest) -> HttpResponse:
    """What the journal has of me on my days of telework, and who looked at it."""
    seat, actor, now = seat_of(request), actor_of(request), timezone.now()
    assert actor.person_id is not None
    country = organisations.country_of(seat.administration_id)
    today = calendars.local_day(now, country)
    looks: Any = Look.objects.filter(person=actor.person_id).select_related("by")
    context = {
        "done": log.done_remotely(actor.person_id, today - timedelta(days=30), today, calendars.zone(country)),
        "looks": looks[:50],
        "country": country,
    }
    return render(request, "safe_access/my_log.html", context)
