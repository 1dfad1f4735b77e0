"""Keeping a filter of a list under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal

from .listings import listing_of
from .models import SavedView

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

LIMIT = 50  # views of one person: more cannot be found again


class NameTaken(Refusal):
    message = _("You already have a view called “%(name)s”.")
    advice = _("Give another name, or delete the other view first.")


class TooManyViews(Refusal):
    message = _("You have %(limit)s views already.")
    advice = _("Delete those you do not use any more.")


class NotYourUnit(Refusal):
    message = _("A view is shared with a unit in which you sit.")
    status = 403


@transaction.atomic
def save_view(
    *,
    actor: Actor,
    listing: str,
    name: str,
    query: str,
    unit_id: int | None = None,
    opened_first: bool = False,
    now: datetime,
) -> SavedView:
    """Keep a filter, for oneself or for all who sit in one's unit.

    Raises:
        NotAllowed, NotYourUnit, NameTaken, TooManyViews
    """
    known = listing_of(listing)
    if actor.person_id is None or known is None or not known.may(actor):
        raise NotAllowed
    _may_share(actor, unit_id)
    own = SavedView.objects.filter(owner_id=actor.person_id, listing=listing)
    _refuse_taken(actor, listing, name)
    if own.count() >= LIMIT:
        raise TooManyViews(limit=LIMIT)
    last = own.aggregate(last=Max("position"))["last"] or 0
    if opened_first:
        own.filter(is_default=True).update(is_default=False)
    return SavedView.objects.create(
        owner_id=actor.person_id,
        listing=listing,
        unit_id=unit_id,
        name=name.strip(),
        query=query,
        position=last + 1,
        is_default=opened_first,
    )


@transaction.atomic
def change_view(*, actor: Actor, view_id: int, name: str, unit_id: int | None, opened_first: bool) -> SavedView:
    """Another name, shared or not, opened first or not.

    Raises:
        NotAllowed: the view is somebody else's.
        NotYourUnit, NameTaken
    """
    view = mine(actor, view_id)
    if unit_id != view.unit_id:
        _may_share(actor, unit_id)
    _refuse_taken(actor, view.listing, name, but=view.pk)
    if opened_first:
        others = SavedView.objects.filter(owner_id=actor.person_id, listing=view.listing, is_default=True)
        others.exclude(pk=view.pk).update(is_default=False)
    view.name, view.unit_id, view.is_default = name.strip(), unit_id, opened_first
    view.save(update_fields=["name", "unit", "is_default"])
    return view


@transaction.atomic
def move_view(*, actor: Actor, view_id: int, up: bool) -> None:
    """One place up or down among one's own; at the end of the list it stays."""
    view = mine(actor, view_id)
    own = list(SavedView.objects.select_for_update().filter(owner_id=actor.person_id, listing=view.listing))
    at = own.index(view)
    to = at - 1 if up else at + 1
    if 0 <= to < len(own):
        own.insert(to, own.pop(at))
    for position, one in enumerate(own, 1):
        one.position = position
    SavedView.objects.bulk_update(own, ["position"])


@transaction.atomic
def delete_view(*, actor: Actor, view_id: int) -> None:
    """Raises NotAllowed when the view is somebody else's."""
    mine(actor, view_id).delete()


def mine(actor: Actor, view_id: int) -> SavedView:
    view = SavedView.objects.select_for_update().get(pk=view_id)
    if view.owner_id != actor.person_id:
        raise NotAllowed
    return view


def _may_share(actor: Actor, unit_id: int | None) -> None:
    if unit_id is not None and unit_id not in {seat.unit_id for seat in actor.seats}:
        raise NotYourUnit


def _refuse_taken(actor: Actor, listing: str, name: str, *, but: int = 0) -> None:
    own = SavedView.objects.filter(owner_id=actor.person_id, listing=listing)
    if own.filter(name=name.strip()).exclude(pk=but).exists():
        raise NameTaken(name=name.strip())
