"""The API, asked all its description allows and much that it does not, by everybody (schemathesis, all checks)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, Verbosity, given
from hypothesis import settings as hypothesis_settings
from schemathesis.config import SchemathesisConfig

from tests.helpers.house import ANONYMOUS, ELSEWHERE, HOLDER, STRANGER, World
from tests.helpers.roles import OPERATOR

DESCRIPTION = "/api/v1/openapi.json"
# Valid by its description and refused all the same, in words: an office that is closed, bytes that are not what their
# name says, an identity number of another country. A description in JSON Schema cannot tell.
REFUSALS = ["2xx", "401", "403", "404", "409", "413", "415", "422"]
CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": REFUSALS}}}
OPTIONS: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.generate),
    "verbosity": Verbosity.quiet,
}
ROLES = pytest.mark.parametrize("person", [ANONYMOUS, STRANGER, HOLDER, ELSEWHERE, OPERATOR])

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]


# Fields that must name something that is there, or every request would end at the same door.
KNOWN: dict[str, Callable[[World], str]] = {"office": lambda world: world.office.code}


def described(world: World) -> Any:
    """The API by its own description, in which some fields may only name what is in this world."""
    app = get_wsgi_application()  # not Django's own client, which lets requests close the test's connection again
    raw = copy.deepcopy(schemathesis.openapi.from_wsgi(DESCRIPTION, app).raw_schema)
    for schema in raw["components"]["schemas"].values():
        for name in schema.get("properties", {}).keys() & KNOWN.keys():
            schema["properties"][name] = {"type": "string", "enum": [KNOWN[name](world)]}
    loaded = schemathesis.openapi.from_dict(raw, config=SchemathesisConfig.from_dict(CONFIG))
    loaded.app = app
    return loaded


class Over(Exception):
    """The time is: ends the search of hypothesis, and is no failure."""


def signed_in(world: World, person: str) -> dict[str, str]:
    """The cookies of this person's browser."""
    return {
        name: morsel.value
        for name, morsel in world.client(person).cookies.items()
        if name == settings.SESSION_COOKIE_NAME
    }


def ask_everything(world: World, person: str, time_left: Callable[[], bool], examples: int) -> int:
    """Each operation in turn; how many requests were made."""
    assert world.deposit.pk  # something to be found
    cookies, asked = signed_in(world, person), 0
    for found in described(world).get_all_operations():
        operation = found.ok()

        @hypothesis_settings(max_examples=examples, **OPTIONS)
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            nonlocal asked
            if not time_left():
                raise Over
            case.call_and_validate(cookies=cookies)
            asked += 1

        with suppress(Over):
            ask()
    return asked


@ROLES
@pytest.mark.box(8)
def test_each_operation_keeps_to_its_description(world, person, time_left):
    assert ask_everything(world, person, time_left, examples=15)


@ROLES
@pytest.mark.long
@pytest.mark.box(180)
def test_each_operation_keeps_to_its_description_at_length(world, person, time_left):
    assert ask_everything(world, person, time_left, examples=2000)


def follow_links(world: World, person: str, time_left: Callable[[], bool], runs: int) -> None:
    """What one answer names is asked for next: a letter handed in is followed."""
    cookies = signed_in(world, person)

    class Visitor(described(world).as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            return {"cookies": cookies}

        def call(self, case: schemathesis.Case, **kwargs: Any) -> Any:
            if not time_left():
                raise Over
            return super().call(case, **kwargs)

    with suppress(Over):
        Visitor.run(settings=hypothesis_settings(max_examples=runs, stateful_step_count=6, **OPTIONS))


@ROLES
@pytest.mark.box(4)
def test_what_an_answer_names_can_be_asked_for(world, person, time_left):
    follow_links(world, person, time_left, runs=3)


@ROLES
@pytest.mark.long
@pytest.mark.box(120)
def test_what_an_answer_names_can_be_asked_for_at_length(world, person, time_left):
    follow_links(world, person, time_left, runs=200)
