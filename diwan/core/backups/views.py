"""For operators: the last proof, those before it, and a button for one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from . import operations, policies, queries
from .models import Proof

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    if not policies.may_operate(request.actor):
        raise NotAllowed
    context = {
        "latest": queries.latest(),
        "overdue": queries.overdue(timezone.now()),
        "can_prove": queries.can_prove(),
        "page": Paginator(Proof.objects.select_related("asked_by"), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "backups/home.html", context)


@require_POST
@idempotent
def prove(request: HttpRequest) -> HttpResponse:
    operations.ask(actor=request.actor, now=timezone.now())
    messages.success(request, _("A backup is being made and restored; its proof appears here in some minutes."))
    return redirect("backups:home")
