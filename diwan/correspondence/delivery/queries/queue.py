"""What is on its way, seen by those who keep the mail: a filter, a page, what each filter holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters import api as letters

from ..enums import State
from ..models import Sending

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PER_PAGE = 40
LOOK = (State.REFUSED, State.RETURNED, State.FAILED)
GROUPS: dict[str, tuple[Any, tuple[State, ...]]] = {
    "": (_("All"), tuple(State)),
    "waiting": (_("Wait to leave"), (State.WAITING,)),
    "way": (_("On their way"), (State.HANDED, State.CONSIGNED)),
    "look": (_("To look at"), LOOK),
    "accepted": (_("Accepted"), (State.ACCEPTED,)),
    "withdrawn": (_("Withdrawn"), (State.WITHDRAWN,)),
}


def kept(actor: Actor) -> QuerySet[Sending]:
    """The sendings of the letters this actor may read, without their envelopes."""
    rows = Sending.objects.visible_to(actor).select_related("letter__office__administration", "party")
    return rows.defer("envelope", "letter__body", "letter__content")


def matching(rows: QuerySet[Sending], text: str) -> QuerySet[Sending]:
    """Those whose letter, addressee or subject holds every word."""
    for word in text.split()[:6]:
        rows = rows.filter(
            Q(letter__reference__icontains=word)
            | Q(party__name__icontains=word)
            | Q(letter__subject__icontains=word)
            | Q(their_reference__icontains=word)
        )
    return rows


def page(actor: Actor, *, group: str, text: str, number: Any) -> tuple[Page, list[tuple[str, Any, int]]]:
    """One page of the queue, and how many stand under each filter."""
    rows = matching(kept(actor), text)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    chips = [(key, label, sum(counts.get(state, 0) for state in states)) for key, (label, states) in GROUPS.items()]
    shown = rows.filter(state__in=GROUPS[group][1]).order_by("-moved_at", "-pk")
    return Paginator(shown, PER_PAGE).get_page(number), chips


def waiting(actor: Actor) -> int:
    """What the keepers of the mail have to look at: for the navigation."""
    return Sending.objects.visible_to(actor).filter(state__in=LOOK, resent=None).count()


def ready(actor: Actor) -> QuerySet:
    """Numbered letters that go out and were sent to nobody yet, of the offices whose mail this actor keeps."""
    rows = letters.Letter.objects.visible_to(actor).filter(
        kind__in=[letters.Kind.OUTGOING, letters.Kind.INTERNAL],
        state__in=[letters.State.REGISTERED, letters.State.DISPATCHED],
        sendings=None,
        parties__role__in=[letters.PartyRole.ADDRESSEE, letters.PartyRole.COPY],
    )
    return rows.distinct().select_related("office__administration").defer("body", "content").order_by("registered_at")


def of_letter(letter: Any) -> list[Sending]:
    """The sendings of a letter, the last first."""
    rows = Sending.objects.filter(letter=letter).select_related("party").defer("envelope")
    return list(rows.order_by("-asked_at", "-pk"))
