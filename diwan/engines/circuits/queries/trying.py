"""What a forecast says, in words: names of people and posts instead of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations

from ..enums import Basis, How
from ..simulator import REASONS
from .directory import directory_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from ..definition import Definition
    from ..simulator import Expected, Forecast


@dataclass(frozen=True)
class Line:
    """One step of a forecast as it is read."""

    expected: Expected
    person: str
    post: str
    basis: str
    reasons: list[str]

    @property
    def state(self) -> str:
        return "done" if self.expected.on else "next"


@dataclass(frozen=True)
class Told:
    lines: list[Line]
    ends_on: date | None
    returned: bool


def people_of(drawn: Definition, administration_id: int, now: datetime, language: str) -> dict[int, str]:
    """Everybody who may have a part in this drawing: who sits in its posts, those above, and who holds mandates."""
    posts = {step.who.post for _stage, step in drawn.steps() if step.who.how == How.POST and step.who.post}
    if any(step.who.how in (How.HEAD, How.ABOVE) for _stage, step in drawn.steps()):
        for _path, line in organisations.heads_of_units(administration_id).values():
            posts |= {post for post in line if post}
    directory = directory_of(posts, now)
    keys = {one.person for rows in directory.sittings.values() for one in rows}
    keys |= {one.person for rows in directory.mandates.values() for one in rows}
    return names_of(keys, language)


def names_of(keys: set[int], language: str) -> dict[int, str]:
    rows = get_user_model()._default_manager.filter(pk__in=keys).values_list("pk", "name_ar", "name_latin")
    named = {key: arabic if language == "ar" else latin or arabic for key, arabic, latin in rows}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


def tell(found: Forecast, people: dict[int, str], now: datetime, language: str) -> Told:
    """The forecast with its names (5 queries)."""
    titles = [one.by for one in found.steps if one.by is not None]
    named = {reason.person for one in found.steps for reason in one.reasons if reason.person}
    people = people | names_of({one.person for one in titles} | named, language)
    posts = {one.post for one in titles} | {one.post for one in found.steps if one.post}
    cards = organisations.post_cards(posts, now)

    def post_name(key: int | None) -> str:
        return f"{cards[key].title.here} · {cards[key].unit_names.here}" if key in cards else ""

    lines = []
    for one in found.steps:
        reasons = [
            str(REASONS[reason.why])
            % {"person": people.get(reason.person or 0, ""), "until": reason.until.isoformat() if reason.until else "…"}
            for reason in one.reasons
        ]
        if one.step.by_itself:
            person = _("Diwan, by itself")
        elif one.step.who.how == How.GUEST:
            person = _("A person outside")
        else:
            person = people.get(one.by.person, "") if one.by else ""
        basis = str(Basis(one.by.basis).label) if one.by else ""
        lines.append(Line(one, person, post_name(one.by.post if one.by else one.post), basis, reasons))
    return Told(lines, found.ends_on, found.returned)
