"""The retention schedule over the plan, and the holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from ..forms import HoldForm, ReasonForm, RuleForm
from ..models import Hold, RetentionRule
from ..operations import scheduling
from ..policies import KEEP, administrations_kept
from ..queries import due
from ..queries.shown import schedule
from .showing import place

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The plan, and how long the files of each class are kept."""
    tenant, context = place(request, KEEP)
    counted = {"due": len(due.destroyable(tenant.id, tenant.today))}
    return render(request, "archives/schedule.html", {**context, **counted, "lines": schedule(tenant.id)})


@require_http_methods(["GET", "POST"])
@idempotent
def rule(request: HttpRequest, class_id: int) -> HttpResponse:
    """The rule of one class, and those it had before."""
    one = kept_class(request.actor, class_id)
    current = RetentionRule.objects.filter(plan_class=one, replaced_at=None).first()
    start = {name: getattr(current, name) for name in RuleForm.base_fields} if current else None
    form = RuleForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        scheduling.set_rule(actor=request.actor, plan_class_id=one.pk, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The rule is in force."))
        return redirect("archives:home")
    before = RetentionRule.objects.filter(plan_class=one, replaced_at__isnull=False).select_related("decided_by")
    context = {"one": one, "form": form, "current": current, "before": before.order_by("-replaced_at")}
    return render(request, "archives/rule.html", context, status=422 if form.errors else 200)


def kept_class(actor: Actor, class_id: int) -> letters.PlanClass:
    if not actor.may(KEEP):
        raise NotAllowed
    rows = letters.PlanClass.objects.filter(administration__in=administrations_kept(actor))
    return get_object_or_404(rows.select_related("administration"), pk=class_id)


@require_http_methods(["GET", "POST"])
@idempotent
def holds(request: HttpRequest) -> HttpResponse:
    """What is held and why; place a hold by number or reference."""
    tenant, context = place(request, KEEP)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = named(tenant.id, form.cleaned_data["thing"])
        if not found:
            form.add_error("thing", _("No file and no letter of this administration has this number."))
        else:
            try:
                scheduling.hold(actor=request.actor, reason=form.cleaned_data["reason"], now=timezone.now(), **found)
                messages.success(request, _("It is held: it cannot be destroyed."))
                return redirect("archives:holds")
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    rows = Hold.objects.visible_to(request.actor).filter(administration=tenant.id)
    rows = rows.select_related("dossier", "letter", "placed_by", "lifted_by").order_by("-placed_at")[:200]
    shown = {**context, "rows": rows, "form": form, "lift_form": ReasonForm(auto_id="lift-%s")}
    return render(request, "archives/holds.html", shown, status=422 if form.errors else 200)


def named(administration_id: int, words: str) -> dict[str, int] | None:
    """The file of that number, or the letter of that reference, in that administration."""
    text = words.strip()
    dossier = letters.Dossier.objects.filter(administration=administration_id, code__iexact=text).first()
    if dossier:
        return {"dossier_id": dossier.pk}
    letter = letters.Letter.objects.filter(administration=administration_id, reference__iexact=text).first()
    return {"letter_id": letter.pk} if letter else None


@require_POST
@idempotent
def lift(request: HttpRequest, hold_id: int) -> HttpResponse:
    """End a hold, with its reason."""
    if not request.actor.may(KEEP):
        raise NotAllowed
    row = Hold.objects.visible_to(request.actor).filter(pk=hold_id).first()
    if row is None:
        raise Http404
    scheduling.lift(actor=request.actor, hold_id=row.pk, reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, _("The hold is lifted."))
    return redirect("archives:holds")
