"""JSON read strictly and written in one way: what is sealed has one text, and what comes from outside one meaning."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal


class Malformed(Refusal):
    message = _("What was sent does not follow the protocol of exchange: %(what)s.")
    status = 400


def canonical(value: Any) -> bytes:
    """The one way these bytes are written: sorted keys, no space, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def loaded(data: bytes | str) -> dict[str, Any]:
    """A JSON object, read strictly: no key twice, no NaN, no character that cannot be kept.

    Raises:
        Malformed
    """
    try:
        said = json.loads(data, object_pairs_hook=_once, parse_constant=_none)
        if not isinstance(said, dict):
            raise ValueError("no object")
        canonical(said)  # half a surrogate is no text
    except (ValueError, RecursionError) as error:
        raise Malformed(what="no JSON object") from error
    return said


def demand_storable(value: Any) -> None:
    """No U+0000 anywhere: the database has no place for it."""
    if isinstance(value, str):
        if "\0" in value:
            raise Malformed(what="U+0000")
    elif isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            demand_storable(one)
    elif isinstance(value, list):
        for one in value:
            demand_storable(one)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError("a key twice")
    return said


def _none(constant: str) -> None:
    raise ValueError(constant)
