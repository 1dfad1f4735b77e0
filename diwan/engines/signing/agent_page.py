"""Pages whose script calls the agent on the reader's own computer (diwan_agent.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.decorators import csp_update

from diwan.agent import diwan_agent

if TYPE_CHECKING:
    from collections.abc import Callable

ADDRESS = f"http://127.0.0.1:{diwan_agent.PORT}"


def speaks_to_agent(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page whose script may call the agent: nothing else leaves it."""
    return csp_update({"connect-src": [ADDRESS]})(view)
