"""Pages of acts: the list of those one reads, one act with its file and its story, and what a stranger checks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers
from diwan.kit import spreadsheets
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from . import policies, queries
from .enums import KEPT, State
from .forms import WithdrawForm, asked_in
from .models import Act
from .operations import ending

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE, MOST = 40, 20_000
TONES = {"preparing": "calm", "signing": "soon", "signed": "ok", "refused": "late", "withdrawn": "calm"}
WRITERS = {
    "xlsx": (spreadsheets.write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (spreadsheets.write_csv, "text/csv; charset=utf-8"),
}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The acts this person reads."""
    asked, now = asked_in(request.GET), timezone.now()
    page = Paginator(queries.found(request.actor, asked), PAGE).get_page(request.GET.get("page"))
    offers = queries.choices(request.actor)
    named = organisations.units_named([*offers["unit_ids"], *(row.unit_id for row in page)], now)
    for row in page:
        row.tone = TONES[row.state]
        row.unit_name = named[row.unit_id].here if row.unit_id in named else ""
    context = {
        "page": page,
        "asked": asked,
        "kinds": offers["kinds"],
        "years": offers["years"],
        "units": sorted(((pk, named[pk].here) for pk in offers["unit_ids"] if pk in named), key=lambda one: one[1]),
        "states": State.choices,
        "query": request.GET.urlencode(),
    }
    return render(request, "acts/list.html", context)


@require_GET
def exported(request: HttpRequest, form: str) -> HttpResponse:
    """The same list for a spreadsheet program."""
    if form not in WRITERS:
        raise Http404
    write, media_type = WRITERS[form]
    rows = list(queries.found(request.actor, asked_in(request.GET))[:MOST])
    named = organisations.units_named([row.unit_id for row in rows], timezone.now())
    head = [
        _("Number"),
        _("Title"),
        _("Kind"),
        _("Person concerned"),
        _("Unit"),
        _("Prepared"),
        _("Signed"),
        _("State"),
    ]
    out = io.BytesIO()
    write(
        out,
        head,
        (
            [
                row.reference,
                row.title,
                row.kind_label,
                str(row.person or ""),
                named[row.unit_id].here,
                row.prepared_at.date(),
                row.signed_at.date() if row.signed_at else "",
                row.get_state_display(),
            ]
            for row in rows
        ),
        title=_("Acts"),
        right_to_left=get_language() == "ar",
    )
    headers = {"Content-Disposition": f'attachment; filename="acts.{form}"'}
    return HttpResponse(out.getvalue(), content_type=media_type, headers=headers)


@require_GET
def one(request: HttpRequest, act_id: int) -> HttpResponse:
    """One act: its file, who signs, its story."""
    return render(request, "acts/act.html", context_of(request, shown(request, act_id)))


def shown(request: HttpRequest, act_id: int) -> Act:
    """Raises Http404 where this person does not read it."""
    rows = Act.objects.visible_to(request.actor).select_related(
        "unit", "person", "administration", "prepared_by", "folder__run", "sealed", "paper"
    )
    row = rows.filter(pk=act_id).first()
    if row is None:
        raise Http404
    return row


def context_of(request: HttpRequest, act: Act) -> dict[str, Any]:
    now = timezone.now()
    return {
        "act": act,
        "tone": TONES[act.state],
        "unit_name": organisations.units_named([act.unit_id], now)[act.unit_id].here,
        "signers": queries.signers(act, now),
        "mine": queries.mine(request.actor, act, now),
        "story": queries.story(act),
        "may_withdraw": policies.may_withdraw(request.actor, act),
        "country": act.administration.country,
    }


@require_GET
def document(request: HttpRequest, act_id: int) -> HttpResponse:
    """Its file: sealed, or as its signers see it."""
    act = shown(request, act_id)
    file = act.sealed or act.paper
    if file is None:
        raise Http404
    return redirect(files.link(file, purpose=KEPT, actor=request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def withdraw(request: HttpRequest, act_id: int) -> HttpResponse:
    """Taken out of the hands of its signers, with the reason."""
    act = shown(request, act_id)
    if not policies.may_withdraw(request.actor, act):
        raise NotAllowed
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ending.withdraw(actor=request.actor, act_id=act.pk, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("The document is withdrawn; its signers do not see it any more."))
        return redirect("acts:act", act.pk)
    status = 422 if form.errors else 200
    return render(request, "acts/withdraw.html", {"act": act, "form": form}, status=status)


@login_not_required
@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know from the code on the paper: that it stands, its number, its day, its fingerprint."""
    act = Act.objects.select_related("administration", "entry", "sealed").filter(code=code.upper()[:20]).first()
    if act is None:
        return render(request, "acts/check.html", {"act": None, "code": code[:40]}, status=404)
    root = organisations.root_unit(act.administration_id)
    context = {
        "act": act,
        "code": act.code,
        "annulled": act.entry is not None and act.entry.state == registers.State.ANNULLED,
        "administration": organisations.units_named([root.pk], timezone.now())[root.pk].here,
        "country": act.administration.country,
    }
    return render(request, "acts/check.html", context)
