"""What no column can hold is refused in words, wherever it was typed."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction

from diwan.kit.refusals import is_unstorable

pytestmark = pytest.mark.django_db


def failed(statement: str, *values: object) -> Exception:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except Exception as error:
        return error
    raise AssertionError(statement)


@pytest.mark.parametrize(
    ("statement", "value"),
    [("SELECT %s::text", "a\0b"), ("SELECT %s::text", "\ud800"), ("SELECT %s::int", 1 << 70), ("SELECT %s::date", "x")],
)
def test_values_nothing_can_hold(statement, value):
    assert is_unstorable(failed(statement, value))


def test_our_own_mistakes_stay_faults():
    mistake = failed("SELECT 1 / %s", 0)
    assert isinstance(mistake, DataError)
    assert not is_unstorable(mistake)
    assert not is_unstorable(failed("SELECT nothing FROM nowhere"))


@pytest.mark.parametrize("address", ["/verify/find/?reference=%00", "/deposits/a%00b/0000-0000-0000/"])
def test_a_page_says_so(client, address):
    response = client.get(address)
    assert response.status_code in {302, 404, 422}
