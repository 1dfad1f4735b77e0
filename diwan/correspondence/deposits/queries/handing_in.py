"""Reading for the deposit form: the offices one may write to."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import datetime


def office_choices(*, at: datetime) -> list[tuple[str, list[tuple[int, str]]]]:
    """Offices that take deposits, grouped by administration, in the language of the page (1 query)."""
    return [
        (administration, [(office.id, office.names.here) for office in group])
        for administration, group in groupby(
            organisations.office_cards(at), key=lambda office: office.administration_names.here
        )
    ]
