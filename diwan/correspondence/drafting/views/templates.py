"""The templates of units and the formulae of address, kept by those who hold the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import policies
from ..enums import TEMPLATES, Layout
from ..forms.templates import FormulaForm, TemplateForm
from ..models import Formula, Template
from ..operations import templates as operations
from ..queries.page import as_data, courtesy, frame, signer_of, typeset, undressed
from ..text.fields import FIELDS
from ..text.markup import from_markup, to_markup
from ..text.reading import read
from ..text.writing import to_html
from .drafts import inline

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

TEXTS = ("address_ar", "address_fr", "greeting_ar", "greeting_fr", "closing_ar", "closing_fr")


def keeper(request: HttpRequest) -> Actor:
    if not request.actor.may(TEMPLATES):
        raise NotAllowed
    return request.actor


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The templates this person keeps, and the formulae."""
    actor, now = keeper(request), timezone.now()
    rows = (
        Template.objects.visible_to(actor).filter(retired_at=None).select_related("unit").prefetch_related("versions")
    )
    names = organisations.units_named([row.unit_id for row in rows], now)
    context = {
        "rows": [(row, names[row.unit_id].here if row.unit_id in names else "", row.versions.all()[0]) for row in rows],
        "keeps": {row.pk for row in rows if policies.may_keep_templates(actor, row.unit)},
    }
    return render(request, "drafting/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """A template more, empty or copied from another (`from`)."""
    actor, now = keeper(request), timezone.now()
    form = TemplateForm(request.POST or None, units=units_kept(actor, now), initial=copied(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = operations.offer(
                actor=actor, unit_id=said["unit"], kind=said["kind"], names=form.names, content=content(form), now=now
            )
            return redirect("drafting:template", row.pk)
        except operations.NameTaken as refusal:
            form.add_error("name_ar", str(refusal))
    context = {"form": form, "fields": FIELDS}
    return render(request, "drafting/template_form.html", context, status=422 if form.errors else 200)


def copied(request: HttpRequest) -> dict[str, Any]:
    given = request.GET.get("from", "")
    if not given.isdigit() or len(given) > 18:
        return {}
    row = Template.objects.visible_to(request.actor).filter(pk=int(given)).first()
    if row is None:
        raise Http404
    said = standing(row)
    name = _("%(name)s (copy)") % {"name": row.name_ar}
    return {**said, "name_ar": name[:200], "base": None}


def standing(row: Template) -> dict[str, Any]:
    """A template as its form shows it."""
    last = row.versions.first()
    assert last is not None  # a template is made with its first version
    return {
        "name_ar": row.name_ar,
        "name_fr": row.name_fr,
        "unit": row.unit_id,
        "kind": row.kind,
        "layout": last.layout,
        "head_ar": last.head_ar,
        "head_fr": last.head_fr,
        "subject": last.subject,
        "markup": to_markup(read(last.body)[0]),
        "second_markup": to_markup(read(last.second)[0]),
        "base": last.number,
    }


def content(form: TemplateForm) -> operations.Content:
    said = form.cleaned_data
    return operations.Content(
        layout=said["layout"],
        head_ar=said["head_ar"],
        head_fr=said["head_fr"],
        subject=said["subject"],
        body=to_html(from_markup(said["markup"])),
        second=to_html(from_markup(said["second_markup"])),
    )


def units_kept(actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """The units whose templates this actor keeps, by place in the tree."""
    found: list[tuple[int, str]] = []
    for administration_id in dict.fromkeys(seat.administration_id for seat in actor.seats):
        named = organisations.units_of([administration_id], now)
        places = organisations.places(named, administration_id, now)
        found += [(p.pk, named[p.pk].here) for p in places if policies.may_keep_templates(actor, p)]
    return found


def kept(request: HttpRequest, template_id: int) -> Template:
    actor = keeper(request)
    row = Template.objects.visible_to(actor).select_related("unit").filter(pk=template_id).first()
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def template(request: HttpRequest, template_id: int) -> HttpResponse:
    """A template with its versions, changed by its keepers."""
    row, now = kept(request, template_id), timezone.now()
    may = policies.may_keep_templates(request.actor, row.unit) and row.retired_at is None
    unit_name = organisations.units_named([row.unit_id], now).get(row.unit_id, organisations.Names("")).here
    units = [(row.unit_id, unit_name)]
    form = TemplateForm(request.POST or None, units=units, fixed=True, initial=standing(row), auto_id="template_%s")
    if request.method == "POST":
        if not may:
            raise NotAllowed
        if form.is_valid():
            base = form.cleaned_data["base"] or 0
            try:
                operations.revise(
                    actor=request.actor,
                    template_id=row.pk,
                    base=base,
                    names=form.names,
                    content=content(form),
                    now=now,
                )
                return redirect("drafting:template", row.pk)
            except operations.NameTaken as refusal:
                form.add_error("name_ar", str(refusal))
    context = {"form": form, "template": row, "may": may, "unit_name": unit_name, "fields": FIELDS}
    context |= {"versions": list(row.versions.select_related("person")), "country": row.administration.country}
    return render(request, "drafting/template.html", context, status=422 if form.errors else 200)


@require_GET
def preview(request: HttpRequest, template_id: int) -> HttpResponse:
    """A letter as this template makes it, its fields still in braces."""
    row, now = kept(request, template_id), timezone.now()
    last = row.versions.first()
    assert last is not None
    office = next(
        (
            organisations.office_card(line.id, now)
            for line in organisations.offices_of(row.administration_id, now, right=TEMPLATES)
        ),
        None,
    )
    if office is None:
        raise Http404
    names = organisations.units_named([row.unit_id], now).get(row.unit_id)
    data = {
        **frame(office, last.layout, last, names),
        **courtesy(None, []),
        "subject": last.subject,
        "answers": None,
        "body": as_data(read(last.body)[0]),
        "second": as_data(read(last.second)[0]) if last.layout == Layout.BOTH else [],
        "signer": signer_of(organisations.Names(""), "", ""),
        "annexes": [],
        "copies": [],
        "country": office.country,
    }
    return inline(typeset(undressed(data), title=row.names.here, at=now), f"template-{row.pk}.pdf")


@require_POST
@idempotent
def retire(request: HttpRequest, template_id: int) -> HttpResponse:
    row = kept(request, template_id)
    operations.retire(actor=request.actor, template_id=row.pk, now=timezone.now())
    return redirect("drafting:templates")


@require_GET
def formulae(request: HttpRequest) -> HttpResponse:
    """How the administration addresses each rank."""
    rows = Formula.objects.visible_to(keeper(request)).filter(retired_at=None)
    return render(request, "drafting/formulae.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def formula(request: HttpRequest, formula_id: int | None = None) -> HttpResponse:
    """A formula more, or one changed; letters signed keep the words they had."""
    actor = keeper(request)
    row = shown_formula(actor, formula_id) if formula_id else None
    initial = {name: getattr(row, name) for name in ("name_ar", "name_fr", "rank", *TEXTS)} if row else {"rank": 10}
    form = FormulaForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        administration = row.administration_id if row else actor.seats[0].administration_id
        said = form.cleaned_data
        try:
            operations.keep_formula(
                actor=actor,
                root_id=organisations.root_unit(administration).pk,
                rank=said["rank"],
                names=form.names,
                phrases=operations.Phrases(**{name: said[name] for name in TEXTS}),
                formula_id=row.pk if row else None,
                now=timezone.now(),
            )
            return redirect("drafting:formulae")
        except operations.NameTaken as refusal:
            form.add_error("name_ar", str(refusal))
    return render(request, "drafting/formula.html", {"form": form, "formula": row}, status=422 if form.errors else 200)


def shown_formula(actor: Actor, formula_id: int) -> Formula:
    row = Formula.objects.visible_to(actor).filter(pk=formula_id, retired_at=None).first()
    if row is None:
        raise Http404
    return row


@require_POST
@idempotent
def formula_retire(request: HttpRequest, formula_id: int) -> HttpResponse:
    row = shown_formula(keeper(request), formula_id)
    operations.retire_formula(actor=request.actor, formula_id=row.pk, now=timezone.now())
    return redirect("drafting:formulae")
