"""Who may ask for the pages of `quotas`."""

from __future__ import annotations

from tests.helpers.house import ELSEWHERE, World
from tests.house.table import Row, right

MANAGES = Row(who=right("telework.manage"))


def opened(world: World) -> dict[str, object]:
    return {"unit": world.quota_unit.pk, "kind": "counter", "code": "B2", "name_ar": "الشباك 2"}


ROWS: dict[str, Row] = {
    "quotas:forecast": MANAGES,
    "quotas:csv": MANAGES,
    "quotas:xlsx": MANAGES,
    "quotas:recounts": MANAGES,
    "quotas:groups": MANAGES,
    "quotas:new_group": MANAGES | {"post": 302, "sends": opened, "others": {(ELSEWHERE, "post"): 422}},
    "quotas:group": MANAGES | {"post": 302, "at": lambda w: {"group_id": w.quota_group.pk}},
    "quotas:close_group": MANAGES | {"get": None, "post": 302, "at": lambda w: {"group_id": w.quota_group.pk}},
}
