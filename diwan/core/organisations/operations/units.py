"""The life of administrations and units: created, renamed, moved, merged, abolished, always from a day on."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.zones import of_country as zone

from .. import policies
from ..enums import UnitKind
from ..events import UnitChanged
from ..models import Administration, Delegation, Holding, Interim, Post, RegistryOffice, Unit, UnitVersion
from .common import checked, record

if TYPE_CHECKING:
    from ..actors import Actor, Names


class ParentElsewhere(Refusal):
    message = _("The parent unit belongs to another administration or no longer exists.")


class DateTooEarly(Refusal):
    message = _("A change from a later day is already recorded for this unit.")
    advice = _("Give a day after the last change.")


class StillHasUnits(Refusal):
    message = _("There are still units below this one.")
    advice = _("Move or merge them first.")


class StillHasRegistryOffice(Refusal):
    message = _("This unit still has a registry office, whose numbers must not stop midway.")
    advice = _("Close it or give it to another unit first.")


class UnitGone(Refusal):
    message = _("This unit was abolished.")


class WouldCircle(Refusal):
    message = _("A unit cannot stand below itself.")


class NotYet(Refusal):
    message = _("A unit moves on the day the move is recorded or before, never later.")
    advice = _("Record it on the day: rights follow the tree at once.")


READABLE = 4.5  # the contrast below which small text is lost to many (WCAG 2.2 AA, 1.4.3)


class TooPale(Refusal):
    message = _("White words on this colour have a contrast of %(contrast)s; 4.5 is the least that everybody reads.")
    advice = _("Choose a darker colour.")
    status = 422


@transaction.atomic
def open_administration(
    *, actor: Actor, code: str, country: str, names: Names, on: date, now: datetime, **theme: str
) -> Administration:
    """Open a tenant with its root unit, which carries its name. `theme`: accent_colour, emblem."""
    if not policies.may_open_administration(actor):
        raise NotAllowed
    administration = checked(Administration(code=code, country=country, created_on=on, **theme))
    _plant(administration, None, UnitKind.CENTRE, names, code, on)
    record(
        actor=actor,
        administration=administration,
        kind="administration.opened",
        subject=administration,
        facts={"code": code, "name": names.ar, "on": on.isoformat()},
        now=now,
    )
    return administration


@transaction.atomic
def create_unit(
    *, actor: Actor, parent_id: int, kind: str, names: Names, on: date, now: datetime, code: str = ""
) -> Unit:
    """Create a unit below another one."""
    parent = _locked(parent_id)
    if not policies.may_administer(actor, parent):
        raise NotAllowed
    if not parent.exists_on(on):
        raise ParentElsewhere
    unit = _plant(parent.administration, parent, kind, names, code, on)
    _told(actor, unit, "created", on, now, {"name": names.ar, "parent": parent.pk})
    return unit


@transaction.atomic
def rename_unit(*, actor: Actor, unit_id: int, names: Names, on: date, now: datetime) -> Unit:
    """Give a unit another name from a day on; the directory keeps the former one before that day."""
    unit = _locked(unit_id)
    if not policies.may_administer(actor, unit):
        raise NotAllowed
    _succeed(unit, on, names=names)
    _told(actor, unit, "renamed", on, now, {"name": names.ar})
    return unit


@transaction.atomic
def move_unit(*, actor: Actor, unit_id: int, parent_id: int, on: date, now: datetime) -> Unit:
    """Put a unit and all below it under another parent of the same administration."""
    unit, parent = _locked(unit_id), _locked(parent_id)
    if not (policies.may_administer(actor, unit) and policies.may_administer(actor, parent)):
        raise NotAllowed
    _move(actor, unit, parent, on, now)
    return unit


@transaction.atomic
def merge_units(*, actor: Actor, unit_ids: list[int], into_id: int, on: date, now: datetime) -> Unit:
    """Abolish units into another one: it becomes their successor and the parent of what was below them."""
    into = _locked(into_id)
    units = [_locked(unit_id) for unit_id in unit_ids]
    if not all(policies.may_administer(actor, unit) for unit in (into, *units)):
        raise NotAllowed
    for unit in units:
        if unit == into or unit.administration_id != into.administration_id:
            raise ParentElsewhere
        for child in Unit.objects.filter(parent=unit, abolished_on__isnull=True):
            _move(actor, child, into, on, now)
            into.refresh_from_db()
        _abolish(actor, unit, into, on, now)
    return into


@transaction.atomic
def abolish_unit(*, actor: Actor, unit_id: int, successor_id: int | None, on: date, now: datetime) -> Unit:
    """End a unit on a day; whoever sat in its posts leaves them, and its successor answers for it."""
    unit = _locked(unit_id)
    if not policies.may_administer(actor, unit):
        raise NotAllowed
    _abolish(actor, unit, _locked(successor_id) if successor_id else None, on, now)
    return unit


@transaction.atomic
def classify_unit(*, actor: Actor, unit_id: int, kind: str, now: datetime) -> Unit:
    """Correct what kind of unit it is: a division recorded as a service."""
    unit = _locked(unit_id)
    if not policies.may_administer(actor, unit):
        raise NotAllowed
    unit.kind = kind
    checked(unit)
    _told(actor, unit, "classified", _today(unit, now), now, {"kind": kind})
    return unit


@transaction.atomic
def dress_administration(
    *, actor: Actor, administration_id: int, accent_colour: str, emblem: str, now: datetime
) -> Administration:
    """Give an administration its colour and the few letters of its emblem.

    Raises:
        NotAllowed
        TooPale: white words on this colour would not be read by everybody.
        AgainstTheRules
    """
    administration = Administration.objects.select_for_update(no_key=True).get(pk=administration_id)
    if not policies.may_administer(actor, Unit.objects.get(administration=administration, parent__isnull=True)):
        raise NotAllowed
    administration.accent_colour, administration.emblem = accent_colour.lower(), emblem.strip()
    clean = checked(administration)
    if (contrast := contrast_with_white(clean.accent_colour)) < READABLE:
        raise TooPale(contrast=f"{contrast:.1f}")
    facts = {"accent_colour": clean.accent_colour, "emblem": clean.emblem}
    record(actor=actor, administration=clean, kind="administration.dressed", subject=clean, facts=facts, now=now)
    return administration


def contrast_with_white(colour: str) -> float:
    """The contrast of white on `#rrggbb`, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


