"""The operator of the platform: opens administrations, sees how each does, and nothing of its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import policies
from ..forms import OpenAdministrationForm
from ..operations.opening import First, invite_again, open_administration, take_back
from ..queries import overview
from .common import form_page, taken, who

if TYPE_CHECKING:
    from django.http import HttpRequest

BACK = "joining:administrations"
PER_PAGE = 50


def operator(request: HttpRequest) -> None:
    """
    Raises:
        NotAllowed
    """
    if not policies.may_operate(request.actor):
        raise NotAllowed


@require_safe
def administrations(request: HttpRequest) -> HttpResponse:
    """Every administration: how far it has come, how it does."""
    operator(request)
    now, asked = timezone.now(), request.GET
    text, state, sort = asked.get("q", "").strip(), asked.get("state", ""), asked.get("sort", "name")
    everything = overview.lines(now)
    found = overview.chosen(everything, text=text, state=state, sort=sort)
    states = {"": _("All"), "joining": _("Joining"), "ready": _("Ready"), "trouble": _("In trouble")}
    sorts = {
        "name": _("Name"),
        "progress": _("Progress"),
        "activity": _("Last activity"),
        "waiting": _("Waiting letters"),
    }
    context = {
        "page": Paginator(found, PER_PAGE).get_page(asked.get("page")),
        "machine": overview.machine(now),
        "text": text,
        "state": state,
        "sort": sort,
        "sorts": sorts,
        "states": [
            (code, label, len(overview.chosen(everything, text=text, state=code, sort="")))
            for code, label in states.items()
        ],
    }
    return render(request, "joining/administrations.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def open_one(request: HttpRequest) -> HttpResponse:
    """Open an administration and invite its first administrator."""
    operator(request)
    form = OpenAdministrationForm(request.POST or None)

    def do(data: dict[str, Any]) -> None:
        first = First(data["email"].lower(), data["admin_ar"], data["admin_latin"], data["language"])
        open_administration(code=data["code"], country=data["country"], names=form.names, first=first, **who(request))

    said = _("The administration is open. Its first administrator receives an invitation by e-mail.")
    title, act = _("Open an administration"), _("Open it and invite its administrator")
    note = _("From there on its administrator works alone: units, people, registry offices, seal, invitations.")
    return taken(request, form, do, said, BACK) or form_page(request, form, title=title, act=act, back=BACK, note=note)


@require_POST
@idempotent
def invite_first(request: HttpRequest, administration_id: int) -> HttpResponse:
    """Send the first administrator their invitation once more."""
    operator(request)
    invite_again(administration_id=administration_id, **who(request))
    messages.success(request, _("The invitation is on its way; a former one no longer opens."))
    return HttpResponseRedirect(reverse(BACK))


@require_POST
@idempotent
def revoke_first(request: HttpRequest, administration_id: int) -> HttpResponse:
    """Take the invitation of the first administrator back."""
    operator(request)
    take_back(administration_id=administration_id, **who(request))
    messages.success(request, _("The invitation no longer opens."))
    return HttpResponseRedirect(reverse(BACK))
