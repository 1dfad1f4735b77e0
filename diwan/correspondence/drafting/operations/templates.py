"""The templates of a unit, with their versions, and the formulae of address of an administration."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import TEMPLATES, Layout
from ..models import Formula, Template, TemplateVersion
from ..text.reading import read
from ..text.writing import to_html

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Names
    from diwan.correspondence.letters import api as letters


class NameTaken(Refusal):
    message = _("There is one of that name already.")
    status = 422


class ChangedMeanwhile(Refusal):
    message = _("Somebody changed this template while you were writing. Nothing of yours was kept.")
    advice = _("Open it again, and change what stands now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a version of a template says."""

    layout: Layout = Layout.ARABIC
    head_ar: str = ""
    head_fr: str = ""
    subject: str = ""
    body: str = ""
    second: str = ""

    def cleaned(self) -> Content:
        return replace(self, body=to_html(read(self.body)[0]), second=to_html(read(self.second)[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What a formula says."""

    address_ar: str = ""
    address_fr: str = ""
    greeting_ar: str = ""
    greeting_fr: str = ""
    closing_ar: str = ""
    closing_fr: str = ""


NAMES = ("ar", "fr", "en", "zgh")


@transaction.atomic
def offer(*, actor: Actor, unit_id: int, kind: letters.Kind, names: Names, content: Content, now: datetime) -> Template:
    """Give the posts of a unit and below a template more.

    Raises:
        NotAllowed: the actor keeps no templates there.
        NameTaken
    """
    place = place_of(actor, unit_id, now)
    if Template.objects.filter(unit=place.pk, name_ar=names.ar, retired_at=None).exists():
        raise NameTaken
    row = Template.objects.create(
        administration_id=administration_of(actor, place),
        unit_id=place.pk,
        kind=kind,
        **{f"name_{language}": getattr(names, language) for language in NAMES},
    )
    write(row, 1, content, actor, now)
    return row


@transaction.atomic
def revise(
    *, actor: Actor, template_id: int, base: int, names: Names, content: Content, now: datetime
) -> TemplateVersion:
    """Change a template: letters begun from here on say the new version, those begun before stay as they are.

    Raises:
        NotAllowed, NameTaken
        ChangedMeanwhile: version `base` is not the last one any more.
    """
    row = locked(actor, template_id)
    last = row.versions.first()
    if last is None or last.number != base:
        raise ChangedMeanwhile
    taken = Template.objects.filter(unit=row.unit_id, name_ar=names.ar, retired_at=None).exclude(pk=row.pk)
    if taken.exists():
        raise NameTaken
    for language in NAMES:
        setattr(row, f"name_{language}", getattr(names, language))
    row.save()
    said = asdict(content.cleaned())
    if all(getattr(last, name) == value for name, value in said.items()):
        return last
    return write(row, last.number + 1, content, actor, now)


@transaction.atomic
def retire(*, actor: Actor, template_id: int, now: datetime) -> None:
    """Offer a template no more; letters made from it still point at it.

    Raises:
        NotAllowed
    """
    row = locked(actor, template_id)
    if row.retired_at is None:
        row.retired_at = now
        row.save(update_fields=["retired_at"])


@transaction.atomic
def keep_formula(
    *,
    actor: Actor,
    root_id: int,
    rank: int,
    names: Names,
    phrases: Phrases,
    formula_id: int | None = None,
    now: datetime,
) -> Formula:
    """Write how an administration addresses a rank, or change it.

    Raises:
        NotAllowed: the actor does not keep the templates of the whole administration.
        NameTaken
    """
    place = place_of(actor, root_id, now)
    tenant = administration_of(actor, place)
    rows = Formula.objects.filter(administration=tenant, retired_at=None)
    others = rows.exclude(pk=formula_id) if formula_id else rows
    if others.filter(name_ar=names.ar).exists():
        raise NameTaken
    row = rows.select_for_update().get(pk=formula_id) if formula_id else Formula(administration_id=tenant)
    row.rank = rank
    for language in NAMES:
        setattr(row, f"name_{language}", getattr(names, language))
    for name, text in asdict(phrases).items():
        setattr(row, name, text.strip())
    row.save()
    return row


@transaction.atomic
def retire_formula(*, actor: Actor, formula_id: int, now: datetime) -> None:
    """Offer a formula no more.

    Raises:
        NotAllowed
    """
    row = Formula.objects.select_for_update().get(pk=formula_id)
    if not actor.may(TEMPLATES, organisations.root_unit(row.administration_id)):
        raise NotAllowed
    if row.retired_at is None:
        row.retired_at = now
        row.save(update_fields=["retired_at"])


def write(row: Template, number: int, content: Content, actor: Actor, now: datetime) -> TemplateVersion:
    return TemplateVersion.objects.create(
        template=row, number=number, person_id=actor.person_id, at=now, **asdict(content.cleaned())
    )


def locked(actor: Actor, template_id: int) -> Template:
    row = Template.objects.select_related("unit").select_for_update(of=("self",)).get(pk=template_id)
    if not policies.may_keep_templates(actor, row.unit):
        raise NotAllowed
    return row


def place_of(actor: Actor, unit_id: int, now: datetime) -> organisations.Place:
    """Where a unit stands, if the actor keeps its templates."""
    for administration_id in {seat.administration_id for seat in actor.seats}:
        for place in organisations.places([unit_id], administration_id, now):
            if policies.may_keep_templates(actor, place):
                return place
    raise NotAllowed


def administration_of(actor: Actor, place: organisations.Place) -> int:
    root = f"/{place.path.split('/')[1]}/"
    return next(seat.administration_id for seat in actor.seats if seat.unit_path.startswith(root))
