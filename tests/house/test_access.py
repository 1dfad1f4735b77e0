"""Every address, asked by everyone.

Nobody, a colleague without the right, who holds it in another administration, and who holds it here: see access.py.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.helpers.house import EVERYONE, HOLDER, World

from .access import TABLE, WITHOUT_KEY
from .table import SIGN_IN, Row, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse

METHODS = ("get", "post")
OTHER_METHODS = ("put", "patch", "delete")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable]]:
    """Every route by its full name (or its pattern, when nobody named it), with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}", pattern.callback
        else:
            yield from routes(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


VIEWS = dict(routes())
ROWS = [pytest.param(name, TABLE[name], id=name) for name in VIEWS if name in TABLE]
WRITING = [
    pytest.param(name, row, id=name)
    for name, row in TABLE.items()
    if row.post and name in VIEWS and not name.startswith(tuple(WITHOUT_KEY))
]


def test_every_route_has_a_row():
    assert not sorted(set(VIEWS) - set(TABLE)), "say in tests/house/access.py who may ask for these"


def test_every_row_has_a_route():
    assert not sorted(set(TABLE) - set(VIEWS)), "these routes are gone; take their rows away"


def test_no_two_routes_share_a_name():
    names = [name for name, _ in routes()]
    assert len(names) == len(set(names))


def test_every_right_in_the_table_is_registered():
    from diwan.core.organisations.api import rights

    assert {code for row in TABLE.values() for code in row.rights} <= set(rights())


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    """What a second factor keeps out is shown in tests/core/accounts."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


def ask(world: World, name: str, row: Row, person: str, method: str, **changes: Any) -> HttpResponse:
    address = reverse(name, kwargs=row.at(world) or None) + f"?{row.query}"
    browser = world.client(person)
    if method == "get":
        return browser.get(address, headers=row.headers)
    sent = row.sends(world)
    headers = {"Idempotency-Key": str(uuid.uuid4()), **row.headers, **changes}
    headers = {header: value for header, value in headers.items() if value}
    kind = {"content_type": row.content_type} if row.content_type else {}
    return getattr(browser, method)(address, sent, headers=headers, **kind)


def said(response: HttpResponse) -> int | str:
    """The answer as the table writes it."""
    if response.streaming:
        b"".join(response.streaming_content)
    to_sign_in = response.status_code == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL))
    return SIGN_IN if to_sign_in and "next=" in response["Location"] else response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("name", "row"), ROWS)
def test_everyone_is_answered_as_the_table_says(name, row, method):
    world = World(row.rights, row.reach)
    if (row.get if method == "get" else row.post) is None:
        assert ask(world, name, row, HOLDER, method).status_code == 405
        return
    answered = {person: said(ask(world, name, row, person, method)) for person in EVERYONE}
    assert answered == {person: row.answer(person, method) for person in EVERYONE}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "row"), ROWS)
def test_nothing_answers_to_methods_nobody_spoke_of(name, row):
    if name.startswith(tuple(WITHOUT_KEY)):
        pytest.skip("a library's own view")
    world = World(row.rights, row.reach)
    answered = {
        method: ask(world, name, row, HOLDER, method).status_code for method in OTHER_METHODS if method not in row.also
    }
    assert set(answered.values()) == {405}, answered


# Whose answer is another the second time, and does no harm.
ONCE_BY_ITSELF = {
    "accounts:join_with": "the link opens once, and whoever opened it is somebody else from then on",
    "exchange:commit": "the message is its own key (tests/correspondence/exchange)",
    "exchange:push": "the identifier of the evidence is its own key",
    "exchange:balance": "it writes nothing",
    "safe_access:report_lost": "it closes the account that asks; pressed twice it is one cut",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "row"), WRITING)
def test_a_write_acts_once(name, row):
    """It needs a key, or it only reads and is held to that."""
    if name in ONCE_BY_ITSELF:
        return
    if getattr(VIEWS[name], "reads_only", False):
        return
    world = World(row.rights, row.reach)
    assert ask(world, name, row, HOLDER, "post", **{"Idempotency-Key": ""}).status_code == 400
    if row.post < 400 and row.answer(HOLDER, "post") == row.post:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        ask(world, name, row, HOLDER, "post", **key)
        world.users[HOLDER].refresh_from_db()  # the act may have ended the session: sign in anew
        assert ask(world, name, row, HOLDER, "post", **key).has_header("Idempotency-Replayed")


def test_what_carries_no_key_is_not_ours():
    for name, view in VIEWS.items():
        if name.startswith(tuple(WITHOUT_KEY)):
            kinds = getattr(getattr(view, "view_class", None), "__mro__", (getattr(view, "func", view),))
            homes = [kind.__module__ for kind in kinds]
            assert any(h.startswith(("allauth.", "ninja.", "diwan.core.accounts.allauth_urls")) for h in homes), name


class TestTheTableItself:
    """A row says for everybody what it says for one."""

    @pytest.mark.parametrize(
        ("row", "answers"),
        [
            (Row(who="public"), [200, 200, 200, 200]),
            (Row(who="signed in"), [SIGN_IN, 200, 200, 200]),
            (Row(who="right x"), [SIGN_IN, 403, 200, 200]),
            (Row(who="right x", at=lambda w: {"id": 1}), [SIGN_IN, 403, 404, 200]),
            (Row(who="right x", others={"stranger": 404, ("elsewhere", "get"): 403}), [SIGN_IN, 404, 403, 200]),
        ],
    )
    def test_answers(self, row, answers):
        assert [row.answer(person, "get") for person in EVERYONE] == answers

    def test_the_right_is_read_from_it(self):
        assert Row(who="right a.b").rights == ("a.b",)
        assert Row(who="public").rights == ()
        assert nothing(None) == {}
