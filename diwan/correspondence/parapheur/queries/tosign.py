"""The list before a batch of signatures: each folder as it is now, by what title, what hinders it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.engines.circuits import api as circuits

from ..enums import Role
from ..fingerprints import fingerprint
from ..models import Document, Folder, PageSeen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@dataclass(frozen=True)
class Line:
    """One folder to sign: `unread` pages that are to be seen before."""

    folder: Folder
    turn: circuits.Turn
    title: circuits.Authority
    documents: list[Document]
    fingerprint: str
    unread: int

    @property
    def basis(self) -> str:
        return str(circuits.Basis(self.title.basis).label)


def lines(actor: Actor, folder_ids: Sequence[int], now: datetime) -> list[Line]:
    """Those of these folders that await the signature of this actor, in the order given; 8 queries whatever their
    number, and one for the type of each."""
    folders = (
        Folder.objects.visible_to(actor).filter(pk__in=folder_ids).select_related("type__parent", "author", "post")
    )
    by_run = {folder.run_id: folder for folder in folders if folder.run_id}
    turns = circuits.Turn.objects.filter(
        run__in=by_run, state=circuits.TurnState.OPEN, kind=circuits.Kind.SIGNATURE
    ).select_related("run__version", "run__unit", "run__type__parent", "post")
    titles = circuits.titles_for(actor, turns, now)
    documents: dict[int, list[Document]] = {}
    rows = Document.objects.filter(folder__in=by_run.values(), withdrawn_at=None).select_related("file")
    for row in rows:
        documents.setdefault(row.folder_id, []).append(row)
    read = read_pages(actor, [one for some in documents.values() for one in some])
    found = {}
    for turn in turns:
        folder = by_run[turn.run_id]
        if turn.pk in titles and folder.pk not in found:
            own = documents.get(folder.pk, [])
            left = unread(folder, turn, own, read)
            found[folder.pk] = Line(folder, turn, titles[turn.pk], own, fingerprint(folder, own), left)
    return [found[pk] for pk in dict.fromkeys(folder_ids) if pk in found]


def read_pages(actor: Actor, documents: list[Document]) -> dict[int, int]:
    """How many pages of each document this actor saw, as it is now."""
    files = {one.pk: one.file_id for one in documents}
    counted: dict[int, int] = {}
    rows = PageSeen.objects.filter(document__in=files, person=actor.person_id).values_list("document_id", "file_id")
    for document, file in rows:
        if files[document] == file:
            counted[document] = counted.get(document, 0) + 1
    return counted


def unread(folder: Folder, turn: circuits.Turn, documents: list[Document], read: dict[int, int]) -> int:
    asked = folder.type.read_all or any(
        step.read_all for _n, step in turn.run.version.drawn.steps() if step.key == turn.step
    )
    if not asked:
        return 0
    return sum(max(one.pages - read.get(one.pk, 0), 0) for one in documents if one.role == Role.MAIN)
