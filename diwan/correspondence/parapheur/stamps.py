"""What a person's signature says of itself on the page, and how long it can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.drafting import api as drafting
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing

from .queries.levels import level_asked

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Folder, Signature

MANNERS = {
    circuits.Basis.HOLDER: signing.Manner.OWN,
    circuits.Basis.INTERIM: signing.Manner.INTERIM,
    circuits.Basis.MANDATE: signing.Manner.DELEGATION,
    circuits.Basis.RAISED: signing.Manner.OWN,
}
# The higher the law holds the signature, the longer it is to be checked without its authorities (law 43.20, art. 4-6).
LASTS = {
    circuits.Level.SIMPLE: signing.Level.B_T,
    circuits.Level.ADVANCED: signing.Level.B_LT,
    circuits.Level.QUALIFIED: signing.Level.B_LTA,
}


def mark(row: Signature, grade: str, now: datetime) -> signing.Mark:
    """Who signs, for which post, by what title: as it stands at this moment, and never left out. `grade` is what the
    certificate of the key is worth."""
    folder, turn = row.document.folder, row.turn
    person = row.owed_under.person
    actor = organisations.actor_for(person.pk, now)
    owned = circuits.titles_for(actor, [turn], now).get(turn.pk)
    basis = circuits.Basis(owned.basis) if owned else circuits.Basis.HOLDER
    post = owned.post if owned else turn.post_id
    assert post is not None  # a signature is asked of a post
    card = organisations.post_cards([post], now)[post]
    title = signing.Words(card.title.get("ar"), card.title.get("fr"))
    manner = MANNERS[basis]
    country = folder.administration.country
    name = signing.Words(person.name_ar, person.name_latin)
    return signing.Mark(
        at=now,
        reason=f"{turn.get_kind_display()} · {folder.title}"[:200],
        name=person.name_latin or person.name_ar,
        level=LASTS[level_asked(row.turn)],
        stamp=signing.Stamp(
            name=name,
            post=title if manner == signing.Manner.OWN else own_title(actor, title),
            days=signing.Days.of(calendars.local_day(now, country), country),
            manner=manner,
            behalf=title if manner != signing.Manner.OWN else None,
            grade=signing.Grade(str(grade)),
            address=settings.DIWAN_PUBLIC_URL + reverse("verification:verify"),
            language=language_of(folder),
        ),
    )


def own_title(actor: organisations.Actor, title: signing.Words) -> signing.Words:
    """The post in which somebody sits who signs in the place of another."""
    seat = next((one for one in actor.seats if one.basis == organisations.Basis.HOLDER), None)
    return signing.Words(seat.title.get("ar"), seat.title.get("fr")) if seat else title


def language_of(folder: Folder) -> Any:
    """That of the letter; both where nobody said."""
    if folder.letter_id is None:
        return "both"
    return drafting.Draft.objects.values_list("layout", flat=True).get(letter=folder.letter_id)
