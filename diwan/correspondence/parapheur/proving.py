"""The proof of presence asked before signing: the one place where the parapheur meets what accounts know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

if TYPE_CHECKING:
    from django.http import HttpRequest


def prove(request: HttpRequest, digest: str) -> str:
    """How the person proved they are there, now, for this list; "" when they did not."""
    code = request.POST.get("code", "").strip()
    row = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).first()
    return "totp" if row and code and row.wrap().validate_code(code) else ""
