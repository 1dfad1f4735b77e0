"""Constraints that several apps need, in the shapes the embedded PostgreSQL understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import F, Func, Value

if TYPE_CHECKING:
    from django.db.models import Q


def one_at_a_time(name: str, field: str, span: str, message: Any, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows of the same `field` over the same span of time (`daterange` or `tstzrange`, end excluded).

    A one-value int8range stands for equality: the embedded PostgreSQL has no btree_gist.
    """
    starts, ends = {"daterange": ("starts_on", "ends_on"), "tstzrange": ("starts_at", "ends_at")}[span]
    return ExclusionConstraint(
        name=name,
        expressions=[
            (Func(F(field), F(field), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
            (Func(F(starts), F(ends), function=span), RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )
