"""Reading what the office and the depositor wrote to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files

from ..models import ATTACHMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.core.organisations.api import Actor

    from ..models import Message


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
