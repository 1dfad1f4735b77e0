"""The currency of a country, read from `currencies.toml`: data with its source, never code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).parent / "currencies.toml"


@dataclass(frozen=True, kw_only=True)
class Currency:
    """`code` and `decimals` by ISO 4217; `ar` and `fr` as written after an amount."""

    code: str
    decimals: int
    ar: str
    fr: str
    source: str

    def __str__(self) -> str:
        return self.ar if (get_language() or "ar").startswith("ar") else self.fr

    def rounded(self, amount: Decimal) -> Decimal:
        return amount.quantize(Decimal(1).scaleb(-self.decimals))


@cache
def _all() -> dict[str, Currency]:
    return {country: Currency(**said) for country, said in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


def currency(country: str) -> Currency:
    """Of a country the file does not know, the code says nothing: amounts stand without a currency."""
    return _all().get(country) or Currency(code="", decimals=2, ar="", fr="", source="")
