"""What the clerk's views share: the letter that may be seen, and a form shown again with its mistakes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from diwan.core.files import api as files

from ..models import Deposit
from ..queries import desk as queries


def shown(request: HttpRequest, deposit_id: int) -> Deposit:
    """The deposit, which for those who may not see it does not exist."""
    deposit = queries.for_desk(request.actor, deposit_id)
    if deposit is None:
        raise Http404
    return deposit


def refuse(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The form as it was sent, with what is wrong."""
    return render(request, template, context, status=422)


def kept_files(request: HttpRequest) -> dict[str, Any]:
    """The files that came with a form which must be corrected, and what was wrong with others."""
    return {
        "kept": [(files.ticket(piece), piece) for piece in request.received],
        "file_problems": [
            _("%(name)s: %(refusal)s") % {"name": name, "refusal": refusal} for name, refusal in request.problems
        ],
    }
