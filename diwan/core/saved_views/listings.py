"""The lists of which views are kept. An app registers its own in `ready()`, so that nothing here looks upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list with a filter. `may(actor)` says who reads it; `clean(query)` gives the address again with nothing in it
    but what the filter knows."""

    code: str
    label: Any
    url_name: str
    may: Callable[[Actor], bool]
    clean: Callable[[str], str]

    def url(self, query: str) -> str:
        return f"{reverse(self.url_name)}?{query}"


_listings: dict[str, Listing] = {}


def register(listing: Listing) -> None:
    """Make a list known; registering the same code again replaces it."""
    _listings[listing.code] = listing


def listing_of(code: str) -> Listing | None:
    return _listings.get(code)
