"""One agreement: what it says, what is missing, what may be done with it; and what its person does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import documents, registry, waiting
from ..deeds import ACTS, offered
from ..enums import COMING, LIVE, TONES, Answer, State
from ..forms import AppealForm, WishForm, WorkplaceForm, pattern_initial
from ..models import Agreement, ChosenDay, Workplace
from ..operations import appealing, asking, changing, private, signing, wishing
from ..policies import is_own, may_appeal, may_check, may_manage
from ..queries import shown, standing


def found(request: HttpRequest, agreement_id: int) -> Agreement:
    """The agreement, if this person sees it. Raises Http404."""
    rows = Agreement.objects.visible_to(request.actor).select_related(*shown.WITH)  # type: ignore[attr-defined]
    row = rows.filter(pk=agreement_id).first()
    if row is None:
        raise Http404
    return row


def own(request: HttpRequest, agreement_id: int) -> Agreement:
    """The same, for its person alone. Raises Http404, NotAllowed."""
    row = found(request, agreement_id)
    if not is_own(request.actor, row):  # type: ignore[attr-defined]
        raise NotAllowed
    return row


def about(request: HttpRequest, row: Agreement) -> dict[str, Any]:
    """What every page of an agreement shows of it."""
    now = timezone.now()
    shown.dressed([row], now)
    units = shown.named_units([row], now)
    return {
        "row": row,
        "tone": TONES[State(row.state)],
        "unit_name": units.get(row.unit_id, ""),
        "review_unit_name": units.get(row.review_unit_id or 0, ""),
        "country": row.administration.country,
        "mine": is_own(request.actor, row),  # type: ignore[attr-defined]
        "today": calendars.local_day(now, row.administration.country),
    }


@require_GET
def one(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Everything of one agreement that this person may see."""
    row, actor, now = found(request, agreement_id), request.actor, timezone.now()  # type: ignore[attr-defined]
    context = about(request, row)
    manages = may_manage(actor, row)
    day = context["today"]
    place = Workplace.objects.filter(agreement=row).select_related("checked_by").first()
    context |= {
        "manages": manages,
        "coming": row.state in COMING,
        "live": row.state in LIVE,
        "missing": standing.missing(row) if row.state in COMING else [],
        "findings": findings_of(row, day) if row.state == State.ASKED else [],
        "trial": shown.simulation([row], now) if manages and row.state == State.ASKED else None,
        "signing": standing.signing_of(row),
        "plain_charter": not standing.practice_of(row.administration_id).sign_charters,
        "workplace": place,
        "may_check": place is not None and may_check(actor, place),
        "weeks": shown.six_weeks(row, day) if row.state in LIVE else [],
        "steps": row.steps.select_related("by").order_by("at", "pk"),
        "requests": row.requests.select_related("answered_by").order_by("-pk"),
        "appeals": waiting.appeals(actor, row),
        "offered": [(what, ACTS[what]) for what in offered(row)] if manages else [],
        "appeal_until": appealing.until(row),
        "may_appeal": may_appeal(actor, row) and not row.appeals.filter(answer=Answer.OPEN).exists(),
        "papers": shown.papers(actor, row),
        "confidences": waiting.confidences(actor, row),
        "open_ends": registry.open_ends(row.person_id) if row.stop_on or row.state == State.ENDED else [],
        "earliest_end": changing.earliest_end(row, day) if row.state in LIVE else None,
        "floating": row.terms_now.is_floating and row.state == State.IN_FORCE,
    }
    return render(request, "agreements/agreement.html", context)


def findings_of(row: Agreement, day: date) -> list[registry.Finding]:
    return standing.findings(row.person_id, row.unit_id, row.post_id, max(row.starts_on, day), but=row.pk)


