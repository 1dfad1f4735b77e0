"""Pages put right by hand before registration: turned, moved, parted, joined, left out and taken back.

Each act counts up `arranged`: a screen shown before it cannot register what it does not show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import DocumentState, PageState
from ..events import PageDrawn
from ..models import Document, Page
from .finishing import finish
from .leasing import Taken, held_by_other

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class Settled(Refusal):
    message = _("This document was registered or set aside. Its pages stay as they are.")


class NotParted(Refusal):
    message = _("A document is parted before any page but its first.")


class Sealed(Refusal):
    message = _("This file carries a signature: it is kept whole, as it came.")


class NothingBefore(Refusal):
    message = _("There is no document before this one in its batch that still waits.")


class LastPage(Refusal):
    message = _("A document keeps at least one page. Set it aside if it is not to be registered.")


def lock(actor: Actor, document_id: int, now: datetime) -> Document:
    """The document, locked, for whoever may arrange it.

    Raises:
        NotAllowed, Settled, Taken
    """
    row = Document.objects.select_for_update(of=("self",)).select_related("office__unit", "intake").get(pk=document_id)
    if not policies.may_work(actor, row.office.unit):
        raise NotAllowed
    if row.state in (DocumentState.REGISTERED, DocumentState.ASIDE):
        raise Settled
    if held_by_other(row, actor, now):
        raise Taken
    return row


@transaction.atomic
def turn(*, actor: Actor, page_id: int, by: int = 90, now: datetime) -> Document:
    """Turn a page by quarters, clockwise; it is drawn and read anew."""
    document, page = _both(actor, page_id, now)
    page.turn = (page.turn + by) % 360
    page.state, page.tries, page.words = PageState.WAITING, 0, []
    page.save(update_fields=["turn", "state", "tries", "words"])
    facts.tell(PageDrawn(page_id=page.pk, turn=page.turn))
    return _arranged(document)


@transaction.atomic
def part(*, actor: Actor, page_id: int, now: datetime) -> Document:
    """Begin a new document with this page; the one it is taken from keeps those before it.

    Raises:
        NotParted, Sealed: besides what `lock` raises.
    """
    document, page = _both(actor, page_id, now)
    rows = list(document.pages.order_by("position").select_related("original"))
    after = [row for row in rows if row.position >= page.position]
    if len(after) == len(rows):
        raise NotParted
    if page.original.signed and page.number > 1:
        raise Sealed
    Document.objects.filter(intake=document.intake, position__gt=document.position).update(position=F("position") + 1)
    fresh = Document.objects.create(
        office_id=document.office_id, intake=document.intake, position=document.position + 1
    )
    _place(fresh, after)
    _arranged(document)
    finish(fresh)
    return document


@transaction.atomic
def join(*, actor: Actor, document_id: int, now: datetime) -> Document:
    """Put the pages of a document behind those of the one before it; that one is given back.

    Raises:
        NothingBefore: besides what `lock` raises.
    """
    here = Document.objects.get(pk=document_id)
    before = (
        Document.objects.filter(intake=here.intake_id, position__lt=here.position, state=DocumentState.WAITING)
        .order_by("-position")
        .first()
    )
    if before is None:
        raise NothingBefore
    first, second = lock(actor, before.pk, now), lock(actor, document_id, now)
    _place(first, [*first.pages.order_by("position"), *second.pages.order_by("position")])
    second.delete()
    return _arranged(first)


@transaction.atomic
def move(*, actor: Actor, page_id: int, later: bool, now: datetime) -> Document:
    """Change places with the next page, or with the one before."""
    document, page = _both(actor, page_id, now)
    rows = list(document.pages.order_by("position"))
    at = rows.index(page)
    to = at + (1 if later else -1)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        _place(document, rows)
    return _arranged(document)


@transaction.atomic
def leave_out(*, actor: Actor, page_id: int, now: datetime) -> Document:
    """Take a page out of its document; it stays in the batch and can be taken back.

    Raises:
        LastPage, Sealed: besides what `lock` raises.
    """
    document, page = _both(actor, page_id, now)
    rows = [row for row in document.pages.order_by("position") if row.pk != page.pk]
    if not rows:
        raise LastPage
    if page.original.signed:
        raise Sealed
    Page.objects.filter(pk=page.pk).update(document=None)
    _place(document, rows)
    return _arranged(document)


@transaction.atomic
def take_back(*, actor: Actor, document_id: int, page_id: int, now: datetime) -> Document:
    """Put a page that was left out at the end of a document of its batch."""
    document = lock(actor, document_id, now)
    page = Page.objects.select_for_update(of=("self",)).get(
        pk=page_id, document=None, original__intake=document.intake_id
    )
    _place(document, [*document.pages.order_by("position"), page])
    return _arranged(document)


def _both(actor: Actor, page_id: int, now: datetime) -> tuple[Document, Page]:
    page = Page.objects.select_related("original").get(pk=page_id, document__isnull=False)
    assert page.document_id is not None
    document = lock(actor, page.document_id, now)
    return document, Page.objects.select_related("original").get(pk=page_id)


def _place(document: Document, rows: list[Page]) -> None:
    for position, page in enumerate(rows, 1):
        page.document, page.position = document, position
    Page.objects.bulk_update(rows, ["document", "position"])


def _arranged(document: Document) -> Document:
    document.arranged += 1
    document.save(update_fields=["arranged"])
    finish(document)
    return document
