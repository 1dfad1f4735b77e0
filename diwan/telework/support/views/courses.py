"""Courses: read, tried, passed, certified; and who was trained."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.files import api as files
from diwan.kit.arabic import normalise
from diwan.kit.idempotency import idempotent

from .. import content, queries, quiz
from ..enums import CERTIFICATE
from ..forms.texts import CourseForm
from ..models import Attempt, Certificate, Course
from ..operations import learning, publishing
from .shared import country_of, demand_programme, demand_seat, keeps, name_of, sheet, shown

METHODS = ["GET", "HEAD", "POST"]


@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """The current courses, with what one passed."""
    administration_id = demand_seat(request)
    rows = Course.objects.visible_to(request.actor).filter(replaced_at=None).order_by("-is_security", "title_ar", "pk")
    passed = queries.passed_by(request.actor.person_id or 0, {row.administration_id for row in rows})
    context = {
        "courses": [(row, passed.get((row.administration_id, row.code))) for row in rows],
        "keeps": keeps(request, administration_id),
        "country": country_of(administration_id),
    }
    return render(request, "support/courses.html", context)


@require_GET
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    row = shown(Course.objects.visible_to(request.actor), course_id)
    tries = Attempt.objects.filter(course=row, person=request.actor.person_id).order_by("-started_at", "-pk")
    context = {
        "course": row,
        "blocks": content.blocks(row.text),
        "tries": tries,
        "passed": queries.passed_by(request.actor.person_id or 0, {row.administration_id}).get(
            (row.administration_id, row.code)
        ),
        "keeps": keeps(request, row.administration_id),
        "count": len(row.questions),
        "country": country_of(row.administration_id),
    }
    return render(request, "support/course.html", context)


@require_POST
@idempotent
def begin(request: HttpRequest, course_id: int) -> HttpResponse:
    row = shown(Course.objects.visible_to(request.actor), course_id)
    made = learning.begin(actor=request.actor, course_id=row.pk, now=timezone.now())
    return redirect("support:attempt", made.pk)


@require_http_methods(METHODS)
@idempotent
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The questions; once they are answered, the result and the certificate."""
    rows = Attempt.objects.filter(person=request.actor.person_id).select_related("course")
    row = shown(rows, attempt_id)
    asked = quiz.sheet(row.course.questions, row.seed)
    chosen, problem = list(row.answers), ""
    if request.method == "POST":
        chosen = [number(request.POST.get(f"q{place}")) for place in range(len(asked))]
        try:
            learning.finish(actor=request.actor, attempt_id=row.pk, chosen=chosen, now=timezone.now())
            return redirect("support:attempt", row.pk)
        except learning.NotAllAnswered as refusal:
            problem = str(refusal)
    shown_ = [
        (place, one, list(enumerate(one.options)), chosen[place] if place < len(chosen) else None)
        for place, one in enumerate(asked)
    ]
    context = {
        "attempt": row,
        "questions": shown_,
        "problem": problem,
        "total": len(asked),
        "certificate": Certificate.objects.filter(attempt=row).first(),
        "country": country_of(row.course.administration_id),
    }
    return render(request, "support/attempt.html", context, status=422 if problem else 200)


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) < 4 else None


@require_GET
def certificate(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The sealed document, for whoever it is of."""
    rows = Certificate.objects.filter(attempt__person=request.actor.person_id).exclude(file=None)
    row = rows.select_related("file").filter(attempt=attempt_id).first()
    if row is None or row.file is None:
        raise Http404
    return redirect(files.link(row.file, purpose=CERTIFICATE, actor=request.actor))


@require_http_methods(METHODS)
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    return kept(request, demand_programme(request), CourseForm(request.POST or None), None)


@require_http_methods(METHODS)
@idempotent
def change(request: HttpRequest, course_id: int) -> HttpResponse:
    """The next version of a course."""
    row = shown(Course.objects.visible_to(request.actor), course_id)
    administration_id = demand_programme(request)
    if row.administration_id != administration_id or row.replaced_at is not None:
        raise Http404
    names = (
        "code", "title_ar", "title_fr", "text_ar", "text_fr", "source", "pass_percent", "attempts", "is_security"
    )  # fmt: skip
    initial = {name: getattr(row, name) for name in names} | {"questions": content.text_of(row.questions)}
    form = CourseForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = True
    return kept(request, administration_id, form, row)


def kept(request: HttpRequest, administration_id: int, form: CourseForm, row: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        names = ("code", "questions", "pass_percent", "attempts", "is_security")
        made = publishing.publish_course(
            actor=request.actor,
            administration_id=administration_id,
            words=publishing.Words(**form.words()),
            now=timezone.now(),
            **{name: form.cleaned_data[name] for name in names},
        )
        messages.success(request, _("Published."))
        return redirect("support:course", made.pk)
    context = {"form": form, "row": row, "is_course": True}
    return render(request, "support/text.html", context, status=422 if form.is_bound else 200)


@require_GET
def trained(request: HttpRequest) -> HttpResponse:
    """Every certificate given."""
    administration_id = demand_programme(request)
    page = Paginator(found(request, administration_id), 25).get_page(request.GET.get("page"))
    context = {"page": page, "q": request.GET.get("q", ""), "country": country_of(administration_id)}
    return render(request, "support/trained.html", context)


def found(request: HttpRequest, administration_id: int) -> Any:
    rows = queries.trained(administration_id)
    for word in normalise(request.GET.get("q", "")[:100]).split():
        rows = rows.filter(attempt__person__search_text__contains=word)
    return rows


@require_GET
def trained_file(request: HttpRequest, ending: str) -> HttpResponse:
    administration_id = demand_programme(request)
    head = [_("Reference"), _("Person"), _("Course"), _("Version"), _("Right answers"), _("Issued on")]
    lines = (
        [
            row.reference,
            name_of(row.attempt.person),
            row.attempt.course.title,
            row.attempt.course.number,
            row.attempt.score,
            timezone.localtime(row.issued_at).date(),
        ]
        for row in found(request, administration_id)[:50_000]
    )
    return sheet(ending, _("Who was trained"), head, lines)
