"""Who may ask for the pages of `agreements`."""

from __future__ import annotations

from tests.helpers.house import ELSEWHERE, STRANGER
from tests.house.table import SIGNED_IN, Row, right

ROWS: dict[str, Row] = {
    "agreements:home": Row(who=SIGNED_IN),
    "agreements:agreement": Row(
        who=right("telework.manage"),
        at=lambda world: {"agreement_id": world.agreement_asked.pk},
        others={STRANGER: 404, ELSEWHERE: 404},
    ),
}
