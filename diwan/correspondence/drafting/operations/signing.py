"""A letter is signed off: the version shown is frozen, the letter takes its number, and its document is owed.

`sign_off` is what ends the writing of a letter, whoever decides it: a signatory here, the last step of a circuit later.
The document is made by a job right after (`sealed.py`); until then the letter says that it is being sealed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from ..enums import LIVE, SIGN, Conversion, Source, State
from ..events import DraftSigned
from ..models import Draft
from ..queries.page import compose, signer_of
from ..text.blocks import plain
from ..text.fields import left
from ..text.reading import read
from .locking import NotWritten

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat

    from ..models import Version


class OtherVersion(Refusal):
    message = _(
        "The letter was changed since you opened it: you have version %(shown)s before you, and %(now)s stands."
    )
    advice = _("Read the letter again, then sign it. Nothing was signed.")


class FieldsLeft(Refusal):
    message = _("Some words in braces were not filled: %(fields)s. Nothing was signed.")
    advice = _("Write them by hand, or take them away.")
    status = 422


class EmptyLetter(Refusal):
    message = _("The letter has no text or no subject. Nothing was signed.")
    status = 422


class NotAPdfYet(Refusal):
    message = _("The file of this letter is not a PDF yet. Nothing was signed.")
    advice = _("Wait until it is made into one, or give the letter as a PDF.")


def sign_off(*, actor: Actor, draft_id: int, version: int, now: datetime, seat: Seat | None = None) -> Draft:
    """Freeze `version`, number the letter, answer the instruction it answers. `seat` where a circuit knows it already.

    Raises:
        NotAllowed: the actor signs nothing for the unit that writes.
        NotWritten, OtherVersion, EmptyLetter, FieldsLeft, NotAPdfYet
        letters.OfficeClosed: the office keeps no register today.
    """
    with acknowledged():
        row = locked_with_answered(draft_id)
        letter = row.letter
        seat = seat or (actor.seat_for(SIGN, letter.unit) if letter.unit else None)
        if seat is None:
            raise NotAllowed
        if row.state not in LIVE:
            raise NotWritten(state=row.get_state_display())
        if version != row.version:
            raise OtherVersion(shown=version, now=row.version)
        final = row.versions.get(number=version)
        demand_whole(row, final)
        office = organisations.open_office(letter.office_id, now, public=False)
        if office is None:
            raise letters.OfficeClosed
        freeze(row, final, actor, seat, now)
        take_number(row, final, office, actor, seat, now)
        return row


def take_number(
    row: Draft, final: Version, office: organisations.OfficeCard, actor: Actor, seat: Seat | None, now: datetime
) -> None:
    """What is signed becomes what the letter says, answers what it answers, and takes its number, last of all."""
    letter = row.letter
    letter.subject, letter.body = final.subject, words_of(final)
    letter.dated_on = calendars.local_day(now, office.country)
    letter.save(update_fields=["subject", "body", "dated_on"])
    annexes = list(row.annexes.select_related("file"))
    if annexes:
        ids = [annex.file_id for annex in annexes]
        letters.add_pieces(letter, ids, {}, now, role=letters.PieceRole.ANNEX)
    facts.tell(DraftSigned(draft_id=row.pk))
    letters.record(letter=letter, kind="drafting.signed", actor=actor, now=now, seat=seat, version=final.number)
    answer_instruction(row, actor, now)
    failpoints.reach("drafting.before_number")
    letters.number(letter, office, actor, now, seat=seat)


def locked_with_answered(draft_id: int) -> Draft:
    """The draft and its letter, and before them the letter it answers: always in the order they were begun."""
    row = Draft.objects.only("letter_id", "answers_id", "instruction_id").get(pk=draft_id)
    about = {row.letter_id: None, **({row.answers_id: None} if row.answers_id and row.instruction_id else {})}
    found = {pk: letters.locked(pk) for pk in sorted(about)}
    row = Draft.objects.locked().get(pk=draft_id)
    row.letter = found[row.letter_id]
    return row


def demand_whole(row: Draft, final: Version) -> None:
    """A letter that can be signed has a subject and a text, and no field left."""
    if row.source == Source.FILE:
        if row.conversion != Conversion.DONE or row.pdf_id is None:
            raise NotAPdfYet
    elif not read(final.body)[0]:
        raise EmptyLetter
    if not final.subject.strip():
        raise EmptyLetter
    if fields := left(final.subject, final.body, final.second):
        raise FieldsLeft(fields=", ".join(f"{{{name}}}" for name in fields))


def freeze(row: Draft, final: Version, actor: Actor, seat: Seat, now: datetime) -> None:
    """What was signed, by whom and from which seat, so that the document can be made from it alone."""
    signer = signer_of(seat.title, actor.name, actor.name_latin, str(seat.basis))
    row.page = compose(row, final, signer, now)
    row.state, row.signed_at, row.signed_version, row.changed_at = State.SIGNED, now, final.number, now
    row.signed_by_id, row.signed_post_id, row.signed_basis = actor.person_id, seat.post_id, seat.basis
    row.save()


def words_of(final: Version) -> str:
    """What the letter says, as it is searched and as its fingerprint enters the register."""
    return "\n\n".join(filter(None, (plain(read(text)[0]) for text in (final.body, final.second))))


def answer_instruction(row: Draft, signatory: Actor, now: datetime) -> None:
    """The reply is the answer to what was asked: in the name of whoever was asked and wrote it, else of the signatory.

    Where neither still sits there, the instruction stays open, with the reply beside it.
    """
    if row.instruction_id is None:
        return
    asked = circulation.Instruction.objects.select_related("dispatch", "unit").get(pk=row.instruction_id)
    if asked.state != circulation.State.OPEN:
        return
    writers = [row.versions.first().person_id, row.begun_by_id]  # type: ignore[union-attr]
    actors = [organisations.actor_for(pk, now) for pk in dict.fromkeys(filter(None, writers))]
    for actor in (*actors, signatory):
        if circulation.seat_of(actor, asked) is not None:
            circulation.answer(actor=actor, instruction_id=asked.pk, text="", reply_id=row.letter_id, now=now)
            return
