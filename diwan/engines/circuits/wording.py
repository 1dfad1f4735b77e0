"""Rules, posts and delays of a drawing, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diwan.kit import numbers

from .checker import AMOUNT
from .conditions import Op, Type
from .definition import SENDER
from .enums import How

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diwan.core.organisations.api import PostCard

    from .conditions import Condition, Field, Rule
    from .definition import Definition, Step, Who

SAID: dict[Op, Any] = {
    Op.IS: gettext_lazy("%(field)s is %(value)s"),
    Op.IS_NOT: gettext_lazy("%(field)s is not %(value)s"),
    Op.LESS: gettext_lazy("%(field)s is less than %(value)s"),
    Op.AT_MOST: gettext_lazy("%(field)s is at most %(value)s"),
    Op.MORE: gettext_lazy("%(field)s is more than %(value)s"),
    Op.AT_LEAST: gettext_lazy("%(field)s is at least %(value)s"),
    Op.WITHIN: gettext_lazy("%(field)s is within %(value)s"),
    Op.OUTSIDE: gettext_lazy("%(field)s is outside %(value)s"),
}
OPERATORS: dict[Op, Any] = {
    Op.IS: gettext_lazy("is"),
    Op.IS_NOT: gettext_lazy("is not"),
    Op.LESS: gettext_lazy("less than"),
    Op.AT_MOST: gettext_lazy("at most"),
    Op.MORE: gettext_lazy("more than"),
    Op.AT_LEAST: gettext_lazy("at least"),
    Op.WITHIN: gettext_lazy("within"),
    Op.OUTSIDE: gettext_lazy("outside"),
}
TYPES: dict[Type, Any] = {
    Type.NUMBER: gettext_lazy("number"),
    Type.DAY: gettext_lazy("day"),
    Type.CHOICE: gettext_lazy("choice"),
    Type.TRUTH: gettext_lazy("yes or no"),
    Type.UNIT: gettext_lazy("unit"),
}


@dataclass(frozen=True)
class Speech:
    """What names are needed to say a drawing: fields by code, posts by key, units by path."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    posts: Mapping[int, PostCard] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def rule(self, rule: Rule) -> str:
        """A rule in one sentence; "" for the one that always holds."""
        lines = [
            reduce(lambda a, b: _("%(one)s and %(other)s") % {"one": a, "other": b}, self._all(line)) for line in rule
        ]
        return reduce(lambda a, b: _("%(one)s, or %(other)s") % {"one": a, "other": b}, lines) if lines else ""

    def _all(self, line: tuple[Condition, ...]) -> list[str]:
        return [self.condition(one) for one in line] or [_("always")]

    def condition(self, one: Condition) -> str:
        known = self.fields.get(one.field)
        name = known.names.here if known else one.field
        return str(SAID[one.op]) % {"field": name, "value": self.value(known, one.value)}

    def value(self, known: Field | None, value: Any) -> str:
        match known.type if known else None:
            case Type.CHOICE:
                names = dict(known.choices)  # type: ignore[union-attr]
                return names[value].here if value in names else str(value)
            case Type.TRUTH:
                return _("yes") if value is True else _("no")
            case Type.UNIT:
                return self.units.get(str(value), str(value))
            case Type.NUMBER:
                return numbers.shown(value, money=known is not None and known.code == AMOUNT)
        return str(value)

    def who(self, who: Who) -> str:
        """The post of a step."""
        if who.how == How.POST:
            card = self.posts.get(who.post or 0)
            return post_words(card) if card else _("No post is chosen yet")
        if who.how == How.ABOVE:
            said = ngettext("The head of the unit above", "The head of the unit %(up)s levels above", max(who.up, 1))
            return said % {"up": who.up}
        return str(who.how.label)

    def holder(self, who: Who, language: str) -> str:
        """Who sits in a named post now; "" where it is not a named one."""
        card = self.posts.get(who.post or 0) if who.how == How.POST else None
        people = (*card.holders, *card.interims) if card else ()
        return "، ".join(arabic if language == "ar" else latin or arabic for _person, arabic, latin in people)

    def apart(self, drawn: Definition, step: Step) -> list[str]:
        names = {one.key: one.names.here or one.key for _stage, one in drawn.steps()}
        return [_("the author") if key == SENDER else names.get(key, key) for key in step.apart_from]


def post_words(card: PostCard) -> str:
    return f"{card.title.here} · {card.unit_names.here}"
