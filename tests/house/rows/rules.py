"""Who may ask for the pages of `rules`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.helpers.house import ELSEWHERE
from tests.house.table import SIGNED_IN, Row, right

READS = {"who": SIGNED_IN, "others": {ELSEWHERE: 404}}
KEEPS = right("telework.rules")


def _soon(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


ROWS: dict[str, Row] = {
    "rules:home": Row(who=SIGNED_IN),
    "rules:compare": Row(who=SIGNED_IN),
    "rules:rule": Row(**READS, at=lambda w: {"administration_id": w.here.pk, "key": "reply"}),
    "rules:export": Row(**READS, at=lambda w: {"administration_id": w.here.pk}),
    "rules:history": Row(who=KEEPS, at=lambda w: {"administration_id": w.here.pk}),
    "rules:adjust": Row(
        who=KEEPS,
        post=302,
        at=lambda w: {"administration_id": w.here.pk, "key": "reply"},
        sends=lambda w: {"amount": 20, "unit": "D", "starts_on": _soon(3), "ground": "مقرر"},
    ),
    "rules:stop": Row(
        who=KEEPS, post=302, at=lambda w: {"adjustment_id": w.adjustment.pk}, sends=lambda w: {"reason": "خطأ"}
    ),
}
