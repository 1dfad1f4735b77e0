"""Tours and guides, as data: the files of `guide/`. The tour, the page of help and the printed guide agree."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.kit import navigation

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Names

FOLDER = Path(__file__).parent / "guide"


@dataclass(frozen=True)
class GuideStep:
    """A thing on a page, and what is said of it. `follow`: reached by the first such link of the page."""

    page: str
    select: str
    follow: str
    title: Names
    text: Names
    keys: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where it stands; empty where its app is not installed."""
        return navigation.address(self.page)


@dataclass(frozen=True)
class Guide:
    """The steps for those who hold a right."""

    code: str
    right: str
    title: Names
    intro: Names
    steps: tuple[GuideStep, ...]

    def is_for(self, actor: Actor) -> bool:
        return actor.may(self.right)

    @property
    def open_steps(self) -> list[GuideStep]:
        return [step for step in self.steps if step.url]


@cache
def guides() -> dict[str, Guide]:
    """Every guide by its code."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        steps = tuple(_step(row) for row in data["steps"])
        found[path.stem] = Guide(path.stem, data["right"], _names(data["title"]), _names(data["intro"]), steps)
    return found


def guides_for(actor: Actor) -> list[Guide]:
    """Those that concern this person."""
    return [guide for guide in guides().values() if guide.is_for(actor)]


def _step(row: dict[str, Any]) -> GuideStep:
    return GuideStep(
        row["page"],
        row["select"],
        row.get("follow", ""),
        _names(row["title"]),
        _names(row["text"]),
        tuple(row.get("keys", ())),
    )


def _names(row: dict[str, str]) -> Names:
    return organisations.Names(row["ar"], row["fr"], row["en"])
