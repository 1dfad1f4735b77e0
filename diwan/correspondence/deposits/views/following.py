"""The depositor follows a letter: where it stands, its receipt. Reference and code open it; no account is needed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from diwan.core.files import api as files

from ..forms.following import FollowForm
from ..models import MINE, RECEIPT, Deposit
from ..queries.duplicates import sent_just_before
from ..queries.following import followed as deposit_followed


@login_not_required
@require_GET
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for a letter by its reference and code. Wrong and absent get the same answer."""
    form = FollowForm(request.GET if "code" in request.GET else None, initial=request.GET.dict())
    if form.is_valid():
        found = deposit_followed(form.cleaned_data["reference"], form.cleaned_data["code"])
        if found:
            return redirect("deposits:followed", found.reference, form.cleaned_data["code"])
        form.add_error(None, _("No letter answers to this reference and this code. Check both on your confirmation."))
    return render(request, "deposits/follow.html", {"form": form}, status=404 if form.errors else 200)


@login_not_required
@require_GET
def followed(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Where a letter stands; asks again by itself until the receipt is sealed."""
    deposit = found_or_404(request, reference, code)
    context = {
        "deposit": deposit,
        "code": code,
        "by_account": code == MINE,
        "country": deposit.office.administration.country,
        "sent_before": sent_just_before(deposit),
        "address": request.build_absolute_uri(reverse("deposits:followed", args=[reference, code])),
    }
    template = "deposits/_followed.html" if getattr(request, "htmx", False) else "deposits/followed.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"  # the address opens the letter
    return response


@login_not_required
@require_GET
def receipt(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The latest sealed receipt."""
    latest = found_or_404(request, reference, code).receipts.select_related("file").order_by("version").last()
    if latest is None:
        raise Http404
    return redirect(files.link(latest.file, purpose=RECEIPT))


def found_or_404(request: HttpRequest, reference: str, code: str) -> Deposit:
    """By its code, or with the word `mine` by the account of whoever is signed in."""
    deposit = deposit_followed(reference, code, request.actor)  # type: ignore[attr-defined]
    if deposit is None:
        raise Http404
    return deposit
