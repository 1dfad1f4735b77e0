"""Awareness campaigns: written, sent, acknowledged, followed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import content
from ..forms.texts import CampaignForm
from ..models import Campaign
from ..operations import campaigns as operations
from ..operations.publishing import Words
from .shared import country_of, demand_programme, keeps, name_of, sheet, shown


@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    administration_id = demand_programme(request)
    rows = Campaign.objects.run_by(request.actor).filter(administration=administration_id)
    rows = rows.annotate(
        people=Count("readers"), done=Count("readers", filter=Q(readers__acknowledged_at__isnull=False))
    )
    page = Paginator(rows.order_by("-made_at", "-pk"), 25).get_page(request.GET.get("page"))
    context = {"page": page, "country": country_of(administration_id)}
    return render(request, "support/campaigns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    administration_id = demand_programme(request)
    units = [(pk, names.here) for pk, names in organisations.units_of([administration_id], timezone.now()).items()]
    form = CampaignForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = operations.write(
            actor=request.actor,
            administration_id=administration_id,
            words=Words(**form.words()),
            plan=operations.Plan(
                audience=said["audience"],
                unit_id=said["unit"],
                ends_on=said["ends_on"],
                remind_days=said["remind_days"],
            ),
            now=timezone.now(),
        )
        return redirect("support:campaign", made.pk)
    return render(request, "support/new_campaign.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """As its readers see it; whoever runs it sees who acknowledged it."""
    row = shown(Campaign.objects.visible_to(request.actor).select_related("unit"), campaign_id)
    runs = keeps(request, row.administration_id)
    mine = row.readers.filter(person=request.actor.person_id).first()
    names = organisations.units_named([row.unit_id], timezone.now()) if row.unit_id else {}
    context = {
        "campaign": row,
        "blocks": content.blocks(row.text),
        "mine": mine,
        "runs": runs,
        "unit": names[row.unit_id].here if row.unit_id in names else "",
        "country": country_of(row.administration_id),
    }
    if runs:
        readers = row.readers.select_related("person").order_by("acknowledged_at", "pk")
        waiting = readers.filter(acknowledged_at=None).count()
        page = Paginator(readers, 50).get_page(request.GET.get("page"))
        context |= {"page": page, "waiting": waiting, "done": readers.count() - waiting}
    return render(request, "support/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def send(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What is sent cannot be called back: asked once more."""
    row = shown(Campaign.objects.visible_to(request.actor), campaign_id)
    if not keeps(request, row.administration_id):
        raise NotAllowed
    if request.method == "POST":
        operations.send(actor=request.actor, campaign_id=row.pk, now=timezone.now())
        messages.success(request, _("The campaign is on its way."))
        return redirect("support:campaign", row.pk)
    return render(request, "support/send_campaign.html", {"campaign": row})


@require_POST
@idempotent
def acknowledge(request: HttpRequest, campaign_id: int) -> HttpResponse:
    row = shown(Campaign.objects.visible_to(request.actor), campaign_id)
    operations.acknowledge(actor=request.actor, campaign_id=row.pk, now=timezone.now())
    return redirect("support:campaign", row.pk)


@require_GET
def readers_file(request: HttpRequest, campaign_id: int, ending: str) -> HttpResponse:
    row = shown(Campaign.objects.visible_to(request.actor), campaign_id)
    if not keeps(request, row.administration_id):
        raise NotAllowed
    head = [_("Person"), _("Told on"), _("Acknowledged on")]
    lines = (
        [
            name_of(one.person),
            timezone.localtime(one.told_at).replace(tzinfo=None),
            timezone.localtime(one.acknowledged_at).replace(tzinfo=None) if one.acknowledged_at else None,
        ]
        for one in row.readers.select_related("person").order_by("pk")
    )
    return sheet(ending, _("Who acknowledged"), head, lines)
