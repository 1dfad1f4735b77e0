"""The rules in force with their sources, what one of them says over time, adjusting it, and the countries compared."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.calendars import api as calendars
from diwan.kit import spreadsheets
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from . import operations, policies, showing
from .forms import AskedForm, StopForm, form_for
from .models import Adjustment
from .queries import CRISIS_KEY, PROFILE, QUOTA, rules_for
from .timeline import known_key, thing_of, timeline

if TYPE_CHECKING:
    from datetime import date

    from .inforce import Rules

PER_PAGE = 50


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The rules of one's administration on a day, in sentences."""
    roots = showing.readable(request.actor)
    asked = AskedForm(request.GET)
    asked.is_valid()
    wanted = asked.cleaned_data.get("administration")
    chosen = next((root for root in roots if root.unit.administration_id == wanted), roots[0] if roots else None)
    if chosen is None:
        return render(request, "rules/nobody.html", {})
    today = _today(chosen)
    on = asked.cleaned_data.get("on") or today
    rules = rules_for(chosen.unit.administration_id, on)
    context = {
        "roots": roots,
        "root": chosen,
        "on": on,
        "today": today,
        "rules": rules,
        "country": rules.country,
        "profile_names": _profile(rules),
        "groups": showing.groups(rules),
        "quotas": showing.quotas(rules),
        "crisis": showing.crisis(rules),
        "may_adjust": policies.may_adjust(request.actor, chosen.unit),
    }
    return render(request, "rules/home.html", context)


