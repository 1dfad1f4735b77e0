"""Types of documents and the ceilings of posts, kept by whoever draws the circuits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import Refusal

from ..conditions import Type
from ..models import Ceiling, DocumentType
from ..models.circuits import AMOUNT, field_to_json
from .common import checked, demand_design, journalled, named
from .rows import NoSuchPost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from diwan.core.organisations.api import Actor, Names

    from ..conditions import Field
    from ..enums import Level

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


class BadField(Refusal):
    message = _("The field “%(field)s” cannot be kept: %(reason)s")
    status = 422


class ParentOfAnother(Refusal):
    message = _("A subtype stands below a type of the same administration that is in use.")
    status = 422


class StillUsed(Refusal):
    message = _("Circuits or subtypes still use this type: withdraw them first.")


class NoAmount(Refusal):
    message = _("A ceiling is for a type that asks for an amount.")
    advice = _("Add a required number field with the code “amount” to the type.")
    status = 422


@transaction.atomic
def create_type(
    *,
    actor: Actor,
    administration_id: int,
    code: str,
    names: Names,
    now: datetime,
    parent_id: int | None = None,
    fields: Sequence[Field] = (),
    level: Level | str = "simple",
    read_all: bool = False,
) -> DocumentType:
    """A type of document, or a subtype below one, with the typed fields its author fills.

    Raises:
        NotAllowed, ParentOfAnother, BadField, AgainstRules
    """
    demand_design(actor, administration_id)
    rows = DocumentType.objects.filter(administration=administration_id, retired_at=None)
    above = rows.filter(pk=parent_id).first() if parent_id is not None else None
    if parent_id is not None and above is None:
        raise ParentOfAnother
    row = DocumentType(administration_id=administration_id, parent=above, code=code, level=level, read_all=read_all)
    row.fields = _fields(fields, above)
    checked(named(row, names))
    journalled(actor, administration_id, "type.created", row, now, code=code, level=str(level), fields=row.fields)
    return row


@transaction.atomic
def change_type(
    *,
    actor: Actor,
    type_id: int,
    names: Names,
    fields: Sequence[Field],
    level: Level | str,
    read_all: bool,
    now: datetime,
) -> DocumentType:
    """Change what a type is called and asks for. What is on its way keeps the values it was sent with.

    Raises:
        NotAllowed, BadField, AgainstRules
    """
    row = _locked(type_id)
    demand_design(actor, row.administration_id)
    row.fields, row.level, row.read_all = _fields(fields, row.parent), str(level), read_all
    checked(named(row, names))
    said: dict[str, Any] = {"level": row.level, "read_all": read_all, "fields": row.fields}
    journalled(actor, row.administration_id, "type.changed", row, now, **said)
    return row


@transaction.atomic
def retire_type(*, actor: Actor, type_id: int, now: datetime) -> DocumentType:
    """No longer offered; what was made of it stays.

    Raises:
        NotAllowed, StillUsed
    """
    row = _locked(type_id)
    demand_design(actor, row.administration_id)
    if row.circuits.filter(retired_at=None).exists() or row.subtypes.filter(retired_at=None).exists():
        raise StillUsed
    row.retired_at = row.retired_at or now
    row.save(update_fields=["retired_at"])
    journalled(actor, row.administration_id, "type.retired", row, now)
    return row


@transaction.atomic
def set_ceiling(*, actor: Actor, post_id: int, type_id: int, up_to: Decimal, now: datetime) -> Ceiling:
    """Up to what amount a post signs documents of a type and of its subtypes, from now on.

    Raises:
        NotAllowed, NoAmount, NoSuchPost, AgainstRules
    """
    kind = _locked(type_id)
    demand_design(actor, kind.administration_id)
    card = organisations.post_cards([post_id], now).get(post_id)
    if card is None or not card.is_open or card.administration_id != kind.administration_id:
        raise NoSuchPost
    amount = kind.all_fields().get(AMOUNT)
    if amount is None or amount.type != Type.NUMBER or not amount.required:
        raise NoAmount
    row = Ceiling.objects.filter(post_id=post_id, type=kind).first() or Ceiling(post_id=post_id, type=kind)
    row.up_to = up_to
    checked(row)
    journalled(actor, kind.administration_id, "ceiling.set", row, now, post=post_id, type=kind.pk, up_to=str(row.up_to))
    return row


@transaction.atomic
def remove_ceiling(*, actor: Actor, ceiling_id: int, now: datetime) -> None:
    """The post signs whatever the amount, from now on.

    Raises:
        NotAllowed
    """
    row = Ceiling.objects.select_for_update(of=("self",)).select_related("type").get(pk=ceiling_id)
    demand_design(actor, row.type.administration_id)
    said = {"post": row.post_id, "type": row.type_id, "up_to": str(row.up_to)}
    journalled(actor, row.type.administration_id, "ceiling.removed", row, now, **said)
    row.delete()


def _locked(type_id: int) -> DocumentType:
    DocumentType.objects.select_for_update(no_key=True).get(pk=type_id)
    return DocumentType.objects.select_related("parent").get(pk=type_id)


def _fields(fields: Sequence[Field], above: DocumentType | None) -> list[dict[str, Any]]:
    """The fields as they are kept.

    Raises:
        BadField
    """
    known = set(above.all_fields()) if above else set()
    for field in fields:
        if not CODE.fullmatch(field.code):
            raise BadField(field=field.code, reason=_("its code is small Latin letters, digits and underscores."))
        if field.code in known:
            raise BadField(field=field.code, reason=_("there is another of this code, here or in a type above."))
        if not field.names.ar.strip():
            raise BadField(field=field.code, reason=_("it has no name in Arabic."))
        codes = [code for code, _names in field.choices]
        if field.type == Type.CHOICE and (not codes or len(set(codes)) < len(codes) or not all(codes)):
            raise BadField(field=field.code, reason=_("its choices are at least one, each with its own code."))
        if field.code == AMOUNT and field.type != Type.NUMBER:
            raise BadField(field=field.code, reason=_("an amount is a number."))
        known.add(field.code)
    return [field_to_json(field) for field in fields]
