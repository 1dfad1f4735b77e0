"""Reading the views of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import SavedView

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def views_of(actor: Actor, listing: str) -> list[SavedView]:
    """One's own views of a list, then those of the units where one sits (1 query)."""
    found = list(SavedView.objects.visible_to(actor).filter(listing=listing).select_related("owner"))
    return sorted(found, key=lambda view: (view.owner_id != actor.person_id, view.position, view.pk))


def first(actor: Actor, listing: str) -> SavedView | None:
    """The view this person opens first (1 query)."""
    return SavedView.objects.filter(owner_id=actor.person_id, listing=listing, is_default=True).first()


def seats_of(actor: Actor) -> list[tuple[int, str]]:
    """The units in which one sits: those with whom a view can be shared."""
    return list({seat.unit_id: seat.unit_name for seat in actor.seats}.items())
