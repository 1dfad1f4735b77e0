"""Two letters side by side: is it one letter that came twice?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent

from ..models import PIECE, Deposit
from ..operations import duplicates
from ..queries.pieces import shown_pieces
from .desk import shown


@require_GET
def compare(request: HttpRequest, deposit_id: int, other_id: int) -> HttpResponse:
    """Both letters, and what differs between them."""
    one, other = shown(request, deposit_id), shown(request, other_id)
    context = {
        "deposit": one,
        "other": other,
        "sides": [(side, shown_pieces(side, purpose=PIECE, actor=request.actor)) for side in (one, other)],
        "lines": compared(one, other),
        "country": one.office.administration.country,
        "marked": one.duplicate_of_id == other.pk,
    }
    return render(request, "deposits/compare.html", context)


FIELDS = {
    "applicant_name": _("name"),
    "identity_number": _("number"),
    "email": _("e-mail address"),
    "subject": _("subject"),
    "sender_reference": _("the depositor's own reference"),
}


def compared(one: Deposit, other: Deposit) -> list[tuple[str, str, str, bool]]:
    """Each field that either has: its name, both values, and whether they are the same."""
    pairs = [(str(label), getattr(one, name), getattr(other, name)) for name, label in FIELDS.items()]
    return [(label, a, b, a == b) for label, a, b in pairs if a or b]


@require_POST
@idempotent
def mark(request: HttpRequest, deposit_id: int, other_id: int) -> HttpResponse:
    """The first letter named is the same as the second."""
    shown(request, deposit_id), shown(request, other_id)
    duplicates.mark_duplicate(actor=request.actor, deposit_id=deposit_id, of=other_id, now=timezone.now())
    return redirect("deposits:reading", deposit_id)


@require_POST
@idempotent
def unmark(request: HttpRequest, deposit_id: int) -> HttpResponse:
    shown(request, deposit_id)
    duplicates.unmark_duplicate(actor=request.actor, deposit_id=deposit_id, now=timezone.now())
    return redirect("deposits:reading", deposit_id)
