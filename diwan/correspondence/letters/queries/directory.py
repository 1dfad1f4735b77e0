"""Whom a letter is from or to, as one types: our own directory, those of others, and whoever wrote before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import get_language

from diwan.core.organisations import api as organisations
from diwan.kit.arabic import latin_digits

from ..directories import Known, elsewhere
from ..enums import Kind, PartyKind, PartyRole
from ..models import Letter, Party

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

LIMIT = 8


def known(actor: Actor, text: str, now: datetime) -> list[Known]:
    """Units and administrations of our directory, bodies of others, then correspondents of letters this actor reads
    (5 queries)."""
    if len(text.strip()) < 2:
        return []
    found = [*in_directory(actor, text, now), *elsewhere(text, now, LIMIT)]
    listed = {one.body for one in found if one.body}
    return found + [one for one in wrote_before(actor, text) if one.body not in listed]


def in_directory(actor: Actor, text: str, now: datetime) -> list[Known]:
    """Units of one's own administrations, and the administrations themselves."""
    language = get_language() or "ar"
    mine = {seat.administration_id for seat in actor.seats}
    versions = organisations.directory(now.date()).matching(text)
    found = []
    names: dict[int, str] = {}
    for version in versions[:200]:
        house = version.unit.administration_id
        is_root = version.parent_id is None
        if house not in mine and not is_root:
            continue
        if house not in names:
            names[house] = organisations.administration_name(house, now.date(), language)
        kind = PartyKind.UNIT if house in mine and not is_root else PartyKind.ADMINISTRATION
        found.append(Known(version.names.here, kind, version.unit_id, "" if is_root else names[house]))
        if len(found) == LIMIT:
            break
    return found


def wrote_before(actor: Actor, text: str) -> list[Known]:
    """Correspondents outside the directory, as last written, most recent first (1 query)."""
    rows = Party.objects.filter(letter__in=Letter.objects.visible_to(actor), unit=None, name__icontains=text.strip())
    fields = ("name", "kind", "representative", "title", "email", "address", "body")
    latest = rows.values(*fields).annotate(last=Max("letter__registered_at")).order_by("-last")[: 3 * LIMIT]
    found: dict[str, Known] = {}
    for row in latest:
        found.setdefault(row["name"], Known(**{name: row[name] for name in fields}))
    return list(found.values())[:LIMIT]


def same_reference(actor: Actor, office_id: int, reference: str, sender: str, limit: int = 3) -> list[Letter]:
    """Letters this actor reads with the same reference of the same sender: perhaps registered already (1 query)."""
    reference = latin_digits(reference).strip()
    if not reference or not sender.strip():
        return []
    same = Party.objects.filter(role=PartyRole.SENDER, name__iexact=sender.strip())
    rows = Letter.objects.visible_to(actor).filter(
        kind=Kind.INCOMING, office=office_id, their_reference__iexact=reference, pk__in=same.values("letter")
    )
    return list(rows.select_related("administration").order_by("-registered_at")[:limit])
