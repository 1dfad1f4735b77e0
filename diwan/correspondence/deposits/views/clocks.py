"""The office extends the legal time of a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..forms.clocks import ExtendForm
from ..operations import clocks
from .desk import shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
@idempotent
def extend(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Take more time, with a reason; the form is shown again with what the law does not allow."""
    deposit, form = shown(request, deposit_id), ExtendForm(request.POST)
    if form.is_valid():
        try:
            clocks.extend(
                actor=request.actor,
                deposit_id=deposit.pk,
                days=form.cleaned_data["days"],
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            return redirect("deposits:reading", deposit.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "deposits/extend.html", {"deposit": deposit, "form": form}, status=422)
