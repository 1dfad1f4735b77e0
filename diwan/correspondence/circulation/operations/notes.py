"""Notes beside a letter, and the posts they call to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..events import NoteWritten
from ..models import Mention, Note
from .giving import PostGone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter


class EmptyNote(Refusal):
    message = _("Write something.")
    status = 400


class NotNamed(Refusal):
    message = _(
        "This letter is read only by those it was given to by name (%(level)s): a note cannot show it to others."
    )
    advice = _("Give it to them by name instead.")


class Withdrawn(Refusal):
    message = _("This note was withdrawn already.")


def write_note(
    *, actor: Actor, letter_id: int, text: str, mentions: Sequence[int] = (), post_id: int | None = None, now: datetime
) -> Note:
    """Write beside a letter one may read. The posts mentioned see the letter as long as the note stands.

    Raises:
        EmptyNote, PostGone
        NotNamed: the level of the letter forbids to show it so.
        NotAllowed: the actor does not read the letter.
    """
    if not text.strip():
        raise EmptyNote
    with acknowledged():
        letter = letters.locked(letter_id)
        if actor.person_id is None or not policies.may_see(actor, letter_id):
            raise NotAllowed
        seat = letters.seat_at(actor, post_id) if post_id else next(iter(letters.acting_seats(actor)), None)
        called = demand_mentions(letter, mentions, now)
        note = Note.objects.create(
            letter=letter,
            person_id=actor.person_id,
            post_id=seat.post_id if seat else None,
            basis=seat.basis if seat else "",
            at=now,
            text=text.strip(),
        )
        Mention.objects.bulk_create(Mention(note=note, post_id=post) for post in called)
        if called:
            letters.show(letter=letter, cause=f"note:{note.pk}", posts=called)
        facts.tell(NoteWritten(note_id=note.pk, letter_id=letter.pk))
        letters.record(letter=letter, kind="circulation.noted", actor=actor, now=now, seat=seat)
        return note


def demand_mentions(letter: Letter, mentions: Sequence[int], now: datetime) -> list[int]:
    """The posts mentioned, each once: open, of this administration, and allowed to read at this level."""
    called = list(dict.fromkeys(mentions))
    cards = organisations.post_cards(called, now)
    for post in called:
        card = cards.get(post)
        if card is None or not card.is_open or card.administration_id != letter.administration_id:
            raise PostGone
        if letter.level != letters.Level.ORDINARY and f"p{post}" not in letter.audience:
            raise NotNamed(level=letter.get_level_display())
    return called


def withdraw_note(*, actor: Actor, note_id: int, now: datetime) -> Note:
    """Its author takes a note back: its words are shown no more, a mark stays, and those it called no
    longer see the letter for it.

    Raises:
        Withdrawn
        NotAllowed: somebody else wrote it.
    """
    with acknowledged():
        letter = letters.locked(Note.objects.values_list("letter_id", flat=True).get(pk=note_id))
        note = Note.objects.select_for_update(no_key=True).get(pk=note_id)
        if actor.person_id is None or note.person_id != actor.person_id or not policies.may_see(actor, letter.pk):
            raise NotAllowed
        if note.withdrawn_at is not None:
            raise Withdrawn
        note.withdrawn_at = now
        note.save(update_fields=["withdrawn_at"])
        letters.hide(letter=letter, cause=f"note:{note.pk}")
        seat = letters.seat_at(actor, note.post_id) if note.post_id else None
        letters.record(letter=letter, kind="circulation.note_withdrawn", actor=actor, now=now, seat=seat)
        return note
