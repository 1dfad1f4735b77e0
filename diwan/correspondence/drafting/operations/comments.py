"""What is said about a draft, and settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIVE
from ..events import CommentWritten
from ..models import Comment
from ..text.reading import read
from .locking import NotWritten, locked

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NothingSaid(Refusal):
    message = _("Write the comment.")
    status = 400


class NoSuchParagraph(Refusal):
    message = _("This paragraph is not there any more. Nothing was kept; say it of the whole letter, or of another.")
    status = 400


def comment(*, actor: Actor, draft_id: int, text: str, paragraph: int | None = None, now: datetime) -> Comment:
    """Say something of a draft one may read: of the whole, or of a paragraph (counted from 1) as it reads now.

    Raises:
        NothingSaid, NoSuchParagraph, NotAllowed, NotWritten
    """
    if not text.strip():
        raise NothingSaid
    with acknowledged():
        row = locked(draft_id)
        seat = policies.speaking_seat(actor, row.letter)
        if seat is None:
            raise NotAllowed
        if row.state not in LIVE:
            raise NotWritten(state=row.get_state_display())
        quote = ""
        if paragraph is not None:
            blocks = read(row.versions.get(number=row.version).body)[0]
            if not 0 < paragraph <= len(blocks):
                raise NoSuchParagraph
            quote = blocks[paragraph - 1].text[:120]
        said = Comment.objects.create(
            draft=row,
            version=row.version,
            paragraph=paragraph,
            quote=quote,
            text=text.strip(),
            person_id=actor.person_id,
            post_id=seat.post_id,
            basis=seat.basis,
            at=now,
        )
        facts.tell(CommentWritten(comment_id=said.pk, draft_id=row.pk))
        return said


def settle(*, actor: Actor, draft_id: int, comment_id: int, now: datetime) -> None:
    """A comment is dealt with, by whoever writes the letter or made it.

    Raises:
        NotAllowed
    """
    with acknowledged():
        row = locked(draft_id)
        said = row.comments.select_for_update().get(pk=comment_id)
        if said.person_id != actor.person_id and not policies.may_write(actor, row.letter):
            raise NotAllowed
        if said.resolved_at is None:
            said.resolved_at, said.resolved_by_id = now, actor.person_id
            said.save(update_fields=["resolved_at", "resolved_by"])
