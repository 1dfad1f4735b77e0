"""Numbers as people read them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from diwan.kit.numbers import shown


@pytest.mark.parametrize(
    ("value", "money", "language", "said"),
    [
        ("200001.000", True, "fr", "200 001"),
        (Decimal("200000.000"), True, "ar", "200 000"),
        (Decimal("2E+5"), True, "en", "200,000"),
        ("1500000.5", True, "ar", "1 500 000,50"),
        ("1.375", True, "fr", "1,375"),
        ("-1234.10", True, "en", "-1,234.10"),
        ("2.5", False, "fr", "2,5"),
        (0, True, "ar", "0"),
        ("—", True, "ar", "—"),
        ("NaN", True, "ar", "NaN"),
        ("007", False, "zgh", "7"),
    ],
)
def test_numbers_are_grouped_and_say_no_decimals_that_say_nothing(value, money, language, said):
    with translation.override(language):
        assert shown(value, money=money).replace("\N{NO-BREAK SPACE}", " ") == said
    assert shown(value, money=money, language=language).replace("\N{NO-BREAK SPACE}", " ") == said