@require_GET
def paper(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """To print: what it says, its calendar, its history."""
    row = found(request, agreement_id)
    context = about(request, row)
    context |= {
        "weeks": shown.six_weeks(row, context["today"]) if row.state in LIVE else [],
        "steps": row.steps.select_related("by").order_by("at", "pk"),
    }
    return render(request, "agreements/paper.html", context)


@require_POST
@idempotent
def withdraw(request: HttpRequest, agreement_id: int) -> HttpResponse:
    row = own(request, agreement_id)
    asking.withdraw(actor=request.actor, agreement_id=row.pk, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("Your request is withdrawn."))
    return redirect("agreements:home")


@require_http_methods(["GET", "POST"])
@idempotent
def workplace(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """The self-declaration of the workplace."""
    row = own(request, agreement_id)
    place = Workplace.objects.filter(agreement=row).first()
    initial = {name: getattr(place, name) for name in WorkplaceForm.base_fields} if place else {}
    form = WorkplaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            private.declare_workplace(
                actor=request.actor,  # type: ignore[attr-defined]
                agreement_id=row.pk,
                declared=form.declared(),
                now=timezone.now(),
            )
            messages.success(request, _("Your workplace is declared."))
            return redirect("agreements:agreement", row.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = about(request, row) | {"form": form, "workplace": place}
    return render(request, "agreements/workplace.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@idempotent
def charter(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """The charter, to read and to sign: by the person, then for the administration."""
    row = found(request, agreement_id)
    manages, mine = may_manage(request.actor, row), is_own(request.actor, row)  # type: ignore[attr-defined]
    if request.method == "POST":
        said: dict[str, Any] = {"actor": request.actor, "agreement_id": row.pk, "now": timezone.now()}  # type: ignore[attr-defined]
        if mine:
            sent_off = signing.sign_charter(**said).act is not None
            sent = _("The charter went to be signed: you find it among the documents to sign.")
            messages.success(request, sent if sent_off else _("You signed the charter."))
        else:
            signing.countersign_charter(**said)
            messages.success(request, _("The charter is signed by both sides."))
        return redirect("agreements:agreement", row.pk)
    made = standing.signing_of(row)
    version = made.version if made else standing.latest_charter(row.administration_id)
    texts = documents.model_charter() if version is None else {n: getattr(version, n) for n in documents.NAMES}
    french = request.LANGUAGE_CODE == "fr" and texts["body_fr"]  # type: ignore[attr-defined]
    tongue = "fr" if french else "ar"
    context = about(request, row) | {
        "signing": made,
        "number": version.number if version else 1,
        "tongue": tongue,
        "parts": documents.parts(texts[f"body_{tongue}"]),
        "annexes": documents.parts(texts[f"annexes_{tongue}"]),
        "may_sign": mine and row.state in COMING and (made is None or (made.person_at is None and made.act is None)),
        "may_countersign": bool(manages and made and made.person_at and made.manager_at is None and made.act is None),
        "papers": shown.papers(request.actor, row),  # type: ignore[attr-defined]
    }
    return render(request, "agreements/charter.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def wish(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Ask for other days, a suspension, the end, a renewal."""
    row = own(request, agreement_id)
    initial = pattern_initial(row.terms_now) | {"what": request.GET.get("what", "change")}
    form = WishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            wishing.wish(
                actor=request.actor,  # type: ignore[attr-defined]
                agreement_id=row.pk,
                now=timezone.now(),
                **{name: data[name] for name in ("what", "first", "last", "pattern", "words")},
            )
            messages.success(request, _("Your request was sent to whoever manages your unit."))
            return redirect("agreements:agreement", row.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = about(request, row) | {
        "form": form,
        "earliest_end": changing.earliest_end(row, timezone.localdate()),
        "renewable_until": changing.renewable_until(row),
    }
    return render(request, "agreements/wish.html", context, status=422 if form.errors else 200)


@require_POST
@idempotent
def unwish(request: HttpRequest, agreement_id: int, request_id: int) -> HttpResponse:
    row = own(request, agreement_id)
    if not row.requests.filter(pk=request_id).exists():
        raise Http404
    wishing.take_back(actor=request.actor, request_id=request_id, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("Your request is withdrawn."))
    return redirect("agreements:agreement", row.pk)


@require_http_methods(["GET", "POST"])
@idempotent
def appeal(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Contest a refusal, or what was imposed."""
    row = own(request, agreement_id)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appealing.appeal(
                actor=request.actor,  # type: ignore[attr-defined]
                agreement_id=row.pk,
                words=form.cleaned_data["words"],
                now=timezone.now(),
            )
            messages.success(request, _("Your appeal was sent to the authority above the one that decided."))
            return redirect("agreements:agreement", row.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = about(request, row) | {"form": form, "until": appealing.until(row)}
    return render(request, "agreements/appeal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@idempotent
def days(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """The floating days of a week, chosen by the person."""
    row = own(request, agreement_id)
    if not row.terms_now.is_floating:
        raise changing.NotFloating
    context = about(request, row)
    book = calendars.calendar(row.administration.country)
    asked = day_in(request.POST.get("week") or request.GET.get("week")) or context["today"]
    first = changing.week_start(asked, book)
    week = [first + timedelta(days=n) for n in range(7)]
    error = ""
    if request.method == "POST":
        chosen = [day for day in map(day_in, request.POST.getlist("day")) if day]
        try:
            changing.choose(
                actor=request.actor,  # type: ignore[attr-defined]
                agreement_id=row.pk,
                week_of=first,
                days=chosen,
                now=timezone.now(),
            )
            messages.success(request, _("Your days of this week are chosen."))
            return redirect("agreements:agreement", row.pk)
        except Refusal as refusal:
            error = str(refusal)
    held = set(ChosenDay.objects.filter(agreement=row, day__in=week).values_list("day", flat=True))
    context |= {
        "error": error,
        "first": first,
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "most": row.terms_now.floating,
        "boxes": [(day, day in held, row.terms_now.may_choose(day, book) and day >= context["today"]) for day in week],
    }
    return render(request, "agreements/days.html", context, status=422 if error else 200)


def day_in(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
