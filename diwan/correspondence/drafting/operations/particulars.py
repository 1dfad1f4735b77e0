"""Who a letter goes to, in which formula and languages, who is to sign it, what goes with it; and giving it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import Layout, State
from ..events import DraftProposed
from ..models import ANNEX, Annex, Formula
from .beginning import Gone, no_lower
from .locking import NotWritten, locked, writable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

    from ..models import Draft

MOST = 20  # annexes
PARTY = ("role", "kind", "name", "representative", "title", "body", "identity", "email", "phone", "address")


class TooManyAnnexes(Refusal):
    message = _("A letter goes with %(limit)s annexes at most.")
    status = 413


class NoSuchPost(Refusal):
    message = _("The post you chose is closed, or of another administration.")
    status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    addressees: tuple[letters.Correspondent, ...]
    layout: Layout
    formula: int | None = None
    signatory: int | None = None
    level: letters.Level = letters.Level.ORDINARY


def describe(*, actor: Actor, draft_id: int, said: Particulars, now: datetime) -> Draft:
    """Change what stands around the text.

    Raises:
        letters.NoCorrespondent, NoSuchPost, Gone, NotAllowed, NotWritten
    """
    if not said.addressees:
        raise letters.NoCorrespondent
    with acknowledged():
        row, _seat = writable(actor, draft_id)
        if said.formula is not None and not formulae_of(row).filter(pk=said.formula).exists():
            raise Gone
        if said.signatory is not None:
            demand_post(row, said.signatory, now)
        row.layout, row.formula_id, row.signatory_id = said.layout, said.formula, said.signatory
        row.changed_at = now
        row.save(update_fields=["layout", "formula", "signatory", "changed_at"])
        readdress(row.letter, said.addressees)
        row.letter.level = no_lower(said.level, row.answers)
        row.letter.language = "fr" if said.layout == Layout.FRENCH else "ar"
        row.letter.save(update_fields=["level", "language"])
        letters.refresh(row.letter)
        return row


def propose(*, actor: Actor, draft_id: int, post_id: int, now: datetime) -> Draft:
    """Put a draft before the post that is to sign it; it can still be written.

    Raises:
        NoSuchPost, NotAllowed, NotWritten
    """
    with acknowledged():
        row, seat = writable(actor, draft_id)
        demand_post(row, post_id, now)
        row.state, row.signatory_id, row.proposed_at = State.PROPOSED, post_id, now
        row.save(update_fields=["state", "signatory", "proposed_at"])
        letters.hide(letter=row.letter, cause="drafting.sign")
        letters.show(letter=row.letter, cause="drafting.sign", posts=[post_id])
        facts.tell(DraftProposed(draft_id=row.pk, post_id=post_id))
        letters.record(letter=row.letter, kind="drafting.proposed", actor=actor, now=now, seat=seat)
        return row


def abandon(*, actor: Actor, draft_id: int, now: datetime) -> Draft:
    """Leave a letter unwritten. Its versions stay, and it can be taken up again.

    Raises:
        NotAllowed, NotWritten
    """
    with acknowledged():
        row, seat = writable(actor, draft_id)
        row.state, row.changed_at = State.ABANDONED, now
        row.save(update_fields=["state", "changed_at"])
        letters.record(letter=row.letter, kind="drafting.abandoned", actor=actor, now=now, seat=seat)
        return row


def take_up(*, actor: Actor, draft_id: int, now: datetime) -> Draft:
    """Go on with a letter that was abandoned, or with one that awaits a signature it will not get.

    Raises:
        NotAllowed, NotWritten
    """
    with acknowledged():
        row = locked(draft_id)
        seat = policies.writing_seat(actor, row.letter)
        if seat is None:
            raise NotAllowed
        if row.state not in (State.ABANDONED, State.PROPOSED):
            raise NotWritten(state=row.get_state_display())
        row.state, row.proposed_at, row.changed_at = State.WRITING, None, now
        row.save(update_fields=["state", "proposed_at", "changed_at"])
        letters.hide(letter=row.letter, cause="drafting.sign")
        letters.record(letter=row.letter, kind="drafting.taken_up", actor=actor, now=now, seat=seat)
        return row


def add_annexes(*, actor: Actor, draft_id: int, file_ids: Sequence[int], label: str = "", now: datetime) -> None:
    """Files that go with the letter.

    Raises:
        TooManyAnnexes, NotAllowed, NotWritten
        files.FileGone: one was received too long ago.
    """
    with acknowledged():
        row, _seat = writable(actor, draft_id)
        if row.annexes.count() + len(file_ids) > MOST:
            raise TooManyAnnexes(limit=MOST)
        kept = files.claim_all(list(file_ids), purpose=ANNEX, subject=str(row.pk), now=now)
        Annex.objects.bulk_create(Annex(draft=row, file=file, label=label.strip(), at=now) for file in kept)
        row.changed_at = now
        row.save(update_fields=["changed_at"])


def drop_annex(*, actor: Actor, draft_id: int, annex_id: int, now: datetime) -> None:
    """A file does not go with the letter after all.

    Raises:
        NotAllowed, NotWritten
    """
    with acknowledged():
        row, _seat = writable(actor, draft_id)
        annex = row.annexes.filter(pk=annex_id).first()
        if annex is None:
            return
        annex.delete()
        files.release(file_id=annex.file_id, purpose=ANNEX, subject=str(row.pk))
        row.changed_at = now
        row.save(update_fields=["changed_at"])


def readdress(letter: letters.Letter, addressees: Sequence[letters.Correspondent]) -> None:
    """Put other addressees and copies in the place of those a locked draft has, with the name its lists show."""
    letter.parties.all().delete()
    rows = letter.parties.model._default_manager
    rows.bulk_create(
        letter.parties.model(
            letter=letter, position=n, unit_id=one.unit, **{name: getattr(one, name) for name in PARTY}
        )
        for n, one in enumerate(addressees, 1)
    )
    main = next((one for one in addressees if one.role == letters.PartyRole.ADDRESSEE), addressees[0])
    letter.correspondent = main.name[:200]
    letter.save(update_fields=["correspondent"])


def formulae_of(row: Draft) -> QuerySet[Formula]:
    return Formula.objects.filter(administration=row.letter.administration_id, retired_at=None)


def demand_post(row: Draft, post_id: int, now: datetime) -> None:
    card = organisations.post_cards([post_id], now).get(post_id)
    if card is None or not card.is_open or card.administration_id != row.letter.administration_id:
        raise NoSuchPost
