"""The rows of the wings whose apps keep their own: `ROWS` of each file is part of the one table."""

from __future__ import annotations

from . import (
    acts,
    agreements,
    continuity,
    equipment,
    evaluations,
    incidents,
    meetings,
    outputs,
    personal_data,
    presence,
    programmes,
    quotas,
    rules,
    safe_access,
    support,
)

ROWS = {
    **rules.ROWS,
    **quotas.ROWS,
    **acts.ROWS,
    **agreements.ROWS,
    **presence.ROWS,
    **outputs.ROWS,
    **meetings.ROWS,
    **evaluations.ROWS,
    **programmes.ROWS,
    **continuity.ROWS,
    **equipment.ROWS,
    **incidents.ROWS,
    **safe_access.ROWS,
    **support.ROWS,
    **personal_data.ROWS,
}
