"""The steps that Diwan does itself: a number, a seal, a delivery. Each may be asked twice, and is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from diwan.engines.circuits import api as circuits
from diwan.kit.transactions import acknowledged

from ..enums import Role
from ..models import KEPT, Folder
from . import numbering
from .locking import live_documents, locked, turn_of

if TYPE_CHECKING:
    from datetime import datetime


def number(*, turn_id: int, now: datetime) -> bool:
    """Number what was signed, and say the step is done; False when it was.

    Raises:
        NoOffice, letters.OfficeClosed: it is tried again.
    """
    with acknowledged():
        folder = locked(turn_of(turn_id).run.subject_id)
        turn = turn_of(turn_id)
        if turn.state != circuits.TurnState.OPEN:
            return False
        circuits.done_by_itself(turn_id=turn_id, now=now)
        numbering.give(folder, now)
        return True


def sealed(*, letter_id: int, now: datetime) -> Folder | None:
    """The sealed letter takes the place of the paper in its folder, and a step that asks for the seal is done."""
    found = Folder.objects.filter(letter=letter_id).first()
    if found is None:
        return None
    with acknowledged():
        folder = locked(found.pk)
        file_id = drafting.Draft.objects.values_list("sealed_id", flat=True).get(letter=letter_id)
        for one in live_documents(folder):
            if one.role == Role.MAIN and one.file_id != file_id:
                one.file = files.claim(file_id, purpose=KEPT, subject=f"{folder.pk}:sealed", now=now)
                one.save(update_fields=["file"])
        for turn in open_by_itself(folder, circuits.Kind.SEAL):
            circuits.done_by_itself(turn_id=turn.pk, now=now)
        return folder


def join_seal(*, turn_id: int, files_of: dict[int, tuple[int, int]], now: datetime) -> bool:
    """The seal was added to each document (`{document: (file before, file after)}`); False when one moved meanwhile."""
    with acknowledged():
        folder = locked(turn_of(turn_id).run.subject_id)
        turn = turn_of(turn_id)
        rows = {one.pk: one for one in live_documents(folder)}
        if turn.state != circuits.TurnState.OPEN or any(
            rows[key].file_id != before for key, (before, _after) in files_of.items()
        ):
            return False
        for key, (_before, after) in files_of.items():
            rows[key].file = files.claim(after, purpose=KEPT, subject=f"{folder.pk}:{turn_id}", now=now)
            rows[key].save(update_fields=["file"])
        circuits.done_by_itself(turn_id=turn_id, now=now)
        return True


def deliver(*, turn_id: int, now: datetime) -> bool:
    """Send a sealed letter to all its addressees by the channels proposed. Where one of them can be reached by none, it
    is left to be sent by hand, and the step is done when somebody does (`was_sent`); False then."""
    with acknowledged():
        folder = locked(turn_of(turn_id).run.subject_id)
        turn = turn_of(turn_id)
        if turn.state != circuits.TurnState.OPEN or turn.post_id is not None or folder.letter_id is None:
            return False
        letter = letters.locked(folder.letter_id)
        to = delivery.proposed(letter, now)
        parties = letter.parties.exclude(role=letters.PartyRole.SENDER).count()
        if not to or len(to) < parties:
            return False
        asked = [delivery.Asked(party=party, channel=code) for party, code in to]
        delivery.send(actor=organisations.SYSTEM, letter_id=letter.pk, to=asked, now=now)
        circuits.done_by_itself(turn_id=turn_id, now=now)
        return True


def was_sent(*, letter_id: int, now: datetime) -> None:
    """A letter left: the step that asks for it is done, whoever sent it."""
    found = Folder.objects.filter(letter=letter_id).first()
    if found is None:
        return
    with acknowledged():
        folder = locked(found.pk)
        for turn in open_by_itself(folder, circuits.Kind.DELIVERY):
            circuits.done_by_itself(turn_id=turn.pk, now=now)


def open_by_itself(folder: Folder, kind: circuits.Kind) -> list[circuits.Turn]:
    if folder.run is None:
        return []
    return list(folder.run.turns.filter(round=folder.run.round, kind=kind, state=circuits.TurnState.OPEN))


def handed_over(*, turn_id: int, now: datetime) -> None:
    """A document that is not a letter is delivered to whoever sent it: it is in their hands already."""
    circuits.done_by_itself(turn_id=turn_id, now=now)


def over(*, folder_id: int, now: datetime) -> None:
    """A folder that left its circuit: a letter sent back by silence is written again, one that is through and has no
    number takes it."""
    with acknowledged():
        folder = locked(folder_id)
        if folder.letter_id is None or folder.run is None:
            return
        state = drafting.Draft.objects.values_list("state", flat=True).get(letter=folder.letter_id)
        if state != drafting.State.CIRCUIT:
            return
        if folder.run.state in (*circuits.WITH_AUTHOR, circuits.RunState.ABANDONED):
            drafting.leave(letter_id=folder.letter_id, actor=organisations.SYSTEM, now=now)
        elif folder.run.state == circuits.RunState.DONE:
            numbering.give(folder, now)
