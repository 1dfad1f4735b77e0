"""One agreement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ..models import Agreement


@require_GET
def one(request: HttpRequest, agreement_id: int) -> HttpResponse:
    row = get_object_or_404(Agreement.objects.visible_to(request.actor), pk=agreement_id)
    return render(request, "agreements/agreement.html", {"row": row})
