"""What drafting shows on the page of a letter: its replies and drafts, the act of answering it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters

from . import policies
from .enums import LIVE, State
from .models import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.core.organisations.api import Actor


def context(actor: Actor, letter: letters.Letter, now: Any) -> dict[str, Any] | None:
    """The replies this actor may see, and the draft of the letter itself (2 queries)."""
    rows = Draft.objects.visible_to(actor).select_related("letter")
    replies = list(rows.filter(answers=letter).exclude(state=State.ABANDONED).order_by("-changed_at")[:20])
    own = rows.filter(letter=letter).first()
    if not replies and own is None:
        return None
    return {"replies": replies, "draft": own, "country": letter.administration.country}


def reply_url(actor: Actor, letter: letters.Letter) -> str | None:
    """Where a reply is begun: by whoever acts from a post of the administration that has the letter."""
    if letter.state not in letters.OPEN:
        return None
    if not any(seat.administration_id == letter.administration_id for seat in letters.acting_seats(actor)):
        return None
    return f"{reverse('drafting:new')}?answers={letter.pk}"


def draft_url(actor: Actor, letter: letters.Letter) -> str | None:
    """Where a letter that has no number is written."""
    if letter.state != letters.State.DRAFT or not policies.may_write(actor, letter):
        return None
    draft = Draft.objects.filter(letter=letter, state__in=LIVE).first()
    return reverse("drafting:draft", args=[draft.pk]) if draft else None


def asked_of(actor: Actor, letter: letters.Letter) -> Iterable[circulation.Instruction]:
    """The open instructions on a letter that this actor may answer, those that ask for a reply first."""
    rows = circulation.Instruction.objects.filter(letter=letter, state=circulation.State.OPEN)
    wanted = (circulation.Verb.PREPARE, circulation.Verb.HANDLE)
    mine = [one for one in rows.select_related("unit", "dispatch") if one.verb in wanted]
    return [one for one in mine if circulation.seat_of(actor, one) is not None]
