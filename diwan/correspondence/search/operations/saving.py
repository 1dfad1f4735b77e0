"""Keeping searches, and telling of what newly answers them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from ..models import Entry, SavedSearch, Told
from ..queries.asking import parse
from ..sources import signs_of

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

LIMIT = 50  # searches of one person: more cannot be found again
MOST = 200  # new things looked at in one go for one search
OVERLAP = timedelta(minutes=10)  # an act that began before the last look may have ended after it


class NameTaken(Refusal):
    message = gettext_lazy("You already have a search called “%(name)s”.")
    advice = gettext_lazy("Give another name, or delete the other search first.")


class TooManySearches(Refusal):
    message = gettext_lazy("You keep %(limit)s searches already.")
    advice = gettext_lazy("Delete those you do not use any more.")


class NotYourUnit(Refusal):
    message = gettext_lazy("A search is shared with a unit in which you sit.")
    status = 403


@transaction.atomic
def keep(
    *, actor: Actor, name: str, query: str, unit_id: int | None = None, alerts: bool = False, now: datetime
) -> SavedSearch:
    """Keep a search, for oneself or for all who sit in one's unit.

    Raises:
        NotAllowed, NotYourUnit, NameTaken, TooManySearches
    """
    if actor.person_id is None:
        raise NotAllowed
    own = SavedSearch.objects.filter(owner_id=actor.person_id)
    _may_share(actor, unit_id)
    _refuse_taken(actor, name)
    if own.count() >= LIMIT:
        raise TooManySearches(limit=LIMIT)
    return SavedSearch.objects.create(
        owner_id=actor.person_id,
        unit_id=unit_id,
        name=name.strip(),
        query=query,
        alerts=alerts,
        since=now,
        looked_at=now,
    )


@transaction.atomic
def change(*, actor: Actor, search_id: int, name: str, unit_id: int | None, alerts: bool, now: datetime) -> SavedSearch:
    """Another name, shared or not, with alerts or without.

    Raises:
        NotAllowed: the search is somebody else's.
        NotYourUnit, NameTaken
    """
    search = mine(actor, search_id)
    if unit_id != search.unit_id:
        _may_share(actor, unit_id)
    _refuse_taken(actor, name, but=search.pk)
    if alerts and not search.alerts:
        search.since = search.looked_at = now
    search.name, search.unit_id, search.alerts = name.strip(), unit_id, alerts
    search.save(update_fields=["name", "unit", "alerts", "since", "looked_at"])
    return search


@transaction.atomic
def delete(*, actor: Actor, search_id: int) -> None:
    """Raises NotAllowed when the search is somebody else's."""
    mine(actor, search_id).delete()


@transaction.atomic
def look(*, search_id: int, now: datetime) -> int:
    """Tell the owner of a search what newly answers it, each thing once; how many things that was.

    New is what became findable since the last look: registered, given to one's unit, read by OCR. It is asked with the
    signs the owner carries now.
    """
    search = SavedSearch.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=search_id).first()
    if search is None or not search.alerts:
        return 0
    signs = signs_of(organisations.actor_for(search.owner_id, now))
    terms = parse(search.query).terms(signs) if signs else ""
    fresh: list[Entry] = []
    if terms:
        stirred = max(search.since, search.looked_at - OVERLAP)
        rows = Entry.objects.filter(stirred_at__gt=stirred, words__answers=terms)
        told = Told.objects.filter(search=search).values("entry_id")
        fresh = list(rows.exclude(pk__in=told).defer("words").order_by("-at", "-pk")[:MOST])
    Told.objects.bulk_create([Told(search=search, entry=entry) for entry in fresh], ignore_conflicts=True)
    search.looked_at = now
    search.save(update_fields=["looked_at"])
    if fresh:
        _tell(search, fresh, now)
    return len(fresh)


def _tell(search: SavedSearch, fresh: list[Entry], now: datetime) -> None:
    with translation.override(search.owner.language or "ar"):
        if len(fresh) == 1:
            subject = _("“%(name)s” found something new: %(title)s") % {"name": search.name, "title": fresh[0].title}
        else:
            found = ngettext(
                "“%(name)s” found %(count)s new thing", "“%(name)s” found %(count)s new things", len(fresh)
            )
            subject = found % {"name": search.name, "count": len(fresh)}
        body = _("Open the search to see what answers it now.")
    notifications.notify(
        person_id=search.owner_id,
        kind="search.found",
        subject=subject,
        body=body,
        url=f"{reverse('search:search')}?{search.query}",
        now=now,
    )


def mine(actor: Actor, search_id: int) -> SavedSearch:
    search = SavedSearch.objects.select_for_update().get(pk=search_id)
    if search.owner_id != actor.person_id:
        raise NotAllowed
    return search


def _may_share(actor: Actor, unit_id: int | None) -> None:
    if unit_id is not None and unit_id not in {seat.unit_id for seat in actor.seats}:
        raise NotYourUnit


def _refuse_taken(actor: Actor, name: str, *, but: int = 0) -> None:
    if SavedSearch.objects.filter(owner_id=actor.person_id, name=name.strip()).exclude(pk=but).exists():
        raise NameTaken(name=name.strip())
