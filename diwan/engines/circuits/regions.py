"""What values a rule takes, exactly: sets of each field, boxes of sets, regions of boxes.

A field that need not be filled has one value more: nothing. No condition takes it, so what is outside a condition
holds it. With that, whether a rule can hold, whether one rule leaves anything to another, and an example of what it
leaves, are computed; nothing is tried or guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .conditions import BadValue, Op, Type, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .conditions import Condition, Field, Line, Rule

# Cuts of a line: just before a value (v, 0), just after it (v, 1); the ends of the line are infinite.
Cut = tuple[Any, int]
FIRST: Cut = (float("-inf"), 0)
LAST: Cut = (float("inf"), 1)
MOST = 2000
"""Boxes of a region: rules drawn by people make a few. Past this nothing more is subtracted, and the check says so."""


@dataclass(frozen=True)
class Spans:
    """Values of an ordered field: between cuts, in order, apart from each other."""

    spans: tuple[tuple[Cut, Cut], ...]

    def __and__(self, other: Spans) -> Spans:
        found = []
        for low, high in self.spans:
            for start, end in other.spans:
                if (first := max(low, start)) < (last := min(high, end)):
                    found.append((first, last))
        return Spans(tuple(found))

    def inverse(self) -> Spans:
        found, at = [], FIRST
        for low, high in self.spans:
            if at < low:
                found.append((at, low))
            at = high
        if at < LAST:
            found.append((at, LAST))
        return Spans(tuple(found))

    def __bool__(self) -> bool:
        return bool(self.spans)


@dataclass(frozen=True)
class Codes:
    """Values of a field that has few: choices, yes or no, units."""

    taken: frozenset[Any]
    every: frozenset[Any]

    def __and__(self, other: Codes) -> Codes:
        return Codes(self.taken & other.taken, self.every)

    def inverse(self) -> Codes:
        return Codes(self.every - self.taken, self.every)

    def __bool__(self) -> bool:
        return bool(self.taken)


@dataclass(frozen=True)
class Values:
    """Of one field: a set, and whether nothing is among them."""

    filled: Spans | Codes
    nothing: bool

    def __and__(self, other: Values) -> Values:
        return Values(self.filled & other.filled, self.nothing and other.nothing)  # type: ignore[operator]

    def __bool__(self) -> bool:
        return self.nothing or bool(self.filled)


Box = dict[str, Values]
Region = list[Box]
EVERYTHING: Region = [{}]


class Space:
    """The fields of a type, and what rules take of them."""

    def __init__(self, fields: Mapping[str, Field], paths: Iterable[str] = ()) -> None:
        self.fields, self.paths = fields, frozenset(paths)
        self.whole = True  # until a region grew past what is kept
        self._known: dict[tuple[str, str, str], Values | None] = {}  # places are many, and asked again and again

    def taken(self, rule: Rule) -> Region:
        """What a rule takes; conditions that mean nothing take nothing."""
        if not rule:
            return EVERYTHING
        return [box for line in rule if (box := self._box(line)) is not None]

    def both(self, one: Region, other: Region) -> Region:
        found = [box for a in one for b in other if (box := meet(a, b)) is not None]
        self.whole = self.whole and len(found) <= MOST
        return found[:MOST]

    def without(self, region: Region, other: Region) -> Region:
        """What of a region another leaves."""
        for taken in other:
            left: Region = []
            for box in region:
                if meet(box, taken) is None:
                    left.append(box)
                    continue
                inside: Box = dict(box)
                for code, values in taken.items():
                    outside = inside.get(code, self._all(code)) & self._outside(code, values)
                    if outside:
                        left.append(inside | {code: outside})
                    inside[code] = inside.get(code, self._all(code)) & values
            if len(left) > MOST:
                self.whole = False
                return region
            region = left
        return region

    def example(self, region: Region) -> dict[str, str]:
        """Values in a region, as they are written; of the fields that matter."""
        return {code: _sample(self.fields[code], values) for code, values in region[0].items()} if region else {}

    # --- sets of one field --------------------------------------------------------------------------------------------

    def _box(self, line: Line) -> Box | None:
        box: Box = {}
        for one in line:
            values = self.condition(one)
            if values is None or not (values := values & box.get(one.field, values)):
                return None
            box[one.field] = values
        return box

    def condition(self, one: Condition) -> Values | None:
        """What one condition takes; None when its field is not known or its value is not of its type."""
        key = (one.field, one.op, repr(one.value))
        if key not in self._known:
            self._known[key] = self._taken(one)
        return self._known[key]

    def _taken(self, one: Condition) -> Values | None:
        field = self.fields.get(one.field)
        if field is None:
            return None
        try:
            want = typed(field.type, one.value)
        except BadValue:
            return None
        if field.type in (Type.NUMBER, Type.DAY):
            return Values(_ordered(one.op, want), nothing=False)
        every = self._codes(field)
        match one.op:
            case Op.IS:
                taken = every & {want}
            case Op.IS_NOT:
                taken = every - {want}
            case Op.WITHIN:
                taken = frozenset(path for path in every if path.startswith(want))
            case _:
                taken = frozenset(path for path in every if not path.startswith(want))
        return Values(Codes(taken, every), nothing=False)

    def _codes(self, field: Field) -> frozenset[Any]:
        match field.type:
            case Type.TRUTH:
                return frozenset({True, False})
            case Type.UNIT:
                return self.paths
            case _:
                return frozenset(code for code, _names in field.choices)

    def _all(self, code: str) -> Values:
        field = self.fields[code]
        if field.type in (Type.NUMBER, Type.DAY):
            return Values(Spans(((FIRST, LAST),)), nothing=not field.required)
        every = self._codes(field)
        return Values(Codes(every, every), nothing=not field.required)

    def _outside(self, code: str, values: Values) -> Values:
        return Values(values.filled.inverse(), nothing=not self.fields[code].required and not values.nothing)


def meet(one: Box, other: Box) -> Box | None:
    """What two boxes share; None when nothing."""
    found = dict(one)
    for code, values in other.items():
        shared = values & found[code] if code in found else values
        if not shared:
            return None
        found[code] = shared
    return found


def _ordered(op: Op, want: Any) -> Spans:
    if isinstance(want, date):  # days follow each other: after one comes just before the next
        before, after = (want.toordinal(), 0), (want.toordinal() + 1, 0)
    else:
        before, after = (want, 0), (want, 1)
    spans: tuple[tuple[Cut, Cut], ...]
    match op:
        case Op.IS:
            spans = ((before, after),)
        case Op.IS_NOT:
            spans = ((FIRST, before), (after, LAST))
        case Op.LESS:
            spans = ((FIRST, before),)
        case Op.AT_MOST:
            spans = ((FIRST, after),)
        case Op.MORE:
            spans = ((after, LAST),)
        case _:
            spans = ((before, LAST),)
    return Spans(spans)


def _sample(field: Field, values: Values) -> str:
    """One value of a set, in words as short as a form would hold."""
    if not values.filled:
        return ""
    if isinstance(values.filled, Codes):
        return str(min(values.filled.taken, key=str))
    low, high = values.filled.spans[0]
    if field.type == Type.DAY:
        day = low[0] if low != FIRST else high[0] - 1 if high != LAST else 1
        return date.fromordinal(int(day)).isoformat()
    if low != FIRST:
        inside = low[0] if low[1] == 0 else low[0] + 1 if high == LAST else (Decimal(low[0]) + Decimal(high[0])) / 2
        return str(inside)
    return str(high[0] if high[1] == 1 else high[0] - 1) if high != LAST else "0"
