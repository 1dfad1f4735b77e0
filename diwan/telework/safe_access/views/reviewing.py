"""Reviews of rights, and the daily difference with what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.kit import spreadsheets
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..enums import Source
from ..forms import ListForm, ReviewForm
from ..models import Comparison, Discrepancy, ReviewLine
from ..operations import comparing
from ..operations import reviewing as operations
from ..queries import rights as queries
from .common import act, actor_of, administration_of, fill, officer, today_of, who
from .systems import guarded_system, shown

if TYPE_CHECKING:
    from typing import Any


@require_http_methods(["GET", "POST"])
@idempotent
def reviews(request: HttpRequest) -> HttpResponse:
    """The reviews, and the form that opens the next."""
    actor = officer(request)
    tenant, now = administration_of(request, actor), timezone.now()
    form = ReviewForm(request.POST or None)

    def run() -> HttpResponse:
        said = {"administration_id": tenant, "today": today_of(now), **form.cleaned_data}
        row = operations.open_review(**said, **who(request))
        messages.success(request, _("The review is open; the owners of the systems have been told."))
        return redirect("safe_access:review", row.pk)

    return fill(request, form, run, "safe_access/reviews.html", {"rows": queries.reviews(actor)[:50]})


@require_GET
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """The lines of a review that are mine to answer."""
    lines = list(queries.lines_of(actor_of(request), review_id))
    if not lines:
        raise Http404
    context = {"lines": lines, "review": lines[0].review, "country": lines[0].review.administration.country}
    return render(request, "safe_access/review.html", context)


@require_POST
@idempotent
def answer(request: HttpRequest, line_id: int) -> HttpResponse:
    """Confirm a right, or withdraw it."""
    row = get_object_or_404(ReviewLine, pk=line_id)
    if not queries.lines_of(actor_of(request), row.review_id).filter(pk=line_id).exists():
        raise Http404
    confirmed = request.POST.get("decision") == "confirm"
    return act(
        request,
        lambda: operations.answer(line_id=row.pk, confirmed=confirmed, **who(request)),
        _("The right is confirmed.") if confirmed else _("The right is withdrawn."),
        "safe_access:review",
        row.review_id,
    )


def accounts_in(cells: list[dict[str, Any]]) -> list[str]:
    """The accounts in an exported list: the column with most addresses, else the first one that is filled."""
    rows = [[str(cell or "").strip() for cell in row] for sheet in cells for row in sheet["rows"]]
    width = max((len(row) for row in rows), default=0)
    columns = [[row[n] for row in rows if len(row) > n and row[n]] for n in range(width)]
    columns = [column for column in columns if column]
    if not columns:
        return []
    chosen = max(columns, key=lambda column: sum("@" in cell for cell in column))
    if any("@" in cell for cell in chosen):
        return [cell for cell in chosen if "@" in cell]
    return columns[0][1:]


@require_POST
@idempotent
def compare(request: HttpRequest, system_id: int) -> HttpResponse:
    """Compare with a list that the VPN, the system or the directory exported."""
    row = guarded_system(request, system_id)
    form = ListForm(request.POST, request.FILES, auto_id="list-%s")
    if form.is_valid():
        upload = form.cleaned_data["accounts"]
        extension = upload.name.rpartition(".")[2].lower()
        try:
            now = timezone.now()
            made = comparing.compare(
                actor=actor_of(request),
                system_id=row.pk,
                accounts=accounts_in(spreadsheets.cells_of(upload, extension)),
                source=Source.FILE,
                now=now,
                today=today_of(now),
            )
        except Refusal as refusal:
            form.add_error("accounts", f"{refusal} {refusal.advice}".strip())
        else:
            return redirect("safe_access:differences", made.pk)
    return render(request, "safe_access/system.html", shown(request, row, list=form), status=422)


@require_GET
def differences(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """What is there and should not be, and what should be there and is not."""
    actor = officer(request)
    row = get_object_or_404(
        Comparison.objects.visible_to(actor).select_related("system", "administration", "by"), pk=comparison_id
    )
    context = {"row": row, "lines": queries.differences(row)[:500], "country": row.administration.country}
    return render(request, "safe_access/differences.html", context)


@require_POST
@idempotent
def settle(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Note what was done about a difference."""
    actor = officer(request)
    row = get_object_or_404(Discrepancy.objects.visible_to(actor), pk=difference_id)
    note = request.POST.get("note", "").strip()[:300]
    if not note:
        messages.error(request, _("Say what was done."))
        return redirect("safe_access:differences", row.comparison_id)
    return act(
        request,
        lambda: comparing.settle(difference_id=row.pk, note=note, **who(request)),
        _("Noted."),
        "safe_access:differences",
        row.comparison_id,
    )
