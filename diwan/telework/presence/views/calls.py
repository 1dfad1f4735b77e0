"""Calls to come on site: made, answered, withdrawn or upheld."""

from __future__ import annotations

import io
from datetime import date

from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.kit import keyset
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import write_xlsx

from .. import policies
from ..enums import CallState
from ..forms import AnswerForm, CallForm, DecisionForm
from ..models import Call
from ..operations import calling
from ..queries import team as queries
from .mine import XLSX
from .shared import country_of, seated

SHOWN = 20


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """The calls one was made, and those of the units one manages."""
    seated(request)
    found, before, after = keyset.read(
        asked(request),
        F("day"),
        downwards=True,
        size=SHOWN,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {
        "rows": [(row, policies.is_own(request.actor, row), policies.may_manage(request.actor, row)) for row in found],
        "before": before,
        "after": after,
        "states": CallState.choices,
        "state": request.GET.get("state", ""),
        "country": country_of(request),
        "manages": request.actor.may(policies.MANAGE),
    }
    return render(request, "presence/calls.html", context)


def asked(request: HttpRequest):  # type: ignore[no-untyped-def]
    rows = Call.objects.visible_to(request.actor).select_related("person", "unit", "called_by")
    if request.GET.get("state") in CallState.values:
        rows = rows.filter(state=request.GET["state"])
    if request.GET.get("q"):
        words = request.GET["q"][:80]
        rows = rows.filter(Q(person__name_ar__icontains=words) | Q(person__name_latin__icontains=words))
    return rows


@require_GET
def calls_table(request: HttpRequest) -> HttpResponse:
    """The same as a sheet."""
    seated(request)
    language = request.LANGUAGE_CODE
    head = [_("Day"), _("Hour"), _("Person"), _("Reason"), _("State"), _("Answer"), _("Called by")]
    lines = [
        [
            row.day,
            f"{row.from_time:%H:%M}",
            name_of(row.person, language),
            row.reason,
            row.get_state_display(),
            row.answer,
            name_of(row.called_by, language),
        ]
        for row in asked(request)[:5000]
    ]
    stream = io.BytesIO()
    write_xlsx(stream, head, lines, title=_("Calls"), right_to_left=get_language_bidi())
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="calls.xlsx"'
    return response


def name_of(person, language: str) -> str:  # type: ignore[no-untyped-def]
    return person.name_ar if language in {"ar", "zgh"} else person.name_latin or person.name_ar


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def call(request: HttpRequest) -> HttpResponse:
    """Call a teleworker of one's units to the office."""
    if not request.actor.may(policies.MANAGE):
        raise NotAllowed
    now = timezone.now()
    language = request.LANGUAGE_CODE
    people = queries.callable_people(request.actor, now)
    form = CallForm(
        request.POST if request.method == "POST" else None,
        people=[(pk, name_ar if language in {"ar", "zgh"} else name or name_ar) for pk, name_ar, name in people],
        initial=proposed(request),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        calling.call_on_site(
            actor=request.actor,
            person_id=said["person"],
            day=said["day"],
            from_time=said["from_time"],
            reason=said["reason"],
            now=now,
        )
        messages.success(request, _("The person is called and told by every channel they have."))
        return redirect("presence:calls")
    return render(request, "presence/call.html", {"form": form}, status=422 if form.is_bound else 200)


def proposed(request: HttpRequest) -> dict[str, object]:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = None
    person = request.GET.get("person", "")
    return {
        "person": int(person) if person.isdecimal() and len(person) < 12 else None,
        "day": day,
        "from_time": "09:00",
    }


@require_POST
@idempotent
def answer(request: HttpRequest, call_id: int) -> HttpResponse:
    """By the person called: coming, or why not."""
    found(request, call_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why you cannot come."))
        return redirect("presence:calls")
    said = form.cleaned_data
    coming = said["coming"] == "yes"
    calling.answer_call(actor=request.actor, call_id=call_id, coming=coming, answer=said["answer"], now=timezone.now())
    return redirect("presence:calls")


@require_POST
@idempotent
def decide(request: HttpRequest, call_id: int) -> HttpResponse:
    """By the manager: withdrawn, or upheld."""
    found(request, call_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return redirect("presence:calls")
    said = form.cleaned_data
    upheld = said["upheld"] == "yes"
    calling.decide_call(
        actor=request.actor, call_id=call_id, upheld=upheld, decision=said["decision"], now=timezone.now()
    )
    return redirect("presence:calls")


def found(request: HttpRequest, call_id: int) -> Call:
    seated(request)
    row = Call.objects.visible_to(request.actor).filter(pk=call_id).first()
    if row is None:
        raise Http404
    return row
