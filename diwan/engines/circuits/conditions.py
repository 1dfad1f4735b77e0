"""Typed conditions on the data of a document: a small form, decided exactly, never a script.

A rule is a list of lines; it holds when one line holds, a line when all its conditions do. The empty rule always holds.
Because each condition speaks of one field of a known type, whether a rule can ever hold is decided by intersecting
intervals and sets, not by trying.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from diwan.core.organisations.api import Names

if TYPE_CHECKING:
    from collections.abc import Mapping


class Type(StrEnum):
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"
    TRUTH = "truth"
    UNIT = "unit"  # a place in the tree, by its path


class Op(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    WITHIN = "within"
    OUTSIDE = "outside"


ORDERED = (Op.IS, Op.IS_NOT, Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST)
OPS: dict[Type, tuple[Op, ...]] = {
    Type.NUMBER: ORDERED,
    Type.DAY: ORDERED,
    Type.CHOICE: (Op.IS, Op.IS_NOT),
    Type.TRUTH: (Op.IS,),
    Type.UNIT: (Op.WITHIN, Op.OUTSIDE),
}


@dataclass(frozen=True)
class Field:
    """What the author fills about a document of a type; `choices` are codes with their names."""

    code: str
    type: Type
    names: Names
    choices: tuple[tuple[str, Names], ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Condition:
    field: str
    op: Op
    value: Any  # as JSON keeps it: a text for numbers and days, a code, a truth, a path


Line = tuple[Condition, ...]
Rule = tuple[Line, ...]


class BadValue(ValueError):
    """A value that is not of the type of its field."""


def typed(kind: Type, value: Any) -> Any:
    """The value as Python compares it.

    Raises:
        BadValue
    """
    try:
        match kind:
            case Type.NUMBER:
                number = Decimal(str(value))
                if not number.is_finite():
                    raise BadValue(value)
                return number
            case Type.DAY:
                return value if isinstance(value, date) else date.fromisoformat(str(value))
            case Type.TRUTH:
                if not isinstance(value, bool):
                    raise BadValue(value)
                return value
            case _:
                return str(value)
    except (InvalidOperation, ValueError) as error:
        raise BadValue(value) from error


def problems(fields: Mapping[str, Field], values: Mapping[str, Any]) -> list[str]:
    """The codes of the fields that must be filled and are not, or hold what is not of their type or choices."""
    bad = []
    for code, field in fields.items():
        said = values.get(code)
        if said is None or said == "":
            if field.required:
                bad.append(code)
            continue
        try:
            value = typed(field.type, said)
        except BadValue:
            bad.append(code)
        else:
            if field.type == Type.CHOICE and value not in {choice for choice, _names in field.choices}:
                bad.append(code)
    return bad


def holds(rule: Rule, fields: Mapping[str, Field], values: Mapping[str, Any]) -> bool:
    """Whether the rule holds for these values; what is not filled makes no condition true."""
    return not rule or any(all(_true(one, fields, values) for one in line) for line in rule)


def _true(one: Condition, fields: Mapping[str, Field], values: Mapping[str, Any]) -> bool:
    field = fields.get(one.field)
    said = values.get(one.field)
    if field is None or said is None or said == "":
        return False
    have, want = typed(field.type, said), typed(field.type, one.value)
    match one.op:
        case Op.IS:
            return bool(have == want)
        case Op.IS_NOT:
            return bool(have != want)
        case Op.LESS:
            return bool(have < want)
        case Op.AT_MOST:
            return bool(have <= want)
        case Op.MORE:
            return bool(have > want)
        case Op.AT_LEAST:
            return bool(have >= want)
        case Op.WITHIN:
            return bool(have.startswith(want))
        case Op.OUTSIDE:
            return not have.startswith(want)
    raise AssertionError(one.op)


def rule_from_json(data: list[list[dict[str, Any]]]) -> Rule:
    return tuple(tuple(Condition(one["field"], Op(one["op"]), one["value"]) for one in line) for line in data)


def rule_to_json(rule: Rule) -> list[list[dict[str, Any]]]:
    return [[{"field": one.field, "op": str(one.op), "value": one.value} for one in line] for line in rule]
