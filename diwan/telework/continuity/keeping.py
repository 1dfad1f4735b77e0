"""The agreements of the scope, kept aside before a crisis and compared after it.

A crisis writes nothing in an agreement: it adds days away and days on site over it, and takes them off. This proves it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from diwan.telework.agreements import api as agreements

from .models import Kept

if TYPE_CHECKING:
    from datetime import date

    from .models import Crisis


def digest_of(one: Any) -> str:
    said = [one.person_id, one.unit_id, one.pattern.to_json(), one.starts_on.isoformat(), one.ends_on.isoformat()]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def keep(crisis: Crisis, on: date) -> int:
    """Keep aside what is in force in the scope on that day; once."""
    if Kept.objects.filter(crisis=crisis).exists():
        return 0
    rows = [
        Kept(crisis=crisis, agreement_id=one.agreement_id, person_id=one.person_id, digest=digest_of(one))
        for one in agreements.in_force_within(crisis.path, on)
    ]
    return len(Kept.objects.bulk_create(rows, batch_size=5000, ignore_conflicts=True))


def differences(crisis: Crisis, on: date) -> list[dict[str, Any]]:
    """What was kept and is otherwise now: ended by its own date, changed by an act, moved. Nobody else's doing."""
    now = {one.agreement_id: digest_of(one) for one in agreements.in_force_within(crisis.path, on)}
    found = []
    for agreement_id, person_id, digest in Kept.objects.filter(crisis=crisis).values_list(
        "agreement_id", "person_id", "digest"
    ):
        current = now.get(agreement_id)
        if current != digest:
            found.append(
                {"agreement": agreement_id, "person": person_id, "what": "ended" if current is None else "changed"}
            )
    return found
