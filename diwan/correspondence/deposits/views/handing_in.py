"""The public hands in a letter and sees its number. No account is needed."""

from __future__ import annotations

import functools

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..enums import ApplicantKind, IdentityKind
from ..forms.handing_in import DepositForm
from ..operations import handing_in
from ..queries.handing_in import office_choices

PIECES, KEPT = "pieces", "kept_piece"


def receive_pieces(request: HttpRequest) -> None:
    """Store the bytes of what was sent before anything else, so that a mistake in the form loses no upload.

    Files sent earlier, with the same form or piece by piece, come as tickets; a box unticked takes one away.
    """
    kept = [piece for text in request.POST.getlist(KEPT) if (piece := files.from_ticket(text))]
    problems = []
    for upload in request.FILES.getlist(PIECES):
        try:
            kept.append(files.store(upload, name=upload.name or "", now=timezone.now()))  # type: ignore[arg-type]
        except Refusal as refusal:
            problems.append((upload.name, refusal))
    request.received = kept[: settings.DIWAN_FILES_PER_THING + 1]  # type: ignore[attr-defined]
    request.problems = problems  # type: ignore[attr-defined]


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=receive_pieces)
def new(request: HttpRequest) -> HttpResponse:
    """The deposit form; on success, the depositor is led to the page that follows the letter."""
    offices = office_choices(at=timezone.now())
    received: list[files.StoredFile] = getattr(request, "received", [])
    problems = getattr(request, "problems", [])
    form = DepositForm(request.POST or None, offices=offices, initial={"office": request.GET.get("office")})
    if request.method == "POST" and form.is_valid() and not problems:
        try:
            done = handing_in.deposit(actor=request.actor, now=timezone.now(), **parsed(form.cleaned_data, received))
            return redirect("deposits:followed", done.deposit.reference, done.code)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    for name, refusal in problems:
        form.add_error(None, _("%(name)s: %(refusal)s") % {"name": name, "refusal": refusal})
    kept = [(files.ticket(piece), piece) for piece in received]
    context = {"form": form, "kept": kept, "offices": offices}
    return render(request, "deposits/new.html", context, status=422 if form.errors else 200)


def parsed(data: dict, received: list[files.StoredFile]) -> dict:
    """Form data in the words of the operation."""
    applicant = handing_in.Applicant(
        name=data["applicant_name"],
        kind=ApplicantKind(data["applicant_kind"]),
        identity_kind=IdentityKind(data["identity_kind"]),
        **{name: data[name] for name in ("identity_number", "email", "phone")},
    )
    letter = handing_in.Letter(
        subject=data["subject"],
        body=data["body"],
        language=get_language() or "ar",
        pieces=tuple(piece.id for piece in received),
    )
    return {"office_id": data["office"], "applicant": applicant, "letter": letter}
