"""Reading for the clerk's screens: the queue, what waits, one letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F

from diwan.core.organisations import api as organisations
from diwan.kit import keyset

from ..enums import OPEN, State
from ..models import DUE_FIRST, Deposit, Message
from .filters import DUE, NEWEST, OLDEST, OPEN_STATES, Filter, Place, letters, matching
from .following import STORY

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

PAGE_SIZE = 30
# The orders of the queue: what they sort by, and whether downwards. The number of the letter decides between equals.
ORDERS: dict[str, tuple[Any, bool]] = {
    DUE: (DUE_FIRST, False),
    NEWEST: (F("registered_at"), True),
    OLDEST: (F("registered_at"), False),
}


@dataclass(frozen=True)
class Queue:
    """One page of a clerk's queue and how much waits under each state.

    `before` and `after` are places to read on from, "" where the list ends.
    """

    rows: list[Deposit]
    counts: dict[str, int]
    asked: Filter
    before: str
    after: str

    @property
    def total(self) -> int:
        return self.counts.get(self.asked.state, 0)


def queue(*, place: Place, asked: Filter, before: str = "", after: str = "") -> Queue:
    """A page of the letters that answer a filter (4 queries, whatever the page)."""
    rows, more_before, more_after = read(matching(place, asked), asked.order, before, after)
    remark(rows)
    return Queue(rows, counts_by_state(place, asked), asked, more_before, more_after)


def counts_by_state(place: Place, asked: Filter) -> dict[str, int]:
    """How many answer the rest of the filter under each state (1 query)."""
    others = matching(place, asked, but=["state"])
    # Not of the key: the rows themselves, so that the index of offices and states answers alone.
    counts = dict(others.values_list("state").annotate(n=Count("*")).order_by())
    counts[OPEN_STATES] = sum(counts.get(state, 0) for state in OPEN)
    counts[""] = sum(counts.get(state, 0) for state in State.values)
    return counts


def read(rows: QuerySet[Deposit], order: str, before: str, after: str) -> tuple[list[Any], str, str]:
    """A page from a place in the order, and the places before and after it; "" where the list ends."""
    expression, downwards = ORDERS[order]
    light = rows.defer("body", "content", "search_text").select_related("office__administration")
    return keyset.read(light, expression, downwards=downwards, size=PAGE_SIZE, before=before, after=after)


def remark(rows: list[Any]) -> None:
    """Note on each row how many messages nobody read, and whether a twin of it is there (2 queries for a page)."""
    ids = [row.pk for row in rows]
    unread = Message.objects.filter(deposit_id__in=ids, from_office=False, read_at=None)
    counts = dict(unread.values_list("deposit_id").annotate(Count("pk")).order_by())
    prints = [row.fingerprint for row in rows if row.fingerprint]
    same = Deposit.objects.filter(fingerprint__in=prints, office_id__in={row.office_id for row in rows})
    several = same.values("office_id", "fingerprint").annotate(n=Count("pk")).filter(n__gt=1)
    twins = {(one["office_id"], bytes(one["fingerprint"] or b"")) for one in several}
    for row in rows:
        row.unread_messages = counts.get(row.pk, 0)
        row.has_twin = row.duplicate_of_id is not None or (
            row.fingerprint is not None and (row.office_id, bytes(row.fingerprint)) in twins
        )


def ids_of(place: Place, asked: Filter, limit: int) -> list[int]:
    """The numbers of all that answer a filter, in its order, at most `limit` (1 query)."""
    expression, downwards = ORDERS[asked.order]
    sign = "-" if downwards else ""
    found = matching(place, asked).alias(key=expression).order_by(f"{sign}key", f"{sign}pk")
    return list(found.values_list("pk", flat=True)[:limit])


def chosen(place: Place, ids: list[int]) -> list[Deposit]:
    """The letters of these numbers that the actor may see, in their order, with what a confirmation shows (1 query)."""
    rows = letters(place).filter(pk__in=ids).only("reference", "applicant_name", "subject", "state", "office_id")
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in ids if pk in found]


def waiting(actor: Actor) -> int:
    """How many deposits wait for this actor: the number beside the menu entry."""
    return Deposit.objects.visible_to(actor).filter(state=State.REGISTERED).count()


def for_desk(actor: Actor, deposit_id: int) -> Deposit | None:
    """A deposit with all that the reading pane shows, or None when it does not exist for this actor."""
    rows = Deposit.objects.visible_to(actor).select_related(
        "office__administration",
        "office__unit",
        "entry__book",
        "decided_by",
        "duplicate_of",
        "forwarded_from",
        "forwarded_to",
    )
    story = rows.prefetch_related("pieces__file", "openings__reader", "messages__author", *STORY)
    return story.filter(pk=deposit_id).first()


# --- what the filter offers ----------------------------------------------------------------------------------------


def procedures_in(place: Place) -> list[tuple[int, str]]:
    """The procedures under which letters came in here, by name (1 query)."""
    rows = letters(place).exclude(procedure_version=None).select_related("procedure_version")
    latest = rows.order_by("procedure_version__procedure_id", "-procedure_version__starts_on")
    seen = latest.distinct("procedure_version__procedure_id").only("procedure_version")
    versions = [row.procedure_version for row in seen if row.procedure_version]
    return sorted(((v.procedure_id, v.names.here) for v in versions), key=lambda named: named[1])


def procedure_name(place: Place, procedure_id: int | None) -> dict[int, str]:
    """What the latest version of a procedure under which a letter came in is called (1 query)."""
    if not procedure_id:
        return {}
    rows = letters(place).filter(procedure_version__procedure_id=procedure_id).select_related("procedure_version")
    latest = rows.only("procedure_version").order_by("-procedure_version__starts_on").first()
    return {procedure_id: latest.procedure_version.names.here} if latest and latest.procedure_version else {}


def units_in_charge(place: Place, now: datetime) -> list[tuple[int, str]]:
    """The units that have letters here, by name (2 queries)."""
    ids = letters(place).exclude(unit=None).order_by().values_list("unit_id", flat=True).distinct()
    named = organisations.units_named(ids, now)
    return sorted(((unit_id, names.here) for unit_id, names in named.items()), key=lambda unit: unit[1])


def units_in(place: Place, now: datetime) -> list[tuple[int, str]]:
    """The units of the administrations concerned, to which a letter can be given (1 query)."""
    administrations = {office.administration_id for office in place.offices}
    return [(unit_id, names.here) for unit_id, names in organisations.units_of(administrations, now).items()]
