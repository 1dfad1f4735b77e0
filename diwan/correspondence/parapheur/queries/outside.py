"""What is asked about people outside: the link of an address, what they may see, what they have still to read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from diwan.engines.circuits import api as circuits

from ..addresses import digest_of
from ..enums import GuestState, LinkFor, Role
from ..models import Document, Guest, GuestLink, PageSeen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ..models import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked to sign from outside, as the author says."""

    name: str
    email: str
    language: str
    phone: str = ""
    capacity: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


class Standing(StrEnum):
    """What the page of an address can do for whoever holds it."""

    OPEN = "open"
    EXPIRED = "expired"  # too old, or a newer one was sent: another can be asked for
    SIGNING = "signing"
    SIGNED = "signed"
    REFUSED = "refused"
    OVER = "over"  # withdrawn, replaced, or the folder is elsewhere by now


ABOUT = ("guest__folder__administration", "guest__folder__type", "guest__turn__run__version")


def link_of(token: str) -> GuestLink | None:
    """The link of an address, whatever became of it (1 query)."""
    return GuestLink.objects.filter(digest=digest_of(token)).select_related(*ABOUT).first()


def standing(link: GuestLink, now: datetime) -> Standing:
    guest = link.guest
    if guest.state in (GuestState.SIGNED, GuestState.REFUSED, GuestState.SIGNING):
        return Standing(guest.state)
    if guest.state != GuestState.INVITED or guest.turn.state != circuits.TurnState.OPEN:
        return Standing.OVER
    return Standing.EXPIRED if is_dead(link, now) else Standing.OPEN


def is_dead(link: GuestLink, now: datetime) -> bool:
    return link.closed_at is not None or link.expires_at <= now


def fetches(link: GuestLink, now: datetime) -> bool:
    """Whether the link gives what was signed."""
    return link.purpose == LinkFor.RECEIPT and link.guest.state == GuestState.SIGNED and not is_dead(link, now)


def shared(folder: Folder) -> list[Document]:
    """What a person outside sees of a folder: what is signed, and the annexes marked for them (1 query)."""
    rows = folder.documents.filter(withdrawn_at=None).select_related("file")
    return [one for one in rows if one.role == Role.MAIN or (one.role == Role.ANNEX and one.outside)]


def seen_by(guest: Guest, documents: Sequence[Document]) -> set[tuple[int, int]]:
    """The pages (document, number) this guest saw, of the files as they are now (1 query)."""
    files = {one.pk: one.file_id for one in documents}
    rows = PageSeen.objects.filter(guest=guest, document__in=files).values_list("document_id", "file_id", "page")
    return {(document, page) for document, file, page in rows if files[document] == file}


def must_read(guest: Guest) -> bool:
    step = step_of(guest)
    return guest.folder.type.read_all or bool(step and step.read_all)


def step_of(guest: Guest) -> circuits.Step | None:
    drawn = guest.turn.run.version.drawn.steps()
    return next((step for _stage, step in drawn if step.key == guest.turn.step), None)


def level_of(guest: Guest) -> circuits.Level:
    """What level is asked of a person outside (law 43.20): what the step says. What the type asks for is asked of the
    administration's own signatures."""
    step = step_of(guest)
    return (step.level if step else None) or circuits.Level.SIMPLE


def by_turn(turns: Iterable[circuits.Turn]) -> dict[int, Guest]:
    """Who is or was asked last at each of these turns (1 query, none where no turn is for a person outside)."""
    keys = [turn.pk for turn in turns if turn.kind == circuits.Kind.OUTSIDE]
    if not keys:
        return {}
    rows: Any = Guest.objects.filter(turn__in=keys).order_by("pk").prefetch_related("links")
    return {row.turn_id: row for row in rows}
