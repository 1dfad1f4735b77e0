"""The workbook: its template, what it would do, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import workbooks
from ..checking import check
from ..forms import ConfirmForm, WorkbookForm
from ..operations.importing import import_structure
from ..sheets import SHEETS
from ..tables import read
from .common import mine, who

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ..tables import Table

SALT, LIVES = "diwan.joining.workbook", 24 * 3600  # seconds, as long as an unclaimed file
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 300  # mistakes or changes on the page; the rest is counted, and all mistakes are in the file


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook in the language of the page."""
    mine(request)
    return _xlsx(workbooks.template(), "diwan.xlsx")


@require_http_methods(["GET", "POST"])
@idempotent
def upload(request: HttpRequest) -> HttpResponse:
    """Take a workbook; nothing is recorded yet."""
    here = mine(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["workbook"]
        try:
            file = files.store(sent.file, name=sent.name, now=timezone.now())
        except Refusal as refusal:
            form.add_error("workbook", f"{refusal} {refusal.advice}".strip())
        else:
            about = {"file": file.pk, "here": here, "who": request.actor.person_id, "name": file.name}
            return HttpResponseRedirect(reverse("joining:preview", args=[signing.dumps(about, salt=SALT)]))
    return render(request, "joining/upload.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Every mistake of the workbook at once, or what it will change."""
    about = _about(request, token)
    form = ConfirmForm(today=timezone.localdate())
    return _shown(request, token, about, form)


@require_POST
@idempotent
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Do all that was shown, or nothing."""
    about = _about(request, token)
    form = ConfirmForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _shown(request, token, about, form)
    try:
        plan = import_structure(
            administration_id=about["here"],
            tables=_tables(about),
            on=form.cleaned_data["on"],
            file_id=about["file"],
            **who(request),
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error(None, f"{refusal} {refusal.advice}".strip())
        return _shown(request, token, about, form)
    said = _("Nothing had to change.") if plan.changes_nothing else _("Imported: everything in the file is in place.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("joining:board"))


@require_safe
def mistakes(request: HttpRequest, token: str) -> HttpResponse:
    """The same workbook with what is wrong beside each row."""
    about = _about(request, token)
    tables = _tables(about)
    plan = check(tables, administration_id=about["here"], at=timezone.now())
    return _xlsx(workbooks.with_mistakes(tables, plan), "diwan-corrections.xlsx")


# --- steps ---------------------------------------------------------------------------------------------------------


def _about(request: HttpRequest, token: str) -> dict[str, Any]:
    """What the address says; it speaks of one person's file in one administration."""
    here = mine(request)
    try:
        about = signing.loads(token, salt=SALT, max_age=LIVES)
    except signing.BadSignature as error:
        raise Http404 from error
    if (about["here"], about["who"]) != (here, request.actor.person_id):
        raise Http404
    return about


def _tables(about: dict[str, Any]) -> dict[str, Table]:
    with files.open_file(about["file"]) as stream:
        return read(stream, about["name"].rpartition(".")[2].lower())


def _shown(request: HttpRequest, token: str, about: dict[str, Any], form: ConfirmForm) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "token": token, "name": about["name"]}
    try:
        tables = _tables(about)
    except Refusal as refusal:
        return render(request, "joining/preview.html", {**context, "refusal": refusal}, status=422)
    plan = check(tables, administration_id=about["here"], at=timezone.now())
    labels = {code: {column.code: column.label for column in sheet.columns} for code, sheet in SHEETS.items()}
    wrong = [
        {
            "sheet": mistake.sheet.label,
            "row": mistake.row,
            "cell": f"{tables[mistake.sheet].letters.get(mistake.column, '')}{mistake.row}",
            "column": labels[mistake.sheet].get(mistake.column, ""),
            "what": mistake.what,
            "advice": mistake.advice,
        }
        for mistake in plan.worst_first()[:SHOWN]
    ]
    context |= {"plan": plan, "wrong": wrong, "changes": plan.changes[:SHOWN], "shown": SHOWN}
    return render(request, "joining/preview.html", context, status=422 if plan.mistakes or form.errors else 200)


def _xlsx(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