# --- steps ---------------------------------------------------------------------------------------------------------


def _locked(unit_id: int) -> Unit:
    """A unit, with the tree of its administration locked: changes of structure are rare and come one by one."""
    unit = Unit.objects.select_related("administration").get(pk=unit_id)
    Administration.objects.select_for_update(no_key=True).get(pk=unit.administration_id)
    unit.refresh_from_db(fields=["path", "parent", "abolished_on"])
    return unit


def _plant(administration: Administration, parent: Unit | None, kind: str, names: Names, code: str, on: date) -> Unit:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('organisations_unit', 'id'))")
        (key,) = cursor.fetchone()
    unit = Unit(
        pk=key,
        administration=administration,
        parent=parent,
        path=f"{parent.path if parent else '/'}{key}/",
        kind=kind,
        code=code,
        created_on=on,
    )
    checked(unit)
    _version(unit, names, on, parent)
    return unit


def _version(unit: Unit, names: Names, on: date, parent: Unit | None) -> UnitVersion:
    return checked(
        UnitVersion(
            unit=unit,
            parent=parent,
            starts_on=on,
            name_ar=names.ar,
            name_fr=names.fr,
            name_en=names.en,
            name_zgh=names.zgh,
        )
    )


def _succeed(unit: Unit, on: date, *, names: Names | None = None, parent: Unit | None = None) -> None:
    """Close the version in force and open the next one, or mend it when it began that very day."""
    last = unit.versions.select_for_update().filter(ends_on__isnull=True).first()
    if last is None:
        raise UnitGone
    if on < last.starts_on:
        raise DateTooEarly
    names, parent = names or last.names, parent or last.parent
    if on == last.starts_on:
        last.parent = parent
        last.name_ar, last.name_fr, last.name_en, last.name_zgh = names.ar, names.fr, names.en, names.zgh
        checked(last)
        return
    last.ends_on = on
    checked(last)
    _version(unit, names, on, parent)


def _move(actor: Actor, unit: Unit, parent: Unit, on: date, now: datetime) -> None:
    if unit.administration_id != parent.administration_id or not parent.exists_on(on):
        raise ParentElsewhere
    if parent.path.startswith(unit.path):
        raise WouldCircle
    if on > _today(unit, now):
        raise NotYet
    _succeed(unit, on, parent=parent)
    former, path = unit.path, f"{parent.path}{unit.pk}/"
    Unit.objects.filter(path__startswith=former).update(path=Concat(Value(path), Substr(F("path"), len(former) + 1)))
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    unit.parent, unit.path = parent, path
    _told(actor, unit, "moved", on, now, {"parent": parent.pk})


def _abolish(actor: Actor, unit: Unit, successor: Unit | None, on: date, now: datetime) -> None:
    last = unit.versions.select_for_update().filter(ends_on__isnull=True).first()
    if last is None:
        raise UnitGone
    if on <= last.starts_on:
        raise DateTooEarly
    if Unit.objects.filter(parent=unit, abolished_on__isnull=True).exists():
        raise StillHasUnits
    if RegistryOffice.objects.filter(unit=unit, closed_on__isnull=True).exists():
        raise StillHasRegistryOffice
    if heir := successor or unit.parent:  # the books of its closed offices, and the letters that still wait in them
        RegistryOffice.objects.filter(unit=unit).update(unit=heir)
    last.ends_on = on
    checked(last)
    unit.abolished_on, unit.successor = on, successor
    checked(unit)
    moment = max(now, datetime.combine(on, time.min, tzinfo=zone(unit.administration.country)))
    Post.objects.filter(unit=unit, closed_at__isnull=True).update(closed_at=moment)
    for model in (Holding, Interim, Delegation):
        model.objects.filter(post__unit=unit).exclude(ends_at__lte=moment).filter(starts_at__lte=moment).update(
            ends_at=moment
        )
        model.objects.filter(post__unit=unit, starts_at__gt=moment).update(ends_at=F("starts_at"))
    _told(actor, unit, "abolished", on, now, {"successor": successor.pk if successor else None})


def _today(unit: Unit, now: datetime) -> date:
    return now.astimezone(zone(unit.administration.country)).date()


def _told(actor: Actor, unit: Unit, change: str, on: date, now: datetime, facts: dict[str, Any]) -> None:
    record(
        actor=actor,
        administration=unit.administration,
        kind=f"unit.{change}",
        subject=unit,
        facts={**facts, "on": on.isoformat()},
        now=now,
        fact=UnitChanged(
            unit_id=unit.pk,
            administration_id=unit.administration_id,
            change=change,
            on=on.isoformat(),
            successor_id=unit.successor_id,
        ),
    )
