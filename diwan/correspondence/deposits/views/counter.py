"""The counter: letters on paper are registered for those who bring or send them; label and slip are printed."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import labels, slips
from ..enums import ApplicantKind, Channel
from ..forms.counter import CounterForm, LabelForm
from ..models import RECEIPT
from ..operations import counter, handing_in
from ..policies import PROCESS
from ..queries import counter as queries
from ..queries import desk
from .pieces import receive_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..models import Deposit

STAYS = ("office", "channel", "language")  # what the next letter has in common with this one


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=receive_pieces)
def new(request: HttpRequest) -> HttpResponse:
    """The fast form; on success, the page with receipt, label and slip."""
    now = timezone.now()
    if not request.actor.may(PROCESS):
        raise NotAllowed
    offices = organisations.offices_within(request.actor, PROCESS, now, open_only=True)
    if not offices:
        return render(request, "deposits/counter.html", status=422 if request.method == "POST" else 200)
    received: list[files.StoredFile] = getattr(request, "received", [])
    problems = getattr(request, "problems", [])
    form = form_for(request, offices, now)
    if request.method == "POST" and form.is_valid() and not problems:
        try:
            done = counter.register_arrival(actor=request.actor, now=now, **parsed(form.cleaned_data, received))
            stays = {name: form.cleaned_data[name] for name in STAYS}
            return redirect(slips.address(done, actor=request.actor, stays=stays))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    for name, refusal in problems:
        form.add_error(None, _("%(name)s: %(refusal)s") % {"name": name, "refusal": refusal})
    kept = [(files.ticket(piece), piece) for piece in received]
    context = {"form": form, "kept": kept}
    return render(request, "deposits/counter.html", context, status=422 if form.errors else 200)


def form_for(request: HttpRequest, offices: Sequence[organisations.OfficeCard], now: Any) -> CounterForm:
    """The form with what may be chosen at the office at hand; its day and language are those of the office."""
    asked = request.POST.get("office") or request.GET.get("office") or ""
    office = next((o for o in offices if str(o.id) == asked), offices[0])
    waiting = registers.reserved_at([o.id for o in offices])
    initial = {name: request.GET[name] for name in STAYS if name in request.GET}
    return CounterForm(
        request.POST or None,
        offices=[(o.id, f"{o.code} · {o.names.here}") for o in offices],
        procedures=queries.procedures_of(office, now),
        reserved=[(entry.pk, entry.reference) for entry in waiting],
        initial={"office": office.id, "received_on": calendars.local_day(now, office.country), **initial},
    )


def parsed(data: dict[str, Any], received: list[files.StoredFile]) -> dict[str, Any]:
    """Form data in the words of the operation."""
    names = ("identity_kind", "identity_number", "representative", "email", "phone", "address")
    return {
        "office_id": data["office"],
        "applicant": handing_in.Applicant(
            name=data["applicant_name"],
            kind=ApplicantKind(data["applicant_kind"]),
            **{name: data[name] for name in names},
        ),
        "letter": handing_in.Letter(
            subject=data["subject"],
            language=data["language"],
            pieces=tuple(piece.id for piece in received),
            procedure=data["procedure"],
            sender_reference=data["sender_reference"],
        ),
        "arrival": handing_in.Arrival(Channel(data["channel"]), data["received_on"], data["kept_at"], data["reserved"]),
    }


def slip_in(request: HttpRequest, deposit_id: int) -> slips.Slip:
    return slips.read(request.GET.get("slip", ""), deposit_id=deposit_id, actor=request.actor)


@require_GET
def counted(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """What to print and hand over; asks again by itself until the receipt is sealed."""
    deposit = shown(request, deposit_id)
    receipt = deposit.receipts.order_by("version").last()
    handed = slip_in(request, deposit_id)
    context = {
        "deposit": deposit,
        "country": deposit.office.administration.country,
        "code": handed.code,
        "onwards": handed.onwards,
        "slip": request.GET.get("slip", ""),
        "receipt_url": files.link(receipt.file, purpose=RECEIPT, actor=request.actor) if receipt else "",
        "next": urlencode({name: request.GET[name] for name in STAYS if name in request.GET}),
    }
    part = getattr(request, "htmx", False)
    return private(render(request, "deposits/_counted.html" if part else "deposits/counted.html", context))


@require_GET
def slip(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """The slip with the follow-up code, while the page after registration is at hand."""
    deposit, code = shown(request, deposit_id), slip_in(request, deposit_id).code
    if not code:
        raise Http404
    return private(pdf(labels.slip(deposit, code, timezone.now()), f"{deposit.reference}-slip.pdf"))


@require_GET
def label(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """The bar-code label of a letter, for a label printer or in the next free place of a sheet."""
    deposit, form = shown(request, deposit_id), LabelForm(request.GET)
    form.full_clean()
    said = form.cleaned_data
    made = labels.label(
        deposit,
        sheet=said.get("sheet", False),
        skip=said.get("skip") or 0,
        language=get_language() or "ar",
        now=timezone.now(),
    )
    return pdf(made, f"{deposit.reference}-label.pdf")


@require_GET
def depositors(request: HttpRequest) -> HttpResponse:
    """Who deposited here before, to fill the form from."""
    if not request.actor.may(PROCESS):
        raise NotAllowed
    rows = queries.earlier_depositors(request.actor, request.GET.get("applicant_name", ""))
    return render(request, "deposits/_depositors.html", {"rows": rows})


def shown(request: HttpRequest, deposit_id: int) -> Deposit:
    """The letter, which for those who may not see it does not exist."""
    deposit = desk.for_desk(request.actor, deposit_id)
    if deposit is None:
        raise Http404
    return deposit


def pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def private(response: HttpResponse) -> HttpResponse:
    """The page holds what opens a letter."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
