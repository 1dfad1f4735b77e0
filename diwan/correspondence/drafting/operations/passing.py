"""A letter goes through a circuit: its paper is made and nobody writes; it comes back, or is signed and then numbered.

Whoever drives the circuit (parapheur) calls these; who may send, visa and sign is asked there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Source, State
from ..models import PAPER, Annex, Draft
from ..queries.page import compose, signer_of, typeset, unnumbered
from .locking import NotWritten, locked, writable
from .signing import OtherVersion, demand_whole, locked_with_answered, take_number

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat


class ChangedMeanwhile(Refusal):
    message = _("The letter was changed while its paper was made. Nothing was sent.")
    advice = _("Read it again, then send it.")


@dataclass(frozen=True, slots=True)
class Paper:
    """The letter as people will sign it: of which version, from what page, and the file (stored, claimed by nobody)."""

    version: int
    page: dict[str, Any]
    file_id: int


def paper(*, draft_id: int, post_id: int | None, now: datetime) -> Paper:
    """Set the letter without its number, with the title of the post that signs it; belongs outside a transaction.

    Raises:
        EmptyLetter, FieldsLeft, NotAPdfYet
    """
    row = Draft.objects.select_related("letter__office", "letter__unit", "made_from", "formula", "answers").get(
        pk=draft_id
    )
    final = row.versions.get(number=row.version)
    demand_whole(row, final)
    page = compose(row, final, signing_post(post_id, now), now)
    if row.source == Source.FILE:
        assert row.pdf_id is not None  # whole, as demanded
        return Paper(row.version, page, row.pdf_id)
    pdf = typeset(unnumbered(page), title=final.subject, at=now)
    stored = files.store(io.BytesIO(pdf), name=f"{row.letter_id}-{row.version}.pdf", now=now, made=True)
    return Paper(row.version, page, stored.pk)


def signing_post(post_id: int | None, now: datetime) -> dict[str, Any]:
    """The block at the end: the post alone. Who signed for it, and by what title, the signature itself says."""
    card = organisations.post_cards([post_id], now).get(post_id) if post_id else None
    return signer_of(card.title if card else organisations.Names(""), "", "")


def enter(*, actor: Actor, draft_id: int, made: Paper, post_id: int | None, now: datetime) -> Draft:
    """Put a letter into a circuit with the paper just made of it; from here on nobody writes it.

    Raises:
        NotAllowed, NotWritten, OtherVersion, ChangedMeanwhile
    """
    with acknowledged():
        row, seat = writable(actor, draft_id)
        if made.version != row.version:
            raise OtherVersion(shown=made.version, now=row.version)
        if compose(row, row.versions.get(number=row.version), signing_post(post_id, now), now) != made.page:
            raise ChangedMeanwhile
        row.state, row.page, row.proposed_at, row.changed_at = State.CIRCUIT, made.page, None, now
        row.save(update_fields=["state", "page", "proposed_at", "changed_at"])
        letters.hide(letter=row.letter, cause="drafting.sign")
        letters.record(
            letter=row.letter, kind="drafting.in_circuit", actor=actor, now=now, seat=seat, version=row.version
        )
        return row


def leave(*, letter_id: int, actor: Actor, now: datetime) -> Draft:
    """It came back from its circuit unsigned: it is written again. Twice is once."""
    with acknowledged():
        row = locked(Draft.objects.values_list("pk", flat=True).get(letter=letter_id))
        if row.state == State.CIRCUIT:
            row.state, row.page, row.changed_at = State.WRITING, None, now
            row.save(update_fields=["state", "page", "changed_at"])
            letters.record(letter=row.letter, kind="drafting.came_back", actor=actor, now=now)
        return row


def number_signed(
    *, letter_id: int, file_id: int, signed_at: datetime, actor: Actor, seat: Seat, now: datetime
) -> Draft:
    """What people signed takes its number; the seal that bears it is owed. `actor` and `seat` are the signatory's.

    Raises:
        NotWritten: it is not in a circuit.
        letters.OfficeClosed: the office keeps no register today.
    """
    with acknowledged():
        row = locked_with_answered(Draft.objects.values_list("pk", flat=True).get(letter=letter_id))
        if row.state != State.CIRCUIT:
            raise NotWritten(state=row.get_state_display())
        office = organisations.open_office(row.letter.office_id, now, public=False)
        if office is None:
            raise letters.OfficeClosed
        row.paper = files.claim(file_id, purpose=PAPER, subject=str(row.pk), now=now)
        row.state, row.signed_at, row.signed_version, row.changed_at = State.SIGNED, signed_at, row.version, now
        row.signed_by_id, row.signed_post_id, row.signed_basis = actor.person_id, seat.post_id, seat.basis
        row.save()
        take_number(row, row.versions.get(number=row.version), office, actor, seat, now)
        return row


def annexes_of(letter_id: int) -> list[tuple[int, str]]:
    """The files that go with a letter being written, with their labels."""
    rows = Annex.objects.filter(draft__letter=letter_id).order_by("pk")
    return list(rows.values_list("file_id", "label"))
