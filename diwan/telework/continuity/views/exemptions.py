"""Who is never called on site in a crisis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from ..forms import ExemptionForm
from ..models import Exemption
from ..operations import exempting
from .showing import root_of

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE = 40


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def listed(request: HttpRequest) -> HttpResponse:
    """Those exempted now, and one more."""
    root = root_of(request)
    form, problem = ExemptionForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        problem = recorded(request, form.cleaned_data)
        if not problem:
            messages.success(request, _("The exemption is recorded."))
            return redirect("continuity:exemptions")
    rows = Exemption.objects.visible_to(request.actor).filter(administration=root.administration_id, ended_at=None)
    page = Paginator(rows.select_related("person", "recorded_by"), PAGE).get_page(request.GET.get("page"))
    names = organisations.units_named([row.unit_id for row in page], timezone.now())
    for row in page:
        row.where = names[row.unit_id].here
    context = {"page": page, "form": form, "problem": problem, "country": root.administration.country}
    status = 422 if form.errors or problem else 200
    return render(request, "continuity/exemptions.html", context, status=status)


def recorded(request: HttpRequest, said: dict) -> str:
    """Record it; why not, where it is not. Somebody of another administration is nobody here."""
    person = get_user_model()._default_manager.filter(email__iexact=said["email"]).values_list("pk", flat=True).first()
    try:
        if person is None:
            raise exempting.NotSeated
        exempting.exempt(
            actor=request.actor, person_id=person, proof=said["proof"], until=said["until"], now=timezone.now()
        )
    except NotAllowed:
        return str(exempting.NotSeated())
    except Refusal as no:
        return str(no)
    return ""


@require_POST
@idempotent
def end(request: HttpRequest, exemption_id: int) -> HttpResponse:
    root_of(request)
    row = Exemption.objects.visible_to(request.actor).filter(pk=exemption_id).first()
    if row is None:
        raise Http404
    exempting.end_exemption(actor=request.actor, exemption_id=row.pk, now=timezone.now())
    messages.success(request, _("The exemption is ended."))
    return redirect("continuity:exemptions")
