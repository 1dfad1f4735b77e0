"""What holds strangers to a measure, and what is remembered of a browser that proved its mailbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.kit import limits
from diwan.kit.refusals import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ..models import GuestLink

PROVED = "parapheur.proved"  # in the session: the links this browser proved, and when
GOOD_FOR = timedelta(hours=2)
MOST = {  # within an hour: for one person asked, for one network
    "code": (5, 60),
    "try": (25, 200),
    "again": (3, 30),
    "brought": (10, 100),
}


class NotProved(Refusal):
    message = _("Prove first that this mailbox is yours: too much time has passed, or this is another browser.")
    advice = _("Ask for a code, write it here, then go on. Nothing was done.")
    status = 403


def demand_room(request: HttpRequest, what: str, link: GuestLink) -> None:
    """Raises TooMany."""
    person, network = MOST[what]
    limits.demand(f"parapheur.{what}", f"guest:{link.guest_id}", most=person)
    limits.demand(f"parapheur.{what}", limits.network(request), most=network)


def note(request: HttpRequest, what: str, link: GuestLink) -> None:
    for who in (f"guest:{link.guest_id}", limits.network(request)):
        limits.note(f"parapheur.{what}", who)


def remember(request: HttpRequest, link: GuestLink, now: datetime) -> None:
    kept = dict(list(request.session.get(PROVED, {}).items())[-19:])
    request.session[PROVED] = {**kept, str(link.pk): now.isoformat()}


def is_proved(request: HttpRequest, link: GuestLink, now: datetime) -> bool:
    """Whether this browser gave the code of this very link back, not long ago."""
    said = request.session.get(PROVED, {}).get(str(link.pk))
    return said is not None and now - datetime.fromisoformat(said) < GOOD_FOR


def known_of(request: HttpRequest) -> dict[str, str]:
    """What is kept of the device beside a signature: its network, not its address, and the name of its program."""
    return {"network": limits.network(request), "program": request.headers.get("User-Agent", "")[:200]}
