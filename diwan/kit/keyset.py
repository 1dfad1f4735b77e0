"""Pages of a long list, read on from a place in its order rather than by number.

Reading on by the key costs the same on the thousandth page as on the first, and no row is shown twice or skipped
because another came in meanwhile.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Pair(Func):
    """`(key, id)`, compared as one: an index of both goes straight to the place, however many have the same key."""

    template = "(%(expressions)s)"
    output_field = TextField()  # asked for by a comparison; never read


def read(
    rows: QuerySet, expression: Any, *, downwards: bool, size: int, before: str = "", after: str = ""
) -> tuple[list[Any], str, str]:
    """A page from a place in the order of a day or a moment, and the places before and after it; "" where it ends."""
    back = bool(before)
    falling = downwards != back
    keyed: Any = rows.annotate(key=expression)
    place = parse(before or after)
    if place:
        beyond = LessThan if falling else GreaterThan
        keyed = keyed.filter(beyond(Pair(F("key"), F("pk")), Pair(*map(Value, place))))
    sign = "-" if falling else ""
    found = list(keyed.order_by(f"{sign}key", f"{sign}pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
    first, last = (token(found[0]), token(found[-1])) if found else ("", "")
    has_before = more if back else bool(place)
    has_after = bool(place) if back else more
    return found, first if has_before else "", last if has_after else ""


def token(row: Any) -> str:
    return f"{row.key.isoformat()}~{row.pk}"


def parse(text: str) -> tuple[date | datetime, int] | None:
    """The place a token names; one that cannot be read names none."""
    key, _tilde, pk = text.partition("~")
    try:
        return (datetime.fromisoformat(key) if "T" in key else date.fromisoformat(key)), int(pk)
    except ValueError:
        return None