@require_GET
def rule(request: HttpRequest, administration_id: int, key: str) -> HttpResponse:
    """What one rule says over time: behind, now and to come."""
    root = _root(request, administration_id)
    today = _today(root)
    rules = rules_for(administration_id, today)
    if not known_key(key, rules) and thing_of(rules, key) is None:
        raise Http404
    stretches = timeline(administration_id, key)
    if not stretches and key.startswith(QUOTA):
        raise Http404
    context = {
        "root": root,
        "key": key,
        "label": showing.label_of(key),
        "country": rules.country,
        "stretches": [(stretch, _said(stretch.thing), stretch.now(today)) for stretch in reversed(stretches)],
        "may_adjust": policies.may_adjust(request.actor, root.unit),
    }
    return render(request, "rules/rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def adjust(request: HttpRequest, administration_id: int, key: str) -> HttpResponse:
    """Set one rule from a day on; `quota` alone is a new quota."""
    root, now = _kept(request, administration_id), timezone.now()
    today = calendars.local_day(now, root.unit.administration.country)
    rules = rules_for(administration_id, today)
    if key != "quota" and not known_key(key, rules):
        raise Http404
    form = form_for(key)(request.POST or None, today=today, initial_value=_initial(rules, key))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data.get("code")
        asked = f"{QUOTA}{code}" if code else key
        try:
            row = operations.adjust(
                actor=request.actor,
                administration_id=administration_id,
                key=asked,
                value=form.said(),
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
                ground=form.cleaned_data["ground"],
                now=now,
            )
            day = calendars.format_date(row.starts_on, get_language() or "ar", rules.country)
            said = showing.words_of(asked, row.value)
            messages.success(request, _("From %(day)s: %(words)s") % {"day": day, "words": said})
            return redirect("rules:history", administration_id)
        except Refusal as refusal:
            form.add_error(None, " ".join(filter(None, (str(refusal), str(refusal.advice)))))
    thing = thing_of(rules, key)
    context = {
        "root": root,
        "key": key,
        "form": form,
        "label": _("New quota") if key == "quota" else showing.label_of(key),
        "line": _said(thing) if thing is not None else None,
        "thing": thing,
        "country": rules.country,
    }
    return render(request, "rules/adjust.html", context, status=422 if form.errors else 200)


@require_GET
def history(request: HttpRequest, administration_id: int) -> HttpResponse:
    """What the administration adjusted, newest first: by whom, when, on what ground."""
    root = _kept(request, administration_id)
    asked = AskedForm(request.GET)
    asked.is_valid()
    rows = Adjustment.objects.filter(administration_id=administration_id).select_related("made_by", "withdrawn_by")
    key = asked.cleaned_data.get("key") or ""
    if key:
        rows = rows.filter(key=key)
    page = Paginator(rows.order_by("-made_at", "-pk"), PER_PAGE).get_page(asked.cleaned_data.get("page"))
    today = _today(root)
    keys = Adjustment.objects.filter(administration_id=administration_id).order_by("key")
    context = {
        "root": root,
        "country": root.unit.administration.country,
        "page": page,
        "rows": [_shown(row, today) for row in page],
        "keys": [(one, showing.label_of(one)) for one in keys.values_list("key", flat=True).distinct()],
        "key": key,
    }
    return render(request, "rules/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def stop(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """Withdraw an adjustment that has not begun; give one in force its end."""
    if not request.actor.may("telework.rules"):
        raise NotAllowed
    row = Adjustment.objects.visible_to(request.actor).filter(pk=adjustment_id).first()
    if row is None:
        raise Http404
    root, now = _kept(request, row.administration_id), timezone.now()
    today = calendars.local_day(now, root.unit.administration.country)
    begun = row.starts_on <= today
    first = max(today, row.starts_on + timedelta(days=1))
    form = StopForm(request.POST or None, begun=begun, first=first)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"actor": request.actor, "adjustment_id": row.pk, "now": now, **form.cleaned_data}
        try:
            (operations.end if begun else operations.withdraw)(**said)
            messages.success(request, _("Recorded. The row stays in the history."))
            return redirect("rules:history", row.administration_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "root": root,
        "form": form,
        "shown": _shown(row, today),
        "begun": begun,
        "country": root.unit.administration.country,
    }
    return render(request, "rules/stop.html", context, status=422 if form.errors else 200)


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """What each country says of each rule on a day."""
    asked = AskedForm(request.GET)
    asked.is_valid()
    on = asked.cleaned_data.get("on") or timezone.localdate()
    countries, rows = showing.comparison(on)
    context = {"countries": countries, "rows": rows, "quotas": showing.quota_comparison(on), "on": on}
    return render(request, "rules/compare.html", context)


@require_GET
def export(request: HttpRequest, administration_id: int) -> HttpResponse:
    """The rules in force as a sheet: each with its sentence, dates and source."""
    root = _root(request, administration_id)
    asked = AskedForm(request.GET)
    asked.is_valid()
    rules = rules_for(administration_id, asked.cleaned_data.get("on") or _today(root))
    lines = [line for _group, lines in showing.groups(rules) for line in lines]
    lines += [*showing.quotas(rules), *(line for line, _people in showing.crisis(rules))]
    head = [_("Rule"), _("What it says"), _("Holds from"), _("Last day"), _("Where it is written")]
    cells = [[str(x.label), x.words, x.since, x.until, str(x.source)] for x in lines]
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    write = spreadsheets.write_csv if form == "csv" else spreadsheets.write_xlsx
    out = io.BytesIO()
    write(
        out, head, cells, title=_("Rules of telework"), right_to_left=get_language_bidi(), widths=(28, 70, 12, 12, 60)
    )
    kinds = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
    response = HttpResponse(out.getvalue(), content_type=kinds[form])
    response["Content-Disposition"] = f'attachment; filename="telework-rules-{rules.on.isoformat()}.{form}"'
    return response


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _root(request: HttpRequest, administration_id: int) -> Any:
    """The root of an administration whose rules this actor reads; for others it does not exist."""
    rows = [row for row in showing.readable(request.actor) if row.unit.administration_id == administration_id]
    if not rows:
        raise Http404
    return rows[0]


def _kept(request: HttpRequest, administration_id: int) -> Any:
    """The same for those who adjust them."""
    if not request.actor.may("telework.rules"):
        raise NotAllowed
    root = _root(request, administration_id)
    if not policies.may_adjust(request.actor, root.unit):
        raise NotAllowed
    return root


def _today(root: Any) -> date:
    return calendars.local_day(timezone.now(), root.unit.administration.country)


def _profile(rules: Rules) -> Any:
    from .profile import profile

    return profile(rules.profile).names


def _initial(rules: Rules, key: str) -> Any:
    """What holds today, as the form takes it."""
    if key == PROFILE:
        return rules.profile
    thing = thing_of(rules, key)
    if key.startswith((QUOTA, CRISIS_KEY)):
        return thing
    return thing.value if thing is not None else None


def _said(thing: Any) -> str:
    """The sentence of a rule, a quota or a crisis rule; "" where none holds."""
    if thing is None:
        return ""
    if hasattr(thing, "words"):
        return thing.words()
    return thing.quota.words() if hasattr(thing, "quota") else str(thing)


def _shown(row: Adjustment, today: date) -> dict[str, Any]:
    return {
        "row": row,
        "label": showing.label_of(row.key),
        "words": showing.words_of(row.key, row.value),
        "state": showing.state_of(row, today),
    }
