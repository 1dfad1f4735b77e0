"""Who has what for how long, and taking over from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.batches import api as batches
from diwan.correspondence.circulation import api as circulation
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import forms
from ..queries import load as queries
from ..queries import paging
from ..queries.asking import Asked
from ..queries.sitting import inboxes
from .batches import Act, begun, numbers
from .lines import lines
from .sitting import before

if TYPE_CHECKING:
    from ..queries.sitting import Sitting

TAKE_OVER = Act(circulation.TAKE_OVER, frozenset(), forms.WhyForm, _("Take over…"), "", _("Take over"))


@require_GET
def load(request: HttpRequest) -> HttpResponse:
    """One line for each unit and post one watches; what one of them has, where it is opened."""
    sitting = watched(request)
    at = opened(request)
    context = {**shown(sitting), "at": at}
    if at:
        context |= rows_at(request, sitting, at)
    return render(request, "desk/load.html", context)


def watched(request: HttpRequest) -> Sitting:
    if not inboxes(request.actor):
        raise NotAllowed
    sitting, _asked = before(request)
    if not queries.watches(sitting):
        raise NotAllowed
    return sitting


def opened(request: HttpRequest) -> tuple[int, int] | None:
    """The unit and the post (0: none) whose rows are asked for."""
    asked = request.POST if request.method == "POST" else request.GET
    said = [number for name in ("unit", "held") for number in numbers([asked.get(name, "")])]
    return (said[0], said[1]) if len(said) == 2 else None


def shown(sitting: Sitting) -> dict[str, Any]:
    held = queries.held(sitting)
    return {
        "sitting": sitting,
        "held": held,
        "open": sum(one.open for one in held),
        "late": sum(one.late for one in held),
        "country": sitting.country,
    }


def rows_at(request: HttpRequest, sitting: Sitting, at: tuple[int, int], form: Any = None) -> dict[str, Any]:
    asked = Asked(post=sitting.post_id)
    before_, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = paging.turned(queries.at(sitting, *at), asked, sitting, before=before_, after=after)
    return {
        "page": page,
        "lines": lines(page.rows, asked, sitting),
        "form": form or forms.WhyForm(),
        "acts": [("take_over", TAKE_OVER)],
        "asked": asked,
    }


@require_POST
@idempotent
def take_over(request: HttpRequest) -> HttpResponse:
    """Take what was chosen to one's own post, each with its answer."""
    sitting = watched(request)
    form = forms.WhyForm(request.POST)
    keys = numbers(request.POST.getlist("id"))
    rows = {row.pk: row.letter for row in queries.rows(sitting).filter(pk__in=keys).select_related("letter")}
    if not rows:
        raise batches.NothingChosen
    if not form.is_valid():
        at = opened(request)
        if at is None:
            raise Http404
        context = {**shown(sitting), "at": at, **rows_at(request, sitting, at, form)}
        return render(request, "desk/load.html", context, status=422)
    chosen = [(key, rows[key]) for key in keys if key in rows]
    return redirect("batches:batch", begun(request, sitting, TAKE_OVER, chosen, form, post=sitting.post_id).pk)
