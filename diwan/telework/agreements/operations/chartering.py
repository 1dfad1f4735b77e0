"""How an administration goes about it: what is a signed act, whether workplaces are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed

from ..models import Practice
from ..policies import may_keep_charter

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@transaction.atomic
def set_practice(
    *,
    actor: Actor,
    administration_id: int,
    sign_decisions: bool = True,
    sign_charters: bool = True,
    check_workplaces: bool = True,
    now: datetime,
) -> Practice:
    """What is signed as a numbered act, what each side confirms on the page; whether the desk checks workplaces.

    Raises:
        NotAllowed
    """
    if not may_keep_charter(actor, administration_id):
        raise NotAllowed
    values = {
        "sign_decisions": sign_decisions,
        "sign_charters": sign_charters,
        "check_workplaces": check_workplaces,
    }
    row, _new = Practice.objects.update_or_create(administration_id=administration_id, defaults=values)
    journal.append(
        chain=f"agreements:{administration_id}",
        kind="agreements.practice",
        at=now,
        actor_id=actor.person_id,
        subject=f"practice:{row.pk}",
        facts=values,
    )
    return row
