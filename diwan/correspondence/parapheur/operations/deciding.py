"""What is done with a folder by those before whom it is: agreed to, refused, taken back, handed on, asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Role, SignatureState
from ..models import PageSeen, Signature
from . import numbering
from .locking import BeingSigned, demand_as_shown, locked, turn_of
from .sending import came_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.engines.circuits.api import Turn

    from ..models import Document, Folder


class ReasonMissing(Refusal):
    message = _("A refusal says why. Nothing was done.")
    advice = _("Write the reason: whoever has to mend it reads it.")
    status = 422


class NotReadWhole(Refusal):
    message = _("Every page is to be read first; %(left)s are left. Nothing was done.")
    advice = _("Go through the pages, then decide.")
    status = 422


class SignIt(Refusal):
    message = _("This step is signed with your key: agreeing is not enough. Nothing was done.")


def agree(*, actor: Actor, turn_id: int, shown: str, text: str = "", now: datetime) -> Folder:
    """A visa, an opinion, a number given by the registry: done, on exactly what was shown.

    Raises:
        NotAllowed, Changed, NotReadWhole, SignIt, circuits.NotNow
    """
    with acknowledged():
        turn = turn_of(turn_id)
        folder = locked(turn.run.subject_id)
        documents = demand_as_shown(folder, shown)
        if turn.kind == circuits.Kind.SIGNATURE:
            raise SignIt
        demand_read(folder, turn, documents, actor)
        turn = circuits.decide(actor=actor, turn_id=turn_id, agreed=True, text=text, now=now)
        if turn.kind == circuits.Kind.NUMBERING:
            numbering.give(folder, now)
        return folder


def refuse(
    *, actor: Actor, turn_id: int, shown: str, text: str, back: circuits.Back = circuits.Back.AUTHOR, now: datetime
) -> Folder:
    """No, with the reason: to the step before, or to the author.

    Raises:
        ReasonMissing, NotAllowed, Changed, BeingSigned, circuits.NotNow
    """
    if not text.strip():
        raise ReasonMissing
    with acknowledged():
        turn = turn_of(turn_id)
        folder = locked(turn.run.subject_id)
        demand_as_shown(folder, shown)
        demand_not_signing(turn)
        circuits.decide(actor=actor, turn_id=turn_id, agreed=False, back=back, text=text.strip(), now=now)
        return settled(folder, actor, now)


def take_back(*, actor: Actor, turn_id: int, now: datetime) -> Folder:
    """The right of remorse, as long as nobody acted on it. A letter that came back by it is in its circuit again.

    Raises:
        NotAllowed, circuits.NotNow
    """
    with acknowledged():
        turn = turn_of(turn_id)
        folder = locked(turn.run.subject_id)
        if folder.letter_id and turn.run.state == circuits.RunState.RETURNED:
            raise NotAllowed  # its author writes it again already
        circuits.take_back(actor=actor, turn_id=turn_id, now=now)
        return folder


def hand_on(*, actor: Actor, turn_id: int, post_id: int, text: str = "", now: datetime) -> Folder:
    """Let another post decide in the place of this one.

    Raises:
        NotAllowed, BeingSigned, circuits.NotNow
    """
    with acknowledged():
        turn = turn_of(turn_id)
        folder = locked(turn.run.subject_id)
        demand_not_signing(turn)
        circuits.hand_on(actor=actor, turn_id=turn_id, post_id=post_id, text=text, now=now)
        return folder


def ask(*, actor: Actor, turn_id: int, post_id: int, text: str, now: datetime) -> Folder:
    """Ask another post what it thinks; the turn stays.

    Raises:
        NotAllowed, circuits.NotNow
    """
    with acknowledged():
        turn = turn_of(turn_id)
        folder = locked(turn.run.subject_id)
        circuits.ask(actor=actor, turn_id=turn_id, post_id=post_id, text=text, now=now)
        return folder


def settled(folder: Folder, actor: Actor, now: datetime) -> Folder:
    """After a refusal: where the run went back to its author, so does the letter."""
    assert folder.run is not None
    folder.run.refresh_from_db()
    if folder.run.state in circuits.WITH_AUTHOR:
        came_back(folder, actor, now)
    return folder


def demand_not_signing(turn: Turn) -> None:
    if Signature.objects.filter(turn=turn, state=SignatureState.WAITING).exists():
        raise BeingSigned


def demand_read(folder: Folder, turn: Turn, documents: Sequence[Document], actor: Actor) -> None:
    """Every page of what is to be signed was before the eyes of this person, in the state it is in now, where the type
    or the step asks it.

    Raises:
        NotReadWhole
    """
    if not must_read(folder, turn):
        return
    left = unread(documents, actor.person_id)
    if left:
        raise NotReadWhole(left=left)


def must_read(folder: Folder, turn: Turn) -> bool:
    if folder.type.read_all:
        return True
    drawn = [step for _stage, step in turn.run.version.drawn.steps() if step.key == turn.step]
    return any(step.read_all for step in drawn)


def unread(documents: Sequence[Document], person_id: int | None) -> int:
    """How many pages this person has not seen (1 query)."""
    main = [one for one in documents if one.role == Role.MAIN]
    seen = PageSeen.objects.filter(document__in=main, person=person_id).values_list("document_id", "file_id", "page")
    now = {one.pk: one.file_id for one in main}
    read = sum(1 for document, file, _page in seen if now[document] == file)
    return max(sum(one.pages for one in main) - read, 0)
