"""Who may ask for the pages of `programmes`."""

from __future__ import annotations

from tests.helpers.house import ELSEWHERE
from tests.house.table import Row, right

RUNS = right("telework.programme")

ROWS: dict[str, Row] = {
    "programmes:home": Row(
        who=RUNS,
        post=302,
        sends=lambda w: {"title": "اعتماد العمل عن بعد", "administration": w.here.pk},
        # Another administration begins its own, not this one's.
        others={(ELSEWHERE, "post"): 403},
    ),
    "programmes:step": Row(
        who=RUNS,
        post=302,
        at=lambda w: {"programme_id": w.programme.pk, "code": "objectives"},
        sends=lambda w: {"do": "write", "objectives": "ضمان استمرارية المرفق العمومي"},
    ),
    "programmes:remove": Row(
        who=RUNS,
        get=None,
        post=302,
        at=lambda w: {"programme_id": w.programme.pk, "do": "drop", "row_id": w.graded_task.pk},
    ),
    "programmes:submit": Row(who=RUNS, get=None, post=302, at=lambda w: {"programme_id": w.ready_programme.pk}),
    "programmes:export": Row(who=RUNS, at=lambda w: {"programme_id": w.programme.pk}),
}
