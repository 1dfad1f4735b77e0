"""Who may ask for the pages of `equipment`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core import people
from tests.helpers.house import ELSEWHERE, STRANGER, World
from tests.house.table import SIGNED_IN, Row, right

DESK = Row(who=right("telework.desk"))
ITEM = Row(who=right("telework.desk"), at=lambda w: {"item_id": w.item.pk}, others={STRANGER: 404})
SLIP = Row(who=right("telework.desk"), at=lambda w: {"slip_id": w.equipment_slip.pk}, others={STRANGER: 404})
COUNT = Row(who=right("telework.desk"), at=lambda w: {"count_id": w.equipment_count.pk}, others={STRANGER: 404})
PERSON = Row(who=right("telework.desk"), at=lambda w: {"person_id": w.receiver.pk})


def new(world: World) -> dict[str, Any]:
    return {"unit": people.root(world.here).pk, "number": "INV-77", "kind": "phone", "label": "هاتف"}


def sheet(world: World) -> dict[str, Any]:
    content = "number,kind,label\nINV-90,laptop,حاسوب\n".encode()
    return {"unit": people.root(world.here).pk, "sheet": SimpleUploadedFile("items.csv", content, "text/csv")}


ELSEWHERE_422 = {(ELSEWHERE, "post"): 422}  # the unit named is not one of theirs
ROWS: dict[str, Row] = {
    "equipment:items": DESK,
    "equipment:export": DESK,
    "equipment:new": DESK | {"post": 302, "sends": new, "others": ELSEWHERE_422},
    "equipment:import": DESK | {"post": 302, "sends": sheet, "others": ELSEWHERE_422},
    "equipment:mine": Row(who=SIGNED_IN),
    "equipment:leavers": DESK,
    "equipment:item": ITEM,
    "equipment:change": ITEM
    | {"post": 302, "sends": lambda w: {"kind": "laptop", "label": "حاسوب", "serial": "", "note": ""}},
    "equipment:act": ITEM
    | {
        "get": None,
        "post": 302,
        "at": lambda w: {"item_id": w.item.pk, "act": "damaged"},
        "sends": lambda w: {"what": "سقط"},
    },
    "equipment:person": DESK | {"query": "q=th"},
    "equipment:hand_over": PERSON | {"post": 302, "sends": lambda w: {"item": w.item.pk}},
    "equipment:take_back": PERSON | {"post": 302, "sends": lambda w: {"item": w.item_out.pk}},
    "equipment:need": PERSON
    | {
        "get": None,
        "post": 302,
        "sends": lambda w: {"unit": people.root(w.here).pk, "kind": "laptop"},
    },
    "equipment:slips": DESK,
    "equipment:slip": SLIP,
    "equipment:withdraw": SLIP | {"get": None, "post": 302, "sends": lambda w: {"what": "خطأ في الجرد"}},
    "equipment:counts": DESK | {"post": 302, "sends": lambda w: {"unit": w.item.unit_id}, "others": ELSEWHERE_422},
    "equipment:count": COUNT | {"post": 302},
    "equipment:close_count": COUNT | {"get": None, "post": 302},
}
