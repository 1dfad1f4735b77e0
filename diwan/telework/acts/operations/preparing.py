"""An act is prepared: what it says, whom it concerns, who signs it and in what order."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import kinds, policies, ways
from ..enums import Role
from ..events import ActPrepared
from ..models import Act, Signatory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from diwan.core.organisations.api import Actor

    from ..content import Content

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for another on paper
CODE_LENGTH = 12


class NobodySigns(Refusal):
    message = _("Nobody is named to sign this document. Nothing was prepared.")
    status = 422


class TooManySigners(Refusal):
    message = _("A document has %(limit)s signers at most.")
    status = 422


class NoSeat(Refusal):
    message = _("“%(name)s” sits in no post of this administration, so cannot sign. Nothing was prepared.")
    advice = _("Have the person seated in a post first.")


class PostNotThere(Refusal):
    message = _("One of the posts that have to sign is closed or belongs to another administration.")
    advice = _("Choose another signer.")


class NoOffice(Refusal):
    message = _("No registry office of this administration is open, so no document can be numbered.")
    advice = _("Ask the administrator to open a registry office, then start again.")


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose visa or signature is asked: of a post, whoever sits there; of a person, theirs alone."""

    post_id: int | None = None
    person_id: int | None = None
    role: str = Role.SIGNATURE


@transaction.atomic
def prepare(
    *,
    actor: Actor,
    kind: str,
    unit_id: int,
    subject: str,
    title: str,
    content: Content,
    signers: Sequence[Signer],
    person_id: int | None = None,
    now: datetime,
) -> Act:
    """Prepare an act of a unit; a job typesets it and sends it to its first signer.

    Whether the actor may make this kind of act is asked by the app whose act it is. The last of the signers signs; a
    visa may stand before it. `person_id` is whom it concerns, who reads it from now on.

    Raises:
        NotAllowed: the actor sits nowhere in the administration of the unit.
        NobodySigns, TooManySigners, NoSeat, PostNotThere, NoOffice, BadContent
    """
    kinds.kind_of(kind)
    if not signers or all(one.role != Role.SIGNATURE for one in signers):
        raise NobodySigns
    if len(signers) > ways.MOST:
        raise TooManySigners(limit=ways.MOST)
    said = content.to_json()
    path, administration_id = place_of(unit_id)
    if organisations.nearest_office(unit_id, now) is None:
        raise NoOffice
    act = Act.objects.create(
        administration_id=administration_id,
        unit_id=unit_id,
        kind=kind,
        subject=subject,
        title=" ".join(title.split())[:300],
        language=content.language,
        content=said,
        person_id=person_id,
        post_id=post_for(actor, administration_id, unit_id, path),
        prepared_by_id=actor.person_id,
        prepared_at=now,
        code="".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH)),
    )
    Signatory.objects.bulk_create(seated(act, signers, now))
    facts.tell(ActPrepared(act_id=act.pk))
    told(act, "act.prepared", actor, now, act_kind=kind, about=subject)
    return act


def place_of(unit_id: int) -> tuple[str, int]:
    """The path of a unit, and its administration."""
    unit_model: Any = Act._meta.get_field("unit").related_model
    return unit_model.objects.values_list("path", "administration_id").get(pk=unit_id)


def post_for(actor: Actor, administration_id: int, unit_id: int, path: str) -> int:
    """From which post the act is sent; what Diwan prepares by itself goes from the head of the unit.

    Raises:
        NotAllowed
    """
    if actor.person_id is None and actor.grants:
        head = organisations.head_over(unit_id, 0)
        if head is None:
            raise NotAllowed
        return head
    seat = policies.preparing_seat(actor, administration_id, path)
    if seat is None:
        raise NotAllowed
    return seat.post_id


def seated(act: Act, signers: Sequence[Signer], now: datetime) -> list[Signatory]:
    """Each signer with the post they sign from.

    Raises:
        NoSeat, PostNotThere
    """
    rows = []
    for position, one in enumerate(signers, 1):
        post_id = one.post_id or post_of(one.person_id, act.administration_id, now)
        rows.append(Signatory(act=act, position=position, role=str(one.role), post_id=post_id, person_id=one.person_id))
    cards = organisations.post_cards([row.post_id for row in rows], now)
    for row in rows:
        card = cards.get(row.post_id)
        if card is None or not card.is_open or card.administration_id != act.administration_id:
            raise PostNotThere
    return rows


def post_of(person_id: int | None, administration_id: int, now: datetime) -> int:
    """The post a person holds there; the one they stand in for where they hold none.

    Raises:
        NobodySigns, NoSeat
    """
    if person_id is None:
        raise NobodySigns
    person = organisations.actor_for(person_id, now)
    seats = [one for one in person.seats if one.administration_id == administration_id]
    held = [one for one in seats if one.basis == organisations.Basis.HOLDER]
    stood = [one for one in seats if one.basis == organisations.Basis.INTERIM]
    for seat in (*held, *stood):
        return seat.post_id
    raise NoSeat(name=person.name)


def told(act: Act, what: str, actor: Actor, now: datetime, **said: Any) -> None:
    """In the journal, last: titles and reasons stay out of it, it never forgets."""
    journal.append(
        chain=f"acts:{act.administration_id}",
        kind=what,
        at=now,
        actor_id=actor.person_id,
        subject=f"act:{act.pk}",
        facts=said,
    )
