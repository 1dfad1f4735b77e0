"""Guides: read, searched, acknowledged, published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.kit.idempotency import idempotent

from .. import content, queries
from ..forms.texts import GuideForm
from ..models import Acknowledgement, Guide
from ..operations import publishing
from .shared import country_of, demand_programme, demand_seat, keeps, shown

METHODS = ["GET", "HEAD", "POST"]


@require_GET
def guides(request: HttpRequest) -> HttpResponse:
    """The current versions; that of security first, with whether one acknowledged it."""
    administration_id = demand_seat(request)
    text = request.GET.get("q", "")[:100]
    rows = queries.guides(Guide.objects.visible_to(request.actor), text)[:200]
    done = set(Acknowledgement.objects.filter(person=request.actor.person_id).values_list("guide_id", flat=True))
    context = {
        "guides": [(row, row.pk in done) for row in rows],
        "q": text,
        "keeps": keeps(request, administration_id),
        "country": country_of(administration_id),
    }
    return render(request, "support/guides.html", context)


@require_GET
def guide(request: HttpRequest, guide_id: int) -> HttpResponse:
    """One version, printable; a former one says so."""
    row = shown(Guide.objects.visible_to(request.actor), guide_id)
    versions = Guide.objects.filter(administration=row.administration_id, code=row.code).order_by("-number")
    done = Acknowledgement.objects.filter(guide=row, person=request.actor.person_id).first()
    context = {
        "guide": row,
        "blocks": content.blocks(row.text),
        "versions": versions,
        "done": done,
        "readers": row.acknowledgements.count() if keeps(request, row.administration_id) else None,
        "country": country_of(row.administration_id),
    }
    return render(request, "support/guide.html", context)


@require_POST
@idempotent
def acknowledge(request: HttpRequest, guide_id: int) -> HttpResponse:
    row = shown(Guide.objects.visible_to(request.actor), guide_id)
    publishing.acknowledge(actor=request.actor, guide_id=row.pk, now=timezone.now())
    return redirect("support:guide", row.pk)


@require_http_methods(METHODS)
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    return kept(request, demand_programme(request), GuideForm(request.POST or None), None)


@require_http_methods(METHODS)
@idempotent
def change(request: HttpRequest, guide_id: int) -> HttpResponse:
    """The next version of a guide."""
    row = shown(Guide.objects.visible_to(request.actor), guide_id)
    administration_id = demand_programme(request)
    if row.administration_id != administration_id or row.replaced_at is not None:
        raise Http404
    names = ("code", "kind", "title_ar", "title_fr", "text_ar", "text_fr", "source")
    form = GuideForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    form.fields["code"].disabled = form.fields["kind"].disabled = True
    return kept(request, administration_id, form, row)


def kept(request: HttpRequest, administration_id: int, form: GuideForm, row: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = publishing.publish_guide(
                actor=request.actor,
                administration_id=administration_id,
                code=form.cleaned_data["code"],
                kind=form.cleaned_data["kind"],
                words=publishing.Words(**form.words()),
                now=timezone.now(),
            )
            messages.success(request, _("Published."))
            return redirect("support:guide", made.pk)
        except publishing.OtherKind as refusal:
            form.add_error("kind", str(refusal))
    return render(request, "support/text.html", {"form": form, "row": row}, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def adopt(request: HttpRequest) -> HttpResponse:
    """Publish the guides and the course that Diwan brings."""
    administration_id = demand_programme(request)
    publishing.adopt(actor=request.actor, administration_id=administration_id, now=timezone.now())
    messages.success(request, _("Published."))
    return redirect("support:guides")
