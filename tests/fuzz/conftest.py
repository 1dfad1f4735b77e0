"""Who asks, and for how long."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from django.core import signals
from django.db import close_old_connections

from tests.helpers.roles import everybody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.helpers.house import World

SECONDS = float(os.environ.get("DIWAN_FUZZ_SECONDS", "0"))


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request through WSGI must not close the connection that holds the test's transaction."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def world(settings) -> World:
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return everybody()


@pytest.fixture
def time_left(request: pytest.FixtureRequest) -> Callable[[], bool]:
    """Whether to go on, counted from when it is first asked: seconds in `make test`, minutes in `make test-long`."""
    marker, started = request.node.get_closest_marker("box"), []

    def more() -> bool:
        started.append(time.monotonic())
        return started[-1] < started[0] + (SECONDS or marker.args[0])

    return more
