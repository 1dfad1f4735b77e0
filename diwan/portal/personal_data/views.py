"""One's own data, requests to put it right, and the register of processing."""

from __future__ import annotations

import io

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.accounts.api import ADMINISTER
from diwan.core.organisations import api as organisations
from diwan.kit import keyset
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import write_xlsx

from . import operations, policies, queries, sources
from .enums import State
from .forms import AnswerForm, AskForm
from .models import Rectification

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 20


def country_of(request: HttpRequest) -> str:
    seats = request.actor.seats
    return organisations.country_of(seats[0].administration_id) if seats else "MA"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everything held about whoever asks, by app, with why."""
    person = request.actor.person_id
    context = {
        "apps": queries.home(person),
        "looked": len(sources.sources()),
        "cap": sources.CAP,
        "entries": queries.in_the_journal(person)[:10],
        "reads_register": policies.may_read_register(request.actor),
    }
    return render(request, "personal_data/home.html", context)


@require_GET
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The rows of one kind, with what each field is held for and who read them where that is noted."""
    one = sources.source(key)
    if one is None:
        raise Http404
    text = request.GET.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 7 else 0
    country = country_of(request)
    lines, more = queries.page(
        one, request.actor.person_id, after=after, country=country, language=request.LANGUAGE_CODE
    )
    context = {
        "one": one,
        "lines": lines,
        "more": more,
        "after": after,
        "country": country,
        "fields": [(field.verbose_name, said) for field, said in one.shown()],
    }
    return render(request, "personal_data/rows.html", context)


@require_GET
def export_json(request: HttpRequest) -> HttpResponse:
    """All of it for a program."""
    blocks = queries.export(request.actor.person_id, country_of(request), request.LANGUAGE_CODE)
    answer = JsonResponse({"held": blocks}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@require_GET
def export_xlsx(request: HttpRequest) -> HttpResponse:
    """All of it as one sheet: a line for each value."""
    blocks = queries.export(request.actor.person_id, country_of(request), request.LANGUAGE_CODE)
    head = [_("Application"), _("Kind of record"), _("Line"), _("Field"), _("Value"), _("Purpose"), _("Kept for")]
    lines = [
        [block["app"], block["kind"], n, field["label"], row[field["name"]], field["purpose"], field["retention"]]
        for block in blocks
        for n, row in enumerate(block["rows"], 1)
        for field in block["fields"]
    ]
    return sheet(head, lines, _("My data"), "my-data.xlsx")


def sheet(head: list[str], lines: list[list], title: str, name: str) -> HttpResponse:
    stream = io.BytesIO()
    write_xlsx(stream, head, lines, title=title, right_to_left=get_language_bidi(), widths=(20, 24, 8, 24, 48, 48, 30))
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def ask(request: HttpRequest) -> HttpResponse:
    """Say what is wrong; the administration answers within the legal days."""
    initial = {name: request.GET.get(name, "") for name in ("source", "row")}
    form = AskForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        operations.ask(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your request was sent to those who keep the accounts of your administration."))
        return redirect("personal_data:requests")
    one = sources.source(request.POST.get("source") or initial["source"])
    context = {"form": form, "one": one}
    return render(request, "personal_data/ask.html", context, status=422 if form.is_bound else 200)


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """One's requests, and those one answers."""
    found, before, after = keyset.read(
        Rectification.objects.visible_to(request.actor).select_related("person", "unit"),
        F("asked_at"),
        downwards=True,
        size=SHOWN,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {
        "rows": [(row, sources.source(row.source), row.person_id == request.actor.person_id) for row in found],
        "before": before,
        "after": after,
        "country": country_of(request),
    }
    return render(request, "personal_data/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """By whoever keeps the accounts: put right, or refused, with reasons."""
    if not request.actor.may(ADMINISTER):
        raise NotAllowed
    rows = Rectification.objects.visible_to(request.actor).select_related("person", "unit")
    row = rows.filter(pk=request_id).first()
    if row is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        operations.answer(
            actor=request.actor,
            request_id=row.pk,
            done=said["done"] == "yes",
            reasons=said["reasons"],
            now=timezone.now(),
        )
        return redirect("personal_data:requests")
    context = {
        "row": row,
        "form": form,
        "one": sources.source(row.source),
        "open": row.state == State.ASKED and policies.may_answer(request.actor, row),
        "country": country_of(request),
    }
    return render(request, "personal_data/answer.html", context, status=422 if form.is_bound else 200)


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing of the administration, from the code."""
    if not policies.may_read_register(request.actor):
        raise NotAllowed
    found = queries.register()
    context = {
        "apps": found,
        "purposes": sum(len(lines) for _app, lines in found),
        "fields": sum(line.fields for _app, lines in found for line in lines),
        "administration": request.actor.seats[0].administration_name if request.actor.seats else "",
    }
    return render(request, "personal_data/register.html", context)


@require_GET
def register_xlsx(request: HttpRequest) -> HttpResponse:
    if not policies.may_read_register(request.actor):
        raise NotAllowed
    head = [
        _("Application"),
        _("Purpose"),
        _("Legal basis"),
        _("Kept for"),
        _("Readers"),
        _("What is held"),
        _("Fields"),
    ]
    lines = [
        [
            app,
            line.purpose,
            "; ".join(line.basis),
            "; ".join(line.retention),
            "; ".join(line.readers),
            "; ".join(f"{kind}: {', '.join(names)}" for kind, names in line.holds.items()),
            line.fields,
        ]
        for app, purposes in queries.register()
        for line in purposes
    ]
    return sheet(head, lines, _("Register"), "register-of-processing.xlsx")
