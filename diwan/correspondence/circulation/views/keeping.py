"""What administrators and heads keep: lists, rules, delays."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.readonly import reads_only
from diwan.kit.refusals import NotAllowed

from .. import policies
from ..enums import DISPATCH, Verb
from ..forms.choice import ChoiceForm
from ..forms.keeping import ListForm, PaceForm, RuleForm
from ..models import DistributionList, RoutingRule
from ..operations import keeping
from ..pace import pace_of
from ..queries import choosing, kept
from .shared import administration_of


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(DISPATCH):
        raise NotAllowed
    administration = administration_of(request.actor)
    rows = choosing.lists_for(request.actor, administration)
    units = organisations.units_named({row.unit_id for row in rows if row.unit_id}, timezone.now())
    shown = [(row, units[row.unit_id].here if row.unit_id in units else "") for row in rows]
    ruled = policies.may_keep_rules(request.actor, administration)
    return render(request, "circulation/lists.html", {"lists": shown, "keeps_rules": ruled})


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def keep_list(request: HttpRequest, list_id: int | None = None) -> HttpResponse:
    """A list: its name, who keeps it, its lines."""
    row, administration = list_shown(request, list_id), administration_of(request.actor)
    form, choice = list_forms(request, row, administration)
    if request.method == "POST" and form.is_valid():
        kept_now = keeping.keep_list(
            actor=request.actor,
            administration_id=administration,
            unit_id=row.unit_id if row else form.cleaned_data["unit"],
            name=form.cleaned_data["name"],
            asked=choice.asked,
            list_id=row.pk if row else None,
            now=timezone.now(),
        )
        return redirect("circulation:change_list", kept_now.pk)
    context = list_context(request, row, form, choice)
    return render(request, "circulation/list.html", context, status=422 if form.is_bound else 200)


@require_POST
@reads_only
def choose_list(request: HttpRequest, list_id: int | None = None) -> HttpResponse:
    """The same page with a line more or less, or what a search found."""
    row, administration = list_shown(request, list_id), administration_of(request.actor)
    form, choice = list_forms(request, row, administration)
    now = timezone.now()
    choice.add(choosing.named(request.POST.getlist("add"), administration, now), Verb.HANDLE)
    choice.add(choosing.named(request.POST.getlist("copy"), administration, now), Verb.INFORM)
    for key in request.POST.getlist("drop"):
        choice.drop(key)
    return render(request, "circulation/list.html", list_context(request, row, form, choice))


@require_POST
@idempotent
def delete_list(request: HttpRequest, list_id: int) -> HttpResponse:
    list_shown(request, list_id)
    keeping.delete_list(actor=request.actor, list_id=list_id)
    return redirect("circulation:lists")


def list_shown(request: HttpRequest, list_id: int | None) -> DistributionList | None:
    if not request.actor.may(DISPATCH):
        raise NotAllowed
    if list_id is None:
        return None
    row = DistributionList.objects.visible_to(request.actor).filter(pk=list_id).first()
    if row is None:
        raise Http404
    return row


def list_forms(request: HttpRequest, row: DistributionList | None, administration: int) -> tuple[ListForm, ChoiceForm]:
    now, sent = timezone.now(), request.method == "POST"
    owners: list[tuple[Any, Any]] = [(seat.unit_id, seat.unit_name) for seat in request.actor.seats]
    if policies.may_keep_rules(request.actor, administration):
        owners.insert(0, ("", _("The whole administration")))
    initial = {"name": row.name, "unit": row.unit_id} if row else {}
    form = ListForm(request.POST if sent else None, owners=list(dict.fromkeys(owners)), initial=initial)
    if row is not None:
        del form.fields["unit"]
    choice = ChoiceForm.read(request.POST, administration, now)
    if row is not None and not sent:
        choice.add_entries(row.entries.all(), administration, now)
    return form, choice


def list_context(
    request: HttpRequest, row: DistributionList | None, form: ListForm, choice: ChoiceForm
) -> dict[str, Any]:
    administration, text = administration_of(request.actor), request.POST.get("q", "")[:100]
    found = kept.units_found(administration, text, timezone.now(), taken=choice.keys)
    mine = row is None or policies.may_keep_list(request.actor, administration, row.unit)
    return {
        "list": row,
        "list_form": form,
        "form": choice,
        "verbs": Verb.choices,
        "q": text,
        "found": found,
        "mine": mine,
    }


# --- rules -----------------------------------------------------------------------------------------------------------


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    administration = keeper_of(request)
    rows = kept.rules_of(administration, timezone.now())
    return render(request, "circulation/rules.html", {"rules": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def keep_rule(request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
    administration = keeper_of(request)
    row = rule_shown(administration, rule_id) if rule_id else None
    names = ("name", "sender", "words", "verb", "by_itself")
    initial: dict[str, Any] = {name: getattr(row, name) for name in names} if row else {}
    if row:
        initial |= {"procedure": row.procedure_id, "plan_class": row.plan_class_id, "unit": row.unit_id}
    offered = kept.offered(administration, timezone.now())
    form = RuleForm(request.POST if request.method == "POST" else None, offered=offered, initial=initial)
    if not form.is_valid():
        context = {"rule": row, "form": form}
        return render(request, "circulation/rule.html", context, status=422 if form.is_bound else 200)
    keeping.keep_rule(
        actor=request.actor,
        administration_id=administration,
        condition=keeping.Condition(**form.cleaned_data),
        rule_id=row.pk if row else None,
        now=timezone.now(),
    )
    return redirect("circulation:rules")


@require_POST
@idempotent
def try_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule_shown(keeper_of(request), rule_id)
    keeping.try_rule(actor=request.actor, rule_id=rule_id, now=timezone.now())
    return redirect("circulation:rules")


@require_POST
@idempotent
def switch_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Put to work, or at rest."""
    rule_shown(keeper_of(request), rule_id)
    enabled = request.POST.get("to") == "work"
    keeping.put_to_work(actor=request.actor, rule_id=rule_id, enabled=enabled, now=timezone.now())
    return redirect("circulation:rules")


@require_POST
@idempotent
def move_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule_shown(keeper_of(request), rule_id)
    keeping.move_rule(actor=request.actor, rule_id=rule_id, up=request.POST.get("to") == "up")
    return redirect("circulation:rules")


@require_POST
@idempotent
def delete_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule_shown(keeper_of(request), rule_id)
    keeping.delete_rule(actor=request.actor, rule_id=rule_id, now=timezone.now())
    return redirect("circulation:rules")


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def pace(request: HttpRequest) -> HttpResponse:
    administration = keeper_of(request)
    form = PaceForm(request.POST if request.method == "POST" else None, instance=pace_of(administration))
    if not form.is_valid():
        return render(request, "circulation/pace.html", {"form": form}, status=422 if form.is_bound else 200)
    keeping.keep_pace(actor=request.actor, administration_id=administration, **form.cleaned_data)
    return redirect("circulation:pace")


def keeper_of(request: HttpRequest) -> int:
    """The administration whose rules this actor keeps."""
    administration = administration_of(request.actor)
    if not policies.may_keep_rules(request.actor, administration):
        raise NotAllowed
    return administration


def rule_shown(administration: int, rule_id: int) -> RoutingRule:
    row = RoutingRule.objects.filter(administration=administration, pk=rule_id).first()
    if row is None:
        raise Http404
    return row
