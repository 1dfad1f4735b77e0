"""What has reached the end of its time, and the lists by which it is destroyed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.batches import api as batches
from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..enums import Fate, ItemState, ListState
from ..forms import ProposeForm, ReasonForm
from ..models import CERTIFICATE, DestructionItem, DestructionList
from ..operations import destroying
from ..policies import APPROVE, KEEP, may_approve, may_keep
from ..queries import due as queries
from ..works import DESTROY
from .showing import place

PAGE_SIZE = 50


@require_http_methods(["GET", "POST"])
@idempotent
def due(request: HttpRequest) -> HttpResponse:
    """Whose time is over; those to destroy are chosen into a list."""
    tenant, context = place(request, KEEP)
    found = queries.destroyable(tenant.id, tenant.today)
    form = ProposeForm(request.POST or None, keys=[destroying.key(one) for one in found])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["only"]
        row = destroying.propose(
            actor=request.actor,
            administration_id=tenant.id,
            note=form.cleaned_data["note"],
            only=set(chosen),
            now=timezone.now(),
        )
        messages.success(request, _("The list is made. Somebody else has to approve it."))
        return redirect("archives:list", row.pk)
    others = [one for one in queries.due(tenant.id, tenant.today) if one.rule.fate != Fate.DESTROY]
    rows = [(destroying.key(one), one) for one in found]
    return render(request, "archives/due.html", {**context, "rows": rows, "others": others, "form": form})


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Every destruction list of the administration, newest first."""
    tenant, context = place(request, KEEP, APPROVE)
    found = DestructionList.objects.visible_to(request.actor).filter(administration=tenant.id).order_by("-pk")
    rows = queries.counts(found.select_related("proposed_by", "decided_by"))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page") or 1)
    return render(request, "archives/lists.html", {**context, "page": page})


@require_GET
def one(request: HttpRequest, list_id: int) -> HttpResponse:
    """A list, its lines, and what may be done with it."""
    row = shown(request, list_id)
    items = row.items.order_by("pk")
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page") or 1)
    keeps, approves = may_keep(request.actor, row.administration_id), may_approve(request.actor, row)
    context = {
        "list": row,
        "page": page,
        "keeps": keeps,
        "approves": approves,
        "may_spare": row.state == ListState.PROPOSED and (keeps or approves),
        "left": items.filter(state=ItemState.LISTED).count(),
        "country": row.administration.country,
        "form": ReasonForm(),
        "certificate": row.certificate,
    }
    return render(request, "archives/list.html", context)


@require_POST
@idempotent
def approve(request: HttpRequest, list_id: int) -> HttpResponse:
    row = shown(request, list_id)
    destroying.approve(actor=request.actor, list_id=row.pk, now=timezone.now())
    messages.success(request, _("The list is approved: it may be carried out."))
    return redirect("archives:list", row.pk)


@require_POST
@idempotent
def refuse(request: HttpRequest, list_id: int) -> HttpResponse:
    row = shown(request, list_id)
    destroying.refuse(actor=request.actor, list_id=row.pk, reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, _("The list is refused; nothing will be destroyed."))
    return redirect("archives:list", row.pk)


@require_http_methods(["GET", "POST"])
@idempotent
def carry_out(request: HttpRequest, list_id: int) -> HttpResponse:
    """What cannot be undone is said first; then the work goes on line by line."""
    row = shown(request, list_id)
    if not may_keep(request.actor, row.administration_id):
        raise NotAllowed
    items = list(row.items.filter(state=ItemState.LISTED).order_by("pk").values_list("pk", "name"))
    if request.method == "POST":
        batch = batches.start(
            actor=request.actor,
            kind=DESTROY,
            title=row.reference,
            language=get_language() or "ar",
            items=[(str(pk), name) for pk, name in items],
            administration_id=row.administration_id,
            now=timezone.now(),
        )
        return redirect("batches:batch", batch.pk)
    return render(request, "archives/carry_out.html", {"list": row, "items": items})


@require_GET
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """A line, from the page of a work: it stands on its list."""
    return redirect("archives:list", item_of(request, item_id).listing_id)


@require_POST
@idempotent
def spare(request: HttpRequest, item_id: int) -> HttpResponse:
    row = item_of(request, item_id)
    destroying.spare(actor=request.actor, item_id=row.pk, reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, _("The line is left out."))
    return redirect("archives:list", row.listing_id)


@require_GET
def certificate(request: HttpRequest, list_id: int) -> HttpResponse:
    """The sealed certificate."""
    row = shown(request, list_id)
    if row.certificate is None:
        raise Http404
    return redirect(files.link(row.certificate, purpose=CERTIFICATE, actor=request.actor))


def shown(request: HttpRequest, list_id: int) -> DestructionList:
    if not (request.actor.may(KEEP) or request.actor.may(APPROVE)):
        raise NotAllowed
    rows = DestructionList.objects.visible_to(request.actor).select_related("administration", "certificate")
    return get_object_or_404(rows.select_related("proposed_by", "decided_by"), pk=list_id)


def item_of(request: HttpRequest, item_id: int) -> DestructionItem:
    if not (request.actor.may(KEEP) or request.actor.may(APPROVE)):
        raise NotAllowed
    lists = DestructionList.objects.visible_to(request.actor)
    return get_object_or_404(DestructionItem.objects.filter(listing__in=lists), pk=item_id)
