"""A folder is prepared: what is to be signed, what goes with it, of what type, with what its author fills."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import Role
from ..events import FileGiven
from ..models import KEPT, Document, Folder
from ..papers import CONVERTIBLE, PDF
from ..queries.outside import Asked
from .guests import said_of
from .locking import live_documents, locked, mendable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat

MOST = 20


class NoSuchType(Refusal):
    message = _("This type of document is not used any more. Nothing was prepared.")
    status = 422


class NotFilled(Refusal):
    message = _("“%(field)s” is not filled as it should be. Nothing was kept.")
    status = 422


class NotSignable(Refusal):
    message = _("“%(name)s” cannot be signed: only a PDF can, or a file a PDF can be made of. Nothing was kept.")
    advice = _("Save it as a PDF on your device and give that, or let it go with the folder as an annex.")
    status = 422


class TooManyFiles(Refusal):
    message = _("A folder holds %(limit)s files at most.")
    status = 413


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the author says of a folder."""

    type: int
    title: str
    note: str = ""
    urgent: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    chosen: Mapping[str, int] = field(default_factory=dict)
    guests: Mapping[str, Asked] = field(default_factory=dict)  # who signs from outside, by the key of their step


def prepare(
    *, actor: Actor, post_id: int, said: Said, main: Sequence[int] = (), annexes: Sequence[int] = (), now: datetime
) -> Folder:
    """Begin a folder from a post, with files received and not yet kept.

    Raises:
        NotAllowed: the actor does not sit in that post.
        NoSuchType, NotFilled, BadGuest, NotSignable, TooManyFiles, files.FileGone
    """
    seat = next((one for one in policies.sending_seats(actor) if one.post_id == post_id), None)
    if seat is None:
        raise NotAllowed
    with acknowledged():
        folder = new_folder(actor, seat, said, now)
        add(folder, main, Role.MAIN, actor, now)
        add(folder, annexes, Role.ANNEX, actor, now)
        return folder


def new_folder(actor: Actor, seat: Seat, said: Said, now: datetime, **more: Any) -> Folder:
    kind = known_type(said.type, seat.administration_id)
    return Folder.objects.create(
        administration_id=seat.administration_id,
        unit_id=seat.unit_id,
        post_id=seat.post_id,
        author_id=actor.person_id,
        type=kind,
        title=said.title,
        note=said.note,
        urgent=said.urgent,
        values=filled(kind, said.values),
        chosen={key: int(post) for key, post in said.chosen.items()},
        guests=said_of(said.guests),
        created_at=now,
        changed_at=now,
        **more,
    )


def describe(*, actor: Actor, folder_id: int, said: Said, now: datetime) -> Folder:
    """Say otherwise of a folder that is with its author.

    Raises:
        NotAllowed, OnItsWay, NoSuchType, NotFilled, BadGuest
    """
    with acknowledged():
        folder, seat = mendable(actor, folder_id)
        if folder.run_id is None:
            folder.type = known_type(said.type, seat.administration_id)
        folder.title, folder.note, folder.urgent = said.title, said.note, said.urgent
        folder.values = filled(folder.type, said.values)
        folder.chosen = {key: int(post) for key, post in said.chosen.items()}
        folder.guests = said_of(said.guests)
        folder.changed_at = now
        folder.save(update_fields=["type", "title", "note", "urgent", "values", "chosen", "guests", "changed_at"])
        return folder


def known_type(type_id: int, administration_id: int) -> circuits.DocumentType:
    kind = circuits.DocumentType.objects.filter(pk=type_id, administration=administration_id, retired_at=None).first()
    if kind is None:
        raise NoSuchType
    return kind


def filled(kind: circuits.DocumentType, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of its fields and no others, each of its type.

    Raises:
        NotFilled
    """
    found: dict[str, Any] = {}
    for code, one in kind.all_fields().items():
        value = values.get(code)
        if value in (None, ""):
            if one.required and one.type != circuits.Type.TRUTH:
                raise NotFilled(field=one.names.here)
            continue
        if one.type == circuits.Type.CHOICE and value not in dict(one.choices):
            raise NotFilled(field=one.names.here)
        try:
            circuits.typed(one.type, value)
        except ValueError as bad:
            raise NotFilled(field=one.names.here) from bad
        found[code] = value if isinstance(value, bool) else str(value)
    return found


def add(folder: Folder, ids: Sequence[int], role: Role, actor: Actor, now: datetime) -> list[Document]:
    """Keep received files in a locked folder; what is not a PDF and is to be signed is owed its PDF.

    Raises:
        NotSignable, TooManyFiles, files.FileGone
    """
    if not ids:
        return []
    start = folder.documents.count()
    if start + len(ids) > MOST:
        raise TooManyFiles(limit=MOST)
    made = []
    for place, file in enumerate(files.claim_all(list(ids), purpose=KEPT, subject=f"{folder.pk}", now=now), start + 1):
        if role == Role.MAIN and file.media_type != PDF and file.media_type not in CONVERTIBLE:
            raise NotSignable(name=file.name)
        row = Document.objects.create(
            folder=folder,
            role=role,
            position=place,
            label=file.name,
            given=file,
            file=file,
            added_by_id=actor.person_id,
            added_at=now,
        )
        facts.tell(FileGiven(document_id=row.pk))
        made.append(row)
    return made


def add_files(*, actor: Actor, folder_id: int, file_ids: Sequence[int], role: Role, now: datetime) -> Folder:
    """Files more, while the folder is with its author; an annex also by whoever has it before them.

    Raises:
        NotAllowed, OnItsWay, NotSignable, TooManyFiles, files.FileGone
    """
    with acknowledged():
        folder = locked(folder_id)
        if not policies.is_with_author(folder) or policies.author_seat(actor, folder) is None:
            demand_annex_in_turn(folder, actor, role, now)
        elif folder.letter_id and role == Role.MAIN:
            raise NotAllowed
        add(folder, file_ids, role, actor, now)
        folder.changed_at = now
        folder.save(update_fields=["changed_at"])
        if folder.run_id:
            circuits.note(run_id=folder.run_id, verb="annexed", actor=actor, now=now)
        return folder


def demand_annex_in_turn(folder: Folder, actor: Actor, role: Role, now: datetime) -> None:
    """Whoever has a turn open may add an annex; what is signed is changed by nobody on the way."""
    if folder.run is None or role != Role.ANNEX:
        raise NotAllowed
    turns = [turn for turn in folder.run.turns.all() if turn.state == circuits.TurnState.OPEN]
    for turn in turns:
        turn.run = folder.run
    if not circuits.titles_for(actor, turns, now):
        raise NotAllowed


def withdraw(*, actor: Actor, folder_id: int, document_id: int, now: datetime) -> Folder:
    """Take a file out of a folder that is with its author; what was read of it before stays known.

    Raises:
        NotAllowed, OnItsWay
    """
    with acknowledged():
        folder, _seat = mendable(actor, folder_id)
        row = next((one for one in live_documents(folder) if one.pk == document_id), None)
        if row is None or (folder.letter_id and row.role == Role.MAIN):
            raise NotAllowed
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        folder.changed_at = now
        folder.save(update_fields=["changed_at"])
        return folder
