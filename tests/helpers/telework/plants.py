"""Everything of the wing that is planted for the canary."""

from __future__ import annotations

from . import (
    plants_acts,
    plants_agreements,
    plants_continuity,
    plants_equipment,
    plants_evaluations,
    plants_incidents,
    plants_meetings,
    plants_outputs,
    plants_presence,
    plants_programmes,
    plants_quotas,
    plants_rules,
    plants_safe_access,
    plants_support,
)

PLANTS = {
    **plants_rules.PLANTS,
    **plants_quotas.PLANTS,
    **plants_acts.PLANTS,
    **plants_agreements.PLANTS,
    **plants_presence.PLANTS,
    **plants_outputs.PLANTS,
    **plants_meetings.PLANTS,
    **plants_evaluations.PLANTS,
    **plants_programmes.PLANTS,
    **plants_continuity.PLANTS,
    **plants_equipment.PLANTS,
    **plants_incidents.PLANTS,
    **plants_safe_access.PLANTS,
    **plants_support.PLANTS,
}
