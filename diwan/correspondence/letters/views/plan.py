"""The classification plan: its tree, one class, and what its keepers do to it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..forms.plan import ClassForm, ImportForm, MoveForm, NewClassForm
from ..models import Letter, PlanClass
from ..operations import plan as operations
from ..queries import plan as queries
from ..sheets import classes_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The plans of the administrations where one sits, as trees; or the classes that hold some words."""
    actor, text = request.actor, request.GET.get("q", "").strip()[:200]
    rows = list(queries.classes(actor).select_related("administration"))
    found = queries.matching(rows, text) if text else queries.tree(rows)
    counted = Letter.objects.visible_to(actor).order_by().values_list("plan_class").annotate(Count("pk"))
    counts = Counter(dict(counted.filter(plan_class__in=[row.pk for row in rows])))
    for row in found:
        row.count = counts[row.pk]  # type: ignore[attr-defined]
    context = {"rows": found, "q": text, "keeps": kept_house(actor) is not None, "any": bool(rows)}
    return render(request, "letters/plan.html", context)


def kept_house(actor: Actor) -> int | None:
    """The administration whose plan this actor keeps, the first where they sit if there are several."""
    houses = list(dict.fromkeys(seat.administration_id for seat in actor.seats))
    return next((key for key in houses if policies.may_plan(actor, organisations.root_unit(key))), None)


def house_or_refuse(actor: Actor) -> int:
    house = kept_house(actor)
    if house is None:
        raise NotAllowed
    return house


def class_or_404(request: HttpRequest, class_id: int) -> PlanClass:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.classes(actor).select_related("administration", "parent").filter(pk=class_id).first()
    if found is None:
        raise Http404
    return found


def under_choices(actor: Actor, house: int, without: PlanClass | None = None) -> list[tuple[int, str]]:
    rows = queries.tree(queries.classes(actor, administration_id=house, open_only=True))
    return queries.choices(row for row in rows if without is None or not row.path.startswith(without.path))


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def add(request: HttpRequest) -> HttpResponse:
    """A new class."""
    house = house_or_refuse(request.actor)
    parents = under_choices(request.actor, house)
    form = NewClassForm(request.POST or None, choices=parents, initial={"under": request.GET.get("under", "")})

    def run(said: dict[str, Any]) -> None:
        codes = dict(PlanClass.objects.filter(administration=house).values_list("pk", "code"))
        one = operations.NewClass(code=said["code"], names=form.names, under=codes.get(said["under"], ""))
        operations.add_classes(actor=request.actor, administration_id=house, classes=[one], now=timezone.now())

    return answered(request, "letters/plan_add.html", {"form": form}, run)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def import_(request: HttpRequest) -> HttpResponse:
    """A whole plan, or a part of it, from a spreadsheet: all its lines or none."""
    house = house_or_refuse(request.actor)
    form = ImportForm(request.POST or None, request.FILES or None)

    def run(said: dict[str, Any]) -> None:
        classes = classes_in(said["sheet"], said["sheet"].name)
        operations.add_classes(actor=request.actor, administration_id=house, classes=classes, now=timezone.now())

    return answered(request, "letters/plan_import.html", {"form": form}, run)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def class_(request: HttpRequest, class_id: int) -> HttpResponse:
    """One class, where it stands and what is below it; its code and names, for who keeps the plan."""
    row = class_or_404(request, class_id)
    keeps = policies.may_plan(request.actor, organisations.root_unit(row.administration_id))
    if request.method == "POST" and not keeps:
        raise NotAllowed
    initial = {"code": row.code, "name_ar": row.name_ar, "name_fr": row.name_fr, "name_en": row.name_en}
    form = ClassForm(request.POST or None, initial=initial)
    now = timezone.now()
    children = queries.classes(request.actor).filter(parent=row)
    files = queries.dossiers(request.actor, now).filter(plan_class=row).order_by("-opened_on")[:50]
    moving = MoveForm(
        choices=under_choices(request.actor, row.administration_id, row), initial={"under": row.parent_id}
    )
    context = {
        "row": row,
        "trail": queries.trail(row)[:-1],
        "children": children,
        "dossiers": files,
        "letters": Letter.objects.visible_to(request.actor).filter(plan_class=row).count(),
        "keeps": keeps,
        "form": form,
        "move_form": moving,
        "country": row.administration.country,
    }

    def run(said: dict[str, Any]) -> None:
        operations.rename_class(actor=request.actor, class_id=row.pk, code=said["code"], names=form.names, now=now)

    return answered(request, "letters/plan_class.html", context, run, row)


@require_POST
@idempotent
def move(request: HttpRequest, class_id: int) -> HttpResponse:
    """Place a class elsewhere, with all that is below it."""
    row = class_or_404(request, class_id)
    form = MoveForm(request.POST, choices=under_choices(request.actor, row.administration_id, row))
    parent = form.cleaned_data["under"] if form.is_valid() else row.parent_id
    operations.move_class(actor=request.actor, class_id=row.pk, parent_id=parent, now=timezone.now())
    return redirect("letters:plan_class", row.pk)


@require_POST
@idempotent
def close(request: HttpRequest, class_id: int) -> HttpResponse:
    row = class_or_404(request, class_id)
    operations.close_class(actor=request.actor, class_id=row.pk, now=timezone.now())
    return redirect("letters:plan_class", row.pk)


@require_POST
@idempotent
def reopen(request: HttpRequest, class_id: int) -> HttpResponse:
    row = class_or_404(request, class_id)
    operations.reopen_class(actor=request.actor, class_id=row.pk, now=timezone.now())
    return redirect("letters:plan_class", row.pk)


def answered(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    run: Callable[[dict[str, Any]], None],
    row: PlanClass | None = None,
) -> HttpResponse:
    """The form of the context, or what follows once it was done; a refusal is said in the form."""
    form = context["form"]
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data)
            return redirect("letters:plan_class", row.pk) if row else redirect("letters:plan")
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, template, context, status=422 if form.errors else 200)
