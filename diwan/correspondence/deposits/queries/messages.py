"""Reading what the office and the depositor wrote to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from diwan.core.files import api as files

from ..models import ATTACHMENT, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.core.organisations.api import Actor


def unread() -> Coalesce:
    """For the rows of a queue: how many messages of the depositor nobody at the office has seen."""
    waiting = Message.objects.filter(deposit=OuterRef("pk"), from_office=False, read_at=None).order_by()
    return Coalesce(
        Subquery(waiting.values("deposit").annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


def with_links(messages: Iterable[Message], actor: Actor | None) -> list[dict]:
    """Messages with links to their files, made here: whoever calls has checked the right."""
    return [
        {
            "message": message,
            "files": [
                (joined.file, files.link(joined.file, purpose=ATTACHMENT, actor=actor))
                for joined in message.files.all()
            ],
        }
        for message in messages
    ]
