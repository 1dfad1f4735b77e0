"""What was signed takes its number: a letter that of its register, another document that of the internal one.

Numbers come last of all: whoever calls has moved the run already.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.drafting import api as drafting
from diwan.engines.circuits import api as circuits
from diwan.engines.registers import api as registers
from diwan.kit.refusals import Refusal

from ..enums import SUBJECT, Role
from .locking import live_documents

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor, Seat

    from ..models import Folder


class NoOffice(Refusal):
    message = _("No registry office of this administration is open, so nothing can be numbered.")


BASES = {
    circuits.Basis.HOLDER: organisations.Basis.HOLDER,
    circuits.Basis.INTERIM: organisations.Basis.INTERIM,
    circuits.Basis.MANDATE: organisations.Basis.DELEGATION,
    circuits.Basis.RAISED: organisations.Basis.HOLDER,  # from the post above, which is theirs
}


def give(folder: Folder, now: datetime) -> None:
    """Number a locked folder, once. The signatory is whoever signed last.

    Raises:
        NoOffice, letters.OfficeClosed
    """
    main = [one for one in live_documents(folder) if one.role == Role.MAIN]
    if folder.letter_id:
        actor, seat, at = signatory(folder, now)
        drafting.number_signed(
            letter_id=folder.letter_id, file_id=main[0].file_id, signed_at=at, actor=actor, seat=seat, now=now
        )
        return
    if folder.entry_id:
        return
    signer = last_signed(folder).values_list("person_id", flat=True).first()  # none: only people outside signed
    office = organisations.nearest_office(folder.unit_id, now)
    if office is None:
        raise NoOffice
    content = {"title": folder.title, "type": folder.type.code, "files": [one.file.sha256 for one in main]}
    line = registers.register(
        office=registers.OfficeRef(office.id, office.code, calendars.zone(office.country)),
        kind=registers.Kind.INTERNAL,
        at=now,
        subject_kind=SUBJECT,
        subject_id=folder.pk,
        content_digest=hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).digest(),
        actor=organisations.actor_for(signer, now) if signer else organisations.SYSTEM,
    )
    folder.entry_id, folder.reference = line.entry_id, line.reference
    folder.save(update_fields=["entry", "reference"])


def signatory(folder: Folder, now: datetime) -> tuple[Actor, Seat, datetime]:
    """Who signed last in this round, the seat they signed from (which, by a mandate, is not theirs), and when."""
    signed = last_signed(folder).first()
    # A letter is numbered after a signature, and what is decided says by whom and when.
    assert signed is not None
    assert signed.person_id is not None
    assert signed.decided_at is not None
    actor = organisations.actor_for(signed.person_id, now)
    return actor, seat_of(signed, now), signed.decided_at


def last_signed(folder: Folder) -> QuerySet[circuits.Turn]:
    """What people of the house decided in this round: the last signature first, then the last visa."""
    assert folder.run is not None
    turns = folder.run.turns.filter(round=folder.run.round, state=circuits.TurnState.AGREED, person__isnull=False)
    return turns.order_by(Case(When(kind=circuits.Kind.SIGNATURE, then=0), default=1), "-order")


def seat_of(turn: circuits.Turn, now: datetime) -> Seat:
    """The seat in whose name a turn was decided."""
    post = turn.acted_from_id or turn.post_id
    assert post is not None
    card = organisations.post_cards([post], now)[post]
    path = next(iter(circuits.Turn.objects.filter(pk=turn.pk).values_list("acted_from__unit__path", flat=True)))
    return organisations.Seat(
        post_id=post,
        unit_id=card.unit_id,
        unit_path=path or "",
        administration_id=card.administration_id,
        basis=BASES[circuits.Basis(turn.basis)],
        title=card.title,
        unit_names=card.unit_names,
        administration_names=organisations.Names(""),
        is_head=card.is_head,
    )
