"""One document beside its pages: confirmed with the keyboard, registered, and the next one opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..enums import DocumentState, PageState
from ..forms.confirming import ORDER, ConfirmForm, initial
from ..models.intakes import ORIGINAL
from ..operations import confirming, leasing
from ..queries import proposals
from .common import document_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ..models import Document


@require_GET
def confirm(request: HttpRequest, document_id: int) -> HttpResponse:
    """The page; its script takes the document for this clerk, and renews that while it is open."""
    document = document_or_404(request, document_id)
    now = timezone.now()
    proposal = proposals.propose(request.actor, document, now)
    today = calendars.local_day(now, document.office.administration.country)
    form = form_for(request, document, now, initial=initial(proposal.values, today))
    return page(request, document, form, proposal, now)


def form_for(request: HttpRequest, document: Document, now: Any, **given: Any) -> ConfirmForm:
    units = organisations.units_of([document.office.administration_id], now)
    return ConfirmForm(
        request.POST or None,
        units=[(key, names.here) for key, names in units.items()],
        deposits=request.actor.may(deposits.PROCESS, document.office.unit),
        **given,
    )


def page(
    request: HttpRequest, document: Document, form: ConfirmForm, proposal: proposals.Proposal, now: Any
) -> HttpResponse:
    before, waiting = proposals.neighbours(request.actor, document)
    pages = list(document.pages.order_by("position").select_related("picture", "original"))
    context = {
        "document": document,
        "form": form,
        "fields": [(form[name], proposal.about.get(name if name != "become" else "kind")) for name in ORDER],
        "others": [form[name] for name in ConfirmForm.base_fields if name not in ORDER],
        "doubtful": proposals.DOUBTFUL,
        "same": proposal.same,
        "pages": pages,
        "left_out": proposals.left_out(document),
        "before": before,
        "waiting": waiting,
        "open": document.state == DocumentState.WAITING,
        "taken": leasing.held_by_other(document, request.actor, now),
        "unread": sum(one.state in (PageState.UNREAD, PageState.FAILED) for one in pages),
        "reading": sum(one.state == PageState.WAITING for one in pages),
        "originals": [
            (one, files.link(one.file, purpose=ORIGINAL, actor=request.actor))
            for one in document.intake.originals.select_related("file")
        ],
        "country": document.office.administration.country,
    }
    return render(request, "mailroom/confirm.html", context, status=422 if form.errors else 200)


@require_POST
@idempotent
def register(request: HttpRequest, document_id: int) -> HttpResponse:
    """Register what stands in the form, then open the next one; of a deposit, first what its sender is given."""
    document, now = document_or_404(request, document_id), timezone.now()
    form = form_for(request, document, now)
    if form.is_valid():
        try:
            done = confirming.register(
                actor=request.actor,
                document_id=document_id,
                arranged=int(request.POST.get("arranged") or 0),
                confirmed=form.confirmed(),
                now=now,
            )
        except (Refusal, ValidationError) as refusal:
            form.add_error(None, str(refusal))
        else:
            following = onwards(request, done.document, now)
            if (
                done.deposited
            ):  # its receipt, its label and the slip with the code, as at the counter; then the next one
                return redirect(deposits.slip_address(done.deposited, actor=request.actor, onwards=following))
            messages.success(request, _("Registered: %(reference)s") % {"reference": done.reference})
            return redirect(following)
    proposal = proposals.propose(request.actor, document, now)
    return page(request, document, form, proposal, now)


def onwards(request: HttpRequest, document: Document, now: Any) -> str:
    """The address of the next document, which is before this clerk from now on; the list when none waits."""
    following = leasing.take_next(actor=request.actor, after=document, now=now)
    return reverse("mailroom:confirm", args=[following.pk]) if following else reverse("mailroom:queue")


@require_POST
@idempotent
def aside(request: HttpRequest, document_id: int) -> HttpResponse:
    """Not to be registered, and why."""
    document_or_404(request, document_id)
    now = timezone.now()
    done = confirming.set_aside(
        actor=request.actor, document_id=document_id, reason=request.POST.get("reason", ""), now=now
    )
    messages.success(request, _("Set aside."))
    return redirect(onwards(request, done, now))


@require_POST
@idempotent
def take_up(request: HttpRequest, document_id: int) -> HttpResponse:
    document_or_404(request, document_id)
    confirming.take_up(actor=request.actor, document_id=document_id, now=timezone.now())
    return redirect("mailroom:confirm", document_id)


@require_POST
@idempotent
def keep(request: HttpRequest, document_id: int) -> HttpResponse:
    """Keep what was typed so far, and the document before this clerk."""
    document_or_404(request, document_id)
    entered = {name: request.POST[name][:400] for name in ConfirmForm.base_fields if request.POST.get(name)}
    leasing.keep_entered(actor=request.actor, document_id=document_id, entered=entered, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@idempotent
def leave(request: HttpRequest, document_id: int) -> HttpResponse:
    """Back to the list; what was typed is kept."""
    document_or_404(request, document_id)
    leasing.leave(actor=request.actor, document_id=document_id, now=timezone.now())
    return redirect(reverse("mailroom:queue"))
