"""The depositor follows a letter: where it stands, its proofs, what is written about it.

Reference and code open it, or, with `mine` in the place of the code, the account that handed it in.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations

from ..enums import OPEN, ProofKind
from ..forms.following import FollowForm, WriteForm
from ..models import MINE, RECEIPT, Deposit
from ..queries import following as queries
from ..queries.duplicates import sent_just_before
from ..queries.following import followed as deposit_followed
from ..queries.messages import with_links


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
    """Where a letter stands; the part that changes by itself is asked for again by the page."""
    htmx = getattr(request, "htmx", None)
    part = htmx and htmx.target == "state"
    waits = part and "waits" in request.GET
    if waits and queries.still_waits(reference, code, request.actor, request.GET.get("seen", "")):
        return unshared(HttpResponse(status=204))  # nothing to put in the place of what is shown
    deposit = found_or_404(request, reference, code)
    template = "deposits/_followed.html" if part else "deposits/followed.html"
    return unshared(render(request, template, story(request, deposit, code)))


@login_not_required
@require_GET
def receipt(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The latest sealed receipt."""
    rows = found_or_404(request, reference, code).receipts.filter(kind=ProofKind.RECEIPT).select_related("file")
    latest = rows.order_by("version").last()
    if latest is None:
        raise Http404
    return redirect(files.link(latest.file, purpose=RECEIPT))


def found_or_404(request: HttpRequest, reference: str, code: str) -> Deposit:
    """By its code, or with the word `mine` by the account of whoever is signed in."""
    deposit = deposit_followed(reference, code, request.actor)
    if deposit is None:
        raise Http404
    return deposit


def story(request: HttpRequest, deposit: Deposit, code: str) -> dict[str, Any]:
    """All that the page of a letter shows to its depositor."""
    now = timezone.now()
    actor = request.actor if request.actor.person_id else None
    deposit.unit_names = queries.unit_names(deposit, now)  # type: ignore[attr-defined]
    written = deposit.messages.all()
    return {
        "deposit": deposit,
        "house": organisations.office_card(deposit.office_id, now),
        "code": code,
        "by_account": code == MINE,
        "claimable": deposit.depositor_id is None and deposit.sender_unit_id is None,
        "sent_before": sent_just_before(deposit),
        "country": deposit.office.administration.country,
        "address": request.build_absolute_uri(reverse("deposits:followed", args=[deposit.reference, code])),
        "time": queries.legal_time(deposit, now),
        "is_open": deposit.state in OPEN,
        "pending": queries.pending(deposit),
        "proofs": [
            (proof, files.link(proof.file, purpose=RECEIPT, actor=actor)) for proof in queries.proofs_of(deposit)
        ],
        "openings": queries.openings(deposit),
        "asked": queries.open_request(deposit),
        "reply": next(iter(with_links([m for m in [queries.reply(deposit)] if m], actor)), None),
        "messages_shown": with_links([m for m in written if m.kind != "reply"], actor),
        "unread": sum(m.from_office and not m.read_at and m.kind != "reply" for m in written),
        "news": (seen := queries.seen_of(deposit)) != request.GET.get("seen", seen),
        "seen": seen,
        "can_write": queries.may_be_written_to(deposit),
        "complete_form": WriteForm(auto_id="complete_%s", initial={"code": code}),
        "write_form": WriteForm(auto_id="write_%s", initial={"code": code}),
    }


def unshared(response: HttpResponse) -> HttpResponse:
    """The address opens the letter: nobody keeps it, and no page it leads to learns it."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"  # with none at all, a form of the page could not be sent
    return response
