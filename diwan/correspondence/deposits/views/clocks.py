"""The legal time: the office extends it, the depositor downloads the certificate of silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..enums import ProofKind
from ..forms.clocks import ExtendForm
from ..models import RECEIPT
from ..operations import clocks
from .desk import shown
from .following import found_or_404

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


@login_not_required
@require_GET
def certificate(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The sealed certificate of silence."""
    rows = found_or_404(request, reference, code).receipts.filter(kind=ProofKind.SILENCE)
    latest = rows.select_related("file").order_by("version").last()
    if latest is None:
        raise Http404
    return redirect(files.link(latest.file, purpose=RECEIPT))
