"""Where paper comes from by itself, and the separator sheets of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from .. import separators
from ..enums import Separator, SourceKind
from ..forms.sending import SheetsForm
from ..forms.sources import SourceForm
from ..models import Source
from ..operations import sources as operations
from ..reading import tesseract
from .common import demand_right, offices_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def languages_read() -> list[str]:
    """The languages that paper is read in here, by name."""
    names, installed = {"ara": _("Arabic"), "fra": _("French"), "eng": _("English")}, tesseract.languages()
    return [name for code, name in names.items() if code in installed]


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    demand_right(request)
    rows = Source.objects.visible_to(request.actor).select_related("office__administration")
    context = {"sources": rows, "reader": tesseract.works(), "languages": languages_read()}
    return render(request, "mailroom/sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def add(request: HttpRequest) -> HttpResponse:
    demand_right(request)
    now = timezone.now()
    form = SourceForm(request.POST or None, offices=offices_of(request, now))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> Source:
            return operations.add_source(
                actor=request.actor,
                office_id=data["office"],
                kind=SourceKind(data["kind"]),
                terms=form.terms(),
                now=now,
            )

        if _done(form, act):
            messages.success(request, _("The source is set."))
            return redirect("mailroom:sources")
    return render(request, "mailroom/source.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def change(request: HttpRequest, source_id: int) -> HttpResponse:
    demand_right(request)
    source = Source.objects.visible_to(request.actor).filter(pk=source_id).first()
    if source is None:
        raise Http404
    now = timezone.now()
    initial = {name: getattr(source, name) for name in operations.FIELDS}
    form = SourceForm(request.POST or None, offices=[], fixed=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = _done(
            form,
            lambda: operations.change_source(actor=request.actor, source_id=source_id, terms=terms_of(form), now=now),
        )
        if changed:
            messages.success(request, _("The source is set."))
            return redirect("mailroom:sources")
    context = {"form": form, "source": source}
    return render(request, "mailroom/source.html", context, status=422 if form.errors else 200)


def terms_of(form: SourceForm) -> operations.SourceTerms:
    """As entered; a box without a tick is an answer."""
    said = form.terms()
    return operations.SourceTerms(
        **{name: getattr(said, name) for name in (*operations.FIELDS, "password") if name != "active"},
        active=form.cleaned_data["active"],
    )


def _done(form: Any, act: Any) -> bool:
    """Whether it was done; what it refused stands on the form."""
    try:
        act()
    except (Refusal, ValidationError) as refusal:
        said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        for line in said:
            form.add_error(None, line)
        return False
    return True


@require_POST
@idempotent
def look(request: HttpRequest, source_id: int) -> HttpResponse:
    """Look at a source now."""
    demand_right(request)
    if not Source.objects.visible_to(request.actor).filter(pk=source_id).exists():
        raise Http404
    operations.look_now(actor=request.actor, source_id=source_id, now=timezone.now())
    messages.success(request, _("It is being looked at."))
    return redirect("mailroom:sources")


@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    """Which separator sheets to print."""
    demand_right(request)
    form = SheetsForm(offices=offices_of(request, timezone.now()))
    return render(request, "mailroom/sheets.html", {"form": form})


@require_GET
def sheets_pdf(request: HttpRequest) -> HttpResponse:
    """The sheets, to print."""
    demand_right(request)
    now = timezone.now()
    form = SheetsForm(request.GET, offices=offices_of(request, now))
    if not form.is_valid():
        return render(request, "mailroom/sheets.html", {"form": form}, status=422)
    data = form.cleaned_data
    office = organisations.office_card(data["office"], now)
    if office is None:
        raise Http404
    wanted = [separators.Sheet(Separator.DOCUMENT)] * data["documents"]
    with_annexes = separators.Sheet(Separator.WITH_ANNEXES, data["annexes_each"] or 1)
    wanted += [with_annexes] * (data["annexes"] or 0)
    wanted += [separators.Sheet(Separator.END)] * (data["ends"] or 0)
    if not wanted:
        form.add_error(None, _("Ask for at least one sheet."))
        return render(request, "mailroom/sheets.html", {"form": form}, status=422)
    content = separators.printed(office, wanted, language=get_language() or "ar", now=now)
    name = f"{office.code}-separators.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
