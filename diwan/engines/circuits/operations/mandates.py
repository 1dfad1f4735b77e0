"""Mandates: given by a holder, handed on where they say so, signed, recalled; each said in the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import MANDATED
from ..events import MandateChanged
from ..models import DocumentType, Mandate
from .common import checked, journalled

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from diwan.core.organisations.api import Actor

    from ..enums import Kind

ACT = "circuits.mandate"  # why the document of a mandate is kept


class NotOnward(Refusal):
    message = _("This mandate does not say that it may be handed on.")


class Wider(Refusal):
    message = _("What is handed on is never wider than the mandate: %(what)s.")
    status = 422


class NotHere(Refusal):
    message = _("A mandate is given within the administration: %(what)s.")
    status = 422


class NotInForce(Refusal):
    message = _("This mandate is not in force.")


class SignedAlready(Refusal):
    message = _("This mandate is signed, or was recalled.")


class ActNotReady(Refusal):
    message = _("The document of the mandate is being made.")
    advice = _("Come back in a moment.")


class TooLate(Refusal):
    message = _("A mandate ends after today.")
    status = 422


@dataclass(frozen=True)
class Terms:
    """For what, up to what amount, in what part of the tree, from when until when. Empty: all that the post may."""

    starts_at: datetime
    ends_at: datetime
    types: frozenset[int] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    up_to: Decimal | None = None
    unit_id: int | None = None
    onward: bool = field(default=False)


@transaction.atomic
def give_mandate(*, actor: Actor, post_id: int, person_id: int, terms: Terms, now: datetime) -> Mandate:
    """The holder of a post lets somebody of the administration act in their name. In force once signed.

    Raises:
        NotAllowed: only the holder gives.
        NotHere, TooLate, AgainstRules
    """
    if not policies.may_give(actor, post_id):
        raise NotAllowed
    seat = next(seat for seat in actor.seats if seat.post_id == post_id)
    return _given(actor, seat.administration_id, post_id, person_id, terms, None, now)


@transaction.atomic
def hand_on_mandate(*, actor: Actor, mandate_id: int, person_id: int, terms: Terms, now: datetime) -> Mandate:
    """Whoever holds a mandate that says so hands on all or part of it.

    Raises:
        NotAllowed: it is not theirs.
        NotInForce, NotOnward, Wider, NotHere, TooLate, AgainstRules
    """
    parent = _locked(mandate_id)
    if actor.person_id is None or parent.person_id != actor.person_id:
        raise NotAllowed
    if parent.signed_at is None or parent.revoked_at is not None or parent.ends_at <= now:
        raise NotInForce
    if not parent.onward:
        raise NotOnward
    _demand_within(parent, terms)
    return _given(actor, parent.administration_id, parent.post_id, person_id, terms, parent, now)


@transaction.atomic
def sign_mandate(*, actor: Actor, mandate_id: int, now: datetime, file_id: int | None = None) -> Mandate:
    """Whoever gives it signs it: from then on it is in force, in its dates. `file_id`: the act with their own
    signature in it, instead of the one sealed by the administration alone.

    Raises:
        NotAllowed, SignedAlready, ActNotReady
    """
    row = _locked(mandate_id)
    if actor.person_id is None or row.giver_id != actor.person_id:
        raise NotAllowed
    if row.parent_id is None and not policies.may_give(actor, row.post_id):
        raise NotAllowed
    if row.signed_at is not None or row.revoked_at is not None:
        raise SignedAlready
    if file_id is not None:
        row.act = files.claim(file_id, purpose=ACT, subject=str(row.pk), now=now)
    if row.act is None:
        raise ActNotReady
    row.signed_at = now
    row.save(update_fields=["signed_at", "act"])
    _told(actor, row, "signed", now, act=row.act.sha256, own_signature=file_id is not None)
    return row


@transaction.atomic
def revoke_mandate(*, actor: Actor, mandate_id: int, reason: str, now: datetime) -> Mandate:
    """It ends at this moment, and what was handed on from it with it.

    Raises:
        NotAllowed, NotInForce
    """
    row = _locked(mandate_id)
    if not policies.may_revoke(actor, row):
        raise NotAllowed
    if row.revoked_at is not None or row.ends_at <= now:
        raise NotInForce
    row.revoked_at, row.revoked_by_id, row.reason = now, actor.person_id, reason[:300]
    row.save(update_fields=["revoked_at", "revoked_by", "reason"])
    _told(actor, row, "revoked", now)  # the reason stays out of the journal, which never forgets
    return row


@transaction.atomic
def end_mandate(*, mandate_id: int, now: datetime) -> bool:
    """Say in the journal that a mandate came to its end; once."""
    row = _locked(mandate_id)
    if row.ended_at is not None or row.ends_at > now or row.signed_at is None or row.revoked_at is not None:
        return False
    row.ended_at = row.ends_at
    row.save(update_fields=["ended_at"])
    _told(organisations.SYSTEM, row, "ended", now)
    return True


@transaction.atomic
def attach_act(*, mandate_id: int, file_id: int, now: datetime) -> None:
    """The document that was set and sealed, once."""
    row = _locked(mandate_id)
    if row.act_id is None:
        row.act = files.claim(file_id, purpose=ACT, subject=str(row.pk), now=now)
        row.save(update_fields=["act"])


# --- steps ------------------------------------------------------------------------------------------------------------


def _locked(mandate_id: int) -> Mandate:
    Mandate.objects.select_for_update(no_key=True).get(pk=mandate_id)
    return Mandate.objects.select_related("post__unit", "unit", "act").get(pk=mandate_id)


def _given(
    actor: Actor,
    administration_id: int,
    post_id: int,
    person_id: int,
    terms: Terms,
    parent: Mandate | None,
    now: datetime,
) -> Mandate:
    if actor.person_id is None:
        raise NotAllowed
    if terms.ends_at <= now:
        raise TooLate
    if not organisations.actor_for(person_id, now).sits_in(administration_id):
        raise NotHere(what=_("the person works there"))
    types = list(DocumentType.objects.filter(pk__in=terms.types, administration=administration_id))
    if len(types) < len(terms.types):
        raise NotHere(what=_("the types of documents are its own"))
    if not terms.kinds <= MANDATED:
        raise NotHere(what=_("visas, opinions and signatures are lent, nothing else"))
    row = Mandate(
        administration_id=administration_id,
        post_id=post_id,
        giver_id=actor.person_id,
        person_id=person_id,
        kinds=sorted(terms.kinds),
        up_to=terms.up_to,
        unit_id=terms.unit_id,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        onward=terms.onward,
        parent=parent,
    )
    if row.unit is not None and row.unit.administration_id != administration_id:
        raise NotHere(what=_("the unit is one of its own"))
    within = parent.unit if parent is not None else None
    if within is not None and (row.unit is None or not row.unit.path.startswith(within.path)):
        raise Wider(what=_("its unit"))
    checked(row)
    row.types.set(types)
    row.reference = f"{now.year}/{row.pk}"
    row.save(update_fields=["reference"])
    said: dict[str, Any] = {
        "post": post_id,
        "person": person_id,
        "types": sorted(terms.types),
        "kinds": row.kinds,
        "up_to": str(terms.up_to) if terms.up_to is not None else None,
        "unit": terms.unit_id,
        "from": terms.starts_at.isoformat(),
        "until": terms.ends_at.isoformat(),
        "onward": terms.onward,
        "parent": parent.pk if parent else None,
    }
    _told(actor, row, "given", now, **said)
    return row


def _demand_within(parent: Mandate, terms: Terms) -> None:
    """Never wider than what it stands on: in time, steps, types, amount, part of the tree.

    Raises:
        Wider
    """
    if terms.starts_at < parent.starts_at or terms.ends_at > parent.ends_at:
        raise Wider(what=_("its dates"))
    if parent.kinds and not (terms.kinds and terms.kinds <= set(parent.kinds)):
        raise Wider(what=_("its steps"))
    allowed = set(parent.types.values_list("pk", flat=True))
    asked = DocumentType.objects.filter(pk__in=terms.types).select_related("parent")
    if allowed and not (terms.types and all(allowed.intersection(one.line()) for one in asked)):
        raise Wider(what=_("its types of documents"))
    if parent.up_to is not None and (terms.up_to is None or terms.up_to > parent.up_to):
        raise Wider(what=_("its amount"))


def _told(actor: Actor, row: Mandate, change: str, now: datetime, **said: Any) -> None:
    facts.tell(MandateChanged(mandate_id=row.pk, change=change))
    journalled(actor, row.administration_id, f"mandate.{change}", row, now, **said)
