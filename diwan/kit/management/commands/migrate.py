"""Django's `migrate`, sparing: after an operation only the model that it changed is drawn up again.

Django draws up every model that is related to it, however far: with some 300 models that are all related to people and
units, an empty database took more than a minute, nearly all of it there. What an operation writes in the database
depends on the model itself and on what its own fields point to. Whatever reads the models as a whole (`RunPython`)
gets them drawn up anew, as Django does after a change it has put off. A long test compares the two schemas.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState

if TYPE_CHECKING:
    from collections.abc import Iterator


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with sparing():
            super().handle(*args, **options)


@contextmanager
def sparing() -> Iterator[None]:
    """Within it, states of migrations draw up again no more than what changed."""
    with mock.patch.object(ProjectState, "_find_reload_model", changed_alone):
        yield


def changed_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    """The model itself; `is_delayed` has the whole drawn up before anybody else reads it."""
    state.is_delayed = True
    return {(app_label, model_name)}
