"""Registry offices: opened, renamed, handed over, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.kit.idempotency import idempotent

from ..forms import OfficeForm, OpenOfficeForm, UnitForm
from .common import form_page, mine, taken, units_of, who

if TYPE_CHECKING:
    from django.http import HttpRequest

BACK = "joining:offices"


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Every registry office of the administration, open or closed."""
    here, now = mine(request), timezone.now()
    found = organisations.offices_of(here, now, right=deposits.PROCESS)
    today = now.date()
    context = {
        "offices": [{"line": office, "open": office.is_open(today)} for office in found],
        "today": today,
    }
    return render(request, "joining/offices.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def open_office(request: HttpRequest) -> HttpResponse:
    """Open a registry office in a unit."""
    here = mine(request)
    form = OpenOfficeForm(request.POST or None, units=units_of(here))

    def do(data: dict[str, Any]) -> None:
        organisations.open_registry_office(
            unit_id=int(data["unit"]),
            code=data["code"],
            names=form.names,
            on=timezone.localdate(),
            accepts_public=data["accepts_public"],
            **who(request),
        )

    said = _("The registry office is open.")
    title, act = _("Open a registry office"), _("Open it")
    return taken(request, form, do, said, BACK) or form_page(request, form, title=title, act=act, back=BACK)


@require_http_methods(["GET", "POST"])
@idempotent
def change_office(request: HttpRequest, office_id: int) -> HttpResponse:
    """Rename a registry office, and open it to the public or not."""
    office = _office(request, office_id)
    form = OfficeForm(request.POST or None, initial=OfficeForm.of(office))

    def do(data: dict[str, Any]) -> None:
        organisations.change_registry_office(
            office_id=office_id, names=form.names, accepts_public=data["accepts_public"], **who(request)
        )

    title, act = _("Change the registry office"), _("Record")
    return taken(request, form, do, _("Recorded."), BACK) or form_page(request, form, title=title, act=act, back=BACK)


@require_http_methods(["GET", "POST"])
@idempotent
def hand_over_office(request: HttpRequest, office_id: int) -> HttpResponse:
    """Give a registry office to another unit; its books go on under the same numbers."""
    here, _office_line = mine(request), _office(request, office_id)
    form = UnitForm(request.POST or None, units=units_of(here))

    def do(data: dict[str, Any]) -> None:
        organisations.hand_over_registry_office(office_id=office_id, unit_id=int(data["unit"]), **who(request))

    title, act = _("Hand the registry office over to another unit"), _("Hand it over")
    note = _("Its registers go on under the same numbers; those who work there need a post in the other unit.")
    said = _("The registry office is handed over.")
    return taken(request, form, do, said, BACK) or form_page(request, form, title=title, act=act, back=BACK, note=note)


@require_POST
@idempotent
def close_office(request: HttpRequest, office_id: int) -> HttpResponse:
    """Close a registry office today; its registers stay readable and its code is never given again."""
    _office(request, office_id)
    organisations.close_registry_office(office_id=office_id, on=timezone.localdate(), **who(request))
    messages.success(request, _("The registry office is closed."))
    return HttpResponseRedirect(reverse(BACK))


def _office(request: HttpRequest, office_id: int) -> organisations.OfficeLine:
    found = organisations.offices_of(mine(request), timezone.now(), right=deposits.PROCESS)
    for office in found:
        if office.id == office_id:
            return office
    raise Http404
