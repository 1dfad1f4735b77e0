"""What is written on a page, and which pages were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..models import Annotation, Document, Folder, PageSeen, posts_of
from .locking import Changed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NoSuchPage(Refusal):
    message = _("The document has no such page.")
    status = 422


def document_for(actor: Actor, document_id: int) -> Document:
    """A document of a folder this actor may read.

    Raises:
        NotAllowed
    """
    readable = Folder.objects.visible_to(actor).values("pk")
    row = Document.objects.filter(pk=document_id, folder__in=readable).first()
    if row is None:
        raise NotAllowed
    return row


def annotate(
    *, actor: Actor, document_id: int, page: int, x: int, y: int, text: str, private: bool, now: datetime
) -> Annotation:
    """Write on a page, at a place in thousandths of it.

    Raises:
        NotAllowed, NoSuchPage
    """
    with acknowledged():
        row = document_for(actor, document_id)
        if not 1 <= page <= max(row.pages, 1):
            raise NoSuchPage
        posts = posts_of(actor)
        return Annotation.objects.create(
            document=row,
            page=page,
            x=min(max(x, 0), 1000),
            y=min(max(y, 0), 1000),
            text=text,
            private=private,
            person_id=actor.person_id,
            post_id=posts[0] if posts else None,
            at=now,
        )


def settle(*, actor: Actor, annotation_id: int, now: datetime) -> Annotation:
    """Say an annotation is dealt with: its writer, or whoever mends the folder. Twice is once.

    Raises:
        NotAllowed
    """
    with acknowledged():
        row = (
            Annotation.objects.select_related("document__folder").select_for_update(of=("self",)).get(pk=annotation_id)
        )
        own = row.person_id == actor.person_id
        if not own and (row.private or policies.author_seat(actor, row.document.folder) is None):
            raise NotAllowed
        if row.resolved_at is None:
            row.resolved_at = now
            row.save(update_fields=["resolved_at"])
        return row


def see(*, actor: Actor, document_id: int, file_id: int, pages: Iterable[int], now: datetime) -> None:
    """Note that pages were before the eyes of this person, in the state of the file they saw. Twice is once.

    Raises:
        NotAllowed
        Changed: the file is another one by now.
    """
    if actor.person_id is None:
        raise NotAllowed
    with acknowledged():
        row = document_for(actor, document_id)
        if row.file_id != file_id:
            raise Changed
        PageSeen.objects.bulk_create(
            [
                PageSeen(document=row, file_id=file_id, page=page, person_id=actor.person_id, at=now)
                for page in sorted(set(pages))
                if 1 <= page <= row.pages
            ],
            ignore_conflicts=True,
        )
