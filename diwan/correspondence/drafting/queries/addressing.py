"""Names typed as addressees, recognised: a unit of the administration, another administration here or elsewhere, or
somebody else."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.arabic import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

MOST = 600  # names offered while one types


def known_names(administration_ids: Iterable[int], now: datetime) -> list[str]:
    """What is offered while an addressee is typed: administrations, units of one's own, bodies elsewhere."""
    others = [row.names.here for row in organisations.administrations(at=now.date())]
    units = [names.here for names in organisations.units_of(administration_ids, now).values()]
    away = [one.name for one in letters.elsewhere("", now, MOST)]
    return list(dict.fromkeys([*others, *units, *away]))[:MOST]


def resolved(
    names: Iterable[str], administration_id: int, now: datetime
) -> dict[str, Callable[[str, str, letters.PartyRole], letters.Correspondent]]:
    """For each name, what makes a correspondent of it."""
    kinds = letters.PartyKind
    places: dict[str, tuple[letters.PartyKind, int | None]] = defaultdict(lambda: (kinds.ADMINISTRATION, None))
    for unit_id, named in organisations.units_of([administration_id], now).items():
        for text in (named.ar, named.fr, named.en):
            places.setdefault(normalise(text), (kinds.UNIT, unit_id))
    for row in organisations.administrations(at=now.date()):
        if row.unit.administration_id != administration_id:
            for text in (row.name_ar, row.name_fr, row.name_en):
                places.setdefault(normalise(text), (kinds.ADMINISTRATION, row.unit_id))
    places.pop("", None)
    away = {name: "" if normalise(name) in places else body_of(name, now) for name in names}
    return {name: partial(correspondent, places[normalise(name)], body) for name, body in away.items()}


def body_of(name: str, now: datetime) -> str:
    """The code of the only body elsewhere that is called so; nothing where two are."""
    codes = {one.body for one in letters.elsewhere(name, now, MOST) if normalise(one.name) == normalise(name)}
    return codes.pop() if len(codes) == 1 else ""


def correspondent(
    place: tuple[letters.PartyKind, int | None], body: str, name: str, title: str, role: letters.PartyRole
) -> letters.Correspondent:
    kind, unit = place
    return letters.Correspondent(name=name, title=title, role=role, kind=kind, unit=unit, body=body)


def same_as(
    answered: letters.Letter | None, name: str, title: str, role: letters.PartyRole
) -> letters.Correspondent | None:
    """The sender of the letter answered, with the addresses it came with, where the name is theirs."""
    sender = answered.parties.filter(role=letters.PartyRole.SENDER).first() if answered else None
    if sender is None or sender.name != name:
        return None
    kept = ("representative", "body", "identity", "email", "phone", "address")
    return letters.Correspondent(
        name=name,
        title=title,
        role=role,
        kind=letters.PartyKind(sender.kind),
        unit=sender.unit_id,
        **{field: getattr(sender, field) for field in kept},
    )
