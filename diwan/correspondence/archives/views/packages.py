"""Packages: made from closed files, received from others, looked through."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.batches import api as batches
from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from ..enums import Way
from ..forms import ReceiveForm
from ..models import OBJECT, Package
from ..operations import packing, receiving
from ..policies import KEEP, administrations_kept
from ..queries.shown import closed_dossiers
from ..works import PACK
from .showing import place

PAGE_SIZE = 50


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What was handed over and received, and the closed files that may be."""
    tenant, context = place(request, KEEP)
    rows = Package.objects.visible_to(request.actor).filter(administration=tenant.id).select_related("by", "dossier")
    page = Paginator(rows.order_by("-at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page") or 1)
    closed = closed_dossiers(tenant.id)
    return render(request, "archives/packages.html", {**context, "page": page, "closed": closed})


@require_POST
@idempotent
def pack(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Make a package of a closed file; the work says when it is ready."""
    if not request.actor.may(KEEP):
        raise NotAllowed
    rows = letters.Dossier.objects.filter(administration__in=administrations_kept(request.actor))
    dossier = get_object_or_404(rows, pk=dossier_id)
    now = timezone.now()
    packing.transfer_of(actor=request.actor, dossier_id=dossier.pk, at=now)  # what refuses it says so at once
    batch = batches.start(
        actor=request.actor,
        kind=PACK,
        title=str(dossier),
        language=get_language() or "ar",
        params={"dossier": dossier.pk, "at": now.isoformat()},
        administration_id=dossier.administration_id,
        now=now,
    )
    return redirect("batches:batch", batch.pk)


@require_http_methods(["GET", "POST"])
@idempotent
def receive(request: HttpRequest) -> HttpResponse:
    """Take in a package made elsewhere."""
    tenant, context = place(request, KEEP)
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = receiving.receive(
                actor=request.actor,
                administration_id=tenant.id,
                stream=form.cleaned_data["package"].file,
                now=timezone.now(),
            )
            messages.success(request, _("The package was taken in: every file is what its manifest says."))
            return redirect("archives:package", row.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "archives/receive.html", {**context, "form": form}, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, package_id: int) -> HttpResponse:
    """A package: what it says of itself, and for a received one its tree and files."""
    if not request.actor.may(KEEP):
        raise NotAllowed
    row = get_object_or_404(Package.objects.visible_to(request.actor).select_related("administration"), pk=package_id)
    units = row.tree.prefetch_related("files__file").order_by("position")
    depths: dict[int, int] = {}
    tree = []
    for unit in units:
        depths[unit.pk] = depths.get(unit.parent_id or 0, -1) + 1
        links = [(file, files.link(file.file, purpose=OBJECT, actor=request.actor)) for file in unit.files.all()]
        tree.append((unit, depths[unit.pk], links))
    context = {"package": row, "tree": tree, "country": row.administration.country, "received": row.way == Way.IN}
    return render(request, "archives/package.html", context)
