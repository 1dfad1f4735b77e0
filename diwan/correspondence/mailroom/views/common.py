"""What the screens of the mailroom share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed

from ..enums import REGISTER
from ..queries import proposals

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ..models import Document


def demand_right(request: HttpRequest) -> None:
    """Raises NotAllowed: whoever keeps no mail has nothing to do here."""
    if not request.actor.may(REGISTER):
        raise NotAllowed


def offices_of(request: HttpRequest, now: Any) -> list[tuple[int, str]]:
    offices = organisations.offices_within(request.actor, REGISTER, now, open_only=True)
    return [(office.id, f"{office.code} · {office.names.here}") for office in offices]


def document_or_404(request: HttpRequest, document_id: int) -> Document:
    demand_right(request)
    row = proposals.shown(request.actor, document_id)
    if row is None:
        raise Http404
    return row
