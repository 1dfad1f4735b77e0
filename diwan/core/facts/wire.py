"""How a fact travels: as JSON in the arguments of a job, which a newer or an older program may read."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

F = TypeVar("F")


class NotAFact(TypeError):
    """What was told is not a dataclass of JSON values. A bug in the app that tells it."""


def encode(fact: Any) -> dict[str, Any]:
    """The fact as `{"fact": name, "fields": {…}}`.

    Raises:
        NotAFact: not a dataclass, or a field that JSON would change or refuse (a date, a model, a tuple).
    """
    if not dataclasses.is_dataclass(fact) or isinstance(fact, type):
        raise NotAFact(f"{fact!r} is not an instance of a dataclass.")
    fields = {field.name: getattr(fact, field.name) for field in dataclasses.fields(fact)}
    for name, value in fields.items():
        if not _is_json(value):
            raise NotAFact(f"{type(fact).__name__}.{name} is a {type(value).__name__}: facts carry JSON values only.")
    return {"fact": name_of(type(fact)), "fields": fields}


def decode(kind: type[F], fields: dict[str, Any]) -> F:
    """The fact again. Jobs outlive releases, so fields that are gone are dropped and new ones take their default.

    Raises:
        TypeError: a field without a default is missing: the release must give it one.
    """
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in fields.items() if name in known})


def name_of(kind: type) -> str:
    """How a fact is called on the operator's page and in the logs."""
    return f"{kind.__module__}.{kind.__qualname__}"


def _is_json(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(inner) for key, inner in value.items())
    return value is None or isinstance(value, str | int | float | bool)
