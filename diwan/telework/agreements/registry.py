"""What the apps above add to an agreement: who is eligible, what must be true before the start, days from elsewhere,
what is open when it ends. Each registers in `ready()`, so that nothing here looks upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date


@dataclass(frozen=True)
class Finding:
    """Whether something speaks for telework or against it, and why, in the language of the page. What `blocks` must be
    put right before anybody may ask; the rest is for the manager to weigh. `label` and `code` are filled in."""

    ok: bool
    why: Any
    blocks: bool = True
    label: Any = ""
    code: str = ""


@dataclass(frozen=True)
class Condition:
    """What must be true before work starts. `met` is asked with an `InForce`-like value; `url_name` is where the person
    sees to it, without arguments."""

    code: str
    label: Any
    met: Callable[[Any], bool]
    url_name: str = ""


_eligibility: dict[str, tuple[Any, Callable[[int, int, int, date], Finding]]] = {}
_renewal: dict[str, tuple[Any, Callable[[int, date], Finding]]] = {}
_conditions: dict[str, Condition] = {}
_sources: dict[str, Callable[[Sequence[int], date, date], dict[int, set[date]]]] = {}
_recalls: dict[str, Callable[[Sequence[int], date, date], dict[int, set[date]]]] = {}
_open_ends: dict[str, tuple[Any, Callable[[int], Iterable[tuple[str, str]]]]] = {}


def register_eligibility(code: str, label: Any, check: Callable[[int, int, int, date], Finding]) -> None:
    """`check(person_id, unit_id, post_id, on)` says a Finding; registering the same code again replaces it."""
    _eligibility[code] = (label, check)


def register_renewal(code: str, label: Any, check: Callable[[int, date], Finding]) -> None:
    """`check(agreement_id, on)` says whether what a renewal asks for (an evaluation) was done."""
    _renewal[code] = (label, check)


def register_condition(condition: Condition) -> None:
    _conditions[condition.code] = condition


def register_source(code: str, remote_days: Callable[[Sequence[int], date, date], dict[int, set[date]]]) -> None:
    """Days away that come from elsewhere (assignments of a crisis): `remote_days(person_ids, first, last)`."""
    _sources[code] = remote_days


def register_recall(code: str, days: Callable[[Sequence[int], date, date], dict[int, set[date]]]) -> None:
    """Days on which people are called to come on site: they are taken out of the days away."""
    _recalls[code] = days


def register_open_end(code: str, label: Any, lister: Callable[[int], Iterable[tuple[str, str]]]) -> None:
    """What is still open for a person whose agreement ends: `lister(person_id)` gives (words, address)."""
    _open_ends[code] = (label, lister)


def eligibility() -> list[tuple[str, Any, Callable[[int, int, int, date], Finding]]]:
    return [(code, label, check) for code, (label, check) in _eligibility.items()]


def renewal() -> list[tuple[str, Any, Callable[[int, date], Finding]]]:
    return [(code, label, check) for code, (label, check) in _renewal.items()]


def conditions() -> list[Condition]:
    return list(_conditions.values())


def sources() -> list[Callable[[Sequence[int], date, date], dict[int, set[date]]]]:
    return list(_sources.values())


def recalls() -> list[Callable[[Sequence[int], date, date], dict[int, set[date]]]]:
    return list(_recalls.values())


def open_ends(person_id: int) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What is open for this person, by heading; headings with nothing are left out."""
    found = [(label, list(lister(person_id))) for label, lister in _open_ends.values()]
    return [(label, rows) for label, rows in found if rows]
