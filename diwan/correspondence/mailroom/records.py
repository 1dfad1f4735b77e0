"""What the mailroom holds about a letter that came on paper: the files as they were received, and what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters

from .models import Document, Original, Page
from .models.intakes import ORIGINAL, PICTURE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from diwan.correspondence.letters.api import Letter


def documents_of(letter: Letter) -> QuerySet[Document]:
    """The document this letter was registered from, or the deposit that became this letter."""
    source, _colon, key = letter.origin.partition(":")
    which = Q(letter=letter)
    if source == "deposit" and key.isdigit():
        which |= Q(deposit_id=int(key))
    return Document.objects.filter(which)


def received(letter: Letter) -> Iterable[tuple[str, files.StoredFile]]:
    """The files of a batch that held this letter and no other."""
    for document in documents_of(letter):
        if not shared(document):
            for row in Original.objects.filter(intake=document.intake_id).select_related("file"):
                yield f"{row.position:02d}-{row.file.name}", row.file


def shared(document: Document) -> bool:
    """Whether the batch still holds pages of something else."""
    return (
        Page.objects.filter(original__intake=document.intake_id)
        .exclude(document=document)
        .exclude(document=None)
        .exists()
    )


def erase(letter: Letter) -> None:
    """The pages go, and what was read on them. The files of a batch go with the last letter that was in it; what
    makes them known again at their source stays, or they would come in again."""
    for document in documents_of(letter).select_related("intake"):
        whole = not shared(document)
        pages = Page.objects.filter(original__intake=document.intake_id) if whole else document.pages.all()
        for key in pages.values_list("pk", flat=True):
            files.release_all(purpose=PICTURE, subject=str(key))
        pages.delete()
        document.clues, document.entered = {}, {}
        document.save(update_fields=["clues", "entered"])
        if whole:
            intake = document.intake
            Original.objects.filter(intake=intake).delete()
            files.release_all(purpose=ORIGINAL, subject=str(intake.pk))
            intake.name, intake.hints = letters.GONE, {}
            intake.save(update_fields=["name", "hints"])


def register() -> None:
    """Make it known; called in `ready()`."""
    letters.register_record(letters.Record(code="mailroom", files=received, erase=erase))
