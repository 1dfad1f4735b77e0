"""The kinds of acts there are: the app whose act it is registers it in `ready()`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.telework.rules.api import MANAGE

if TYPE_CHECKING:
    from collections.abc import Callable


class UnknownKind(LookupError):
    """Nobody registered this kind: a mistake of the caller."""


@dataclass(frozen=True)
class Kind:
    """One kind of act.

    code: "telework.decision", for ever.
    label: how it is called, a lazy translation; `title` in the document where it differs.
    template: the Typst template that sets it ("acts/act" sets any content made of blocks).
    series: a lazy label beside its number in the register.
    right: who holds it over the unit reads its acts; empty where only those it concerns do.
    level: the least its signatures must be (law 43.20).
    url: the page of the thing it is about, from the part of `subject` behind the colon.
    """

    code: str
    label: Any
    template: str = "acts/act"
    series: Any = ""
    right: str = MANAGE
    level: str = "simple"
    url: Callable[[str], str] | None = None


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind of act known; called in `ready()`."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """Raises UnknownKind."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownKind(code) from None


def label_of(code: str) -> str:
    """How a kind is called in the language of the page; its code where its app is gone."""
    return str(_kinds[code].label) if code in _kinds else code


def by_right() -> dict[str, list[str]]:
    """The codes of the kinds, by the right that reads them."""
    found: dict[str, list[str]] = {}
    for kind in _kinds.values():
        if kind.right:
            found.setdefault(kind.right, []).append(kind.code)
    return found


def codes() -> frozenset[str]:
    return frozenset(_kinds)
