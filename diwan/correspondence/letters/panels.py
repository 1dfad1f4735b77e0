"""What other apps show on the page of a letter: each registers its panels and its acts in `ready()`.

Letters stand below dispatch, drafting and delivery, and cannot call them; they leave word here, and one page (alone or
beside a list) shows it all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor

    from .models import Letter


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the page. `context(actor, letter, now)` gives what `template` needs, None where there is nothing."""

    code: str
    label: Any
    template: str
    context: Callable[[Actor, Letter, Any], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something to do with a letter, in its toolbar: a link, opened by one key. `url` gives None where it is not
    offered to this actor; the page it leads to decides again."""

    code: str
    label: Any
    url: Callable[[Actor, Letter], str | None]
    key: str = ""
    order: int = 50


_panels: dict[str, Panel] = {}
_actions: dict[str, Action] = {}


def register_panel(panel: Panel) -> None:
    _panels[panel.code] = panel


def register_action(action: Action) -> None:
    _actions[action.code] = action


def panels_for(actor: Actor, letter: Letter, now: Any) -> list[tuple[Panel, dict[str, Any]]]:
    """The parts of the page of a letter, in order, each with what it shows."""
    shown = [(panel, panel.context(actor, letter, now)) for panel in sorted(_panels.values(), key=lambda p: p.order)]
    return [(panel, context) for panel, context in shown if context is not None]


def actions_for(actor: Actor, letter: Letter) -> list[tuple[Action, str]]:
    """What this actor may do with a letter, in order, each with its address."""
    offered = [(action, action.url(actor, letter)) for action in sorted(_actions.values(), key=lambda a: a.order)]
    return [(action, url) for action, url in offered if url]
