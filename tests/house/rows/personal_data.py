"""Who may ask for the pages of `personal_data`."""

from __future__ import annotations

from typing import Any

from tests.helpers.house import STRANGER, World
from tests.house.table import SIGNED_IN, Row, right


def asked(world: World) -> dict[str, Any]:
    """A request of the stranger, who works in the holder's administration."""
    from django.utils import timezone

    from diwan.portal.personal_data import operations

    made = world.__dict__.setdefault("rectifications", [])
    if not made:
        made.append(operations.ask(actor=world.actor(STRANGER), wrong="الاسم", right="أمينة", now=timezone.now()))
    return {"request_id": made[0].pk}


def wrong(world: World) -> dict[str, Any]:
    return {"wrong": "الاسم", "right": "أمينة"}


REGISTER = Row(who=right("organisations.administer"))

ROWS: dict[str, Row] = {
    "personal_data:home": Row(who=SIGNED_IN),
    "personal_data:export_json": Row(who=SIGNED_IN),
    "personal_data:export_xlsx": Row(who=SIGNED_IN),
    "personal_data:rows": Row(who=SIGNED_IN, at=lambda w: {"key": "accounts-User-pk"}),
    "personal_data:ask": Row(who=SIGNED_IN, post=302, sends=wrong),
    "personal_data:requests": Row(who=SIGNED_IN),
    "personal_data:answer": Row(
        who=right("accounts.administer"), post=302, at=asked, sends=lambda w: {"done": "yes", "reasons": "صحح"}
    ),
    "personal_data:register": REGISTER,
    "personal_data:register_xlsx": REGISTER,
}
