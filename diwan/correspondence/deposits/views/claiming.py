"""A depositor adds a letter to those of their account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diwan.kit.idempotency import idempotent

from ..models import MINE
from ..operations.claiming import claim as claim_letter
from .messages import theirs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
@idempotent
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Add the letter that this code opens to those of whoever is signed in."""
    deposit, code = theirs(request, reference)
    claim_letter(actor=request.actor, deposit_id=deposit.pk, code=code, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("The letter is among yours."))
    return redirect("deposits:followed", deposit.reference, MINE)
