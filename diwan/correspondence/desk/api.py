"""The door of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .enums import Folder
from .queries import paging
from .queries.asking import Asked
from .queries.folders import waiting
from .queries.paging import Page
from .queries.sitting import sit

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


def page(
    actor: Actor,
    post_id: int,
    folder: str = Folder.TODO,
    *,
    now: datetime,
    before: str = "",
    after: str = "",
    size: int = paging.SIZE,
    **asked: object,
) -> Page:
    """A page of the inbox of a post, as its screen reads it: what `diwan bench letters` times.

    `asked` are further terms of the filter (`q`, `due`, `verb`, `unit`, `priority`, `plan_class`, `correspondent`,
    `unread`). Read on with `after=page.after`. Four queries whatever the page: the country, its holidays, what rights
    reach, the rows.

    Raises:
        LookupError: the actor does not act for this post.
    """
    sitting = sit(actor, post_id, now)
    if sitting is None:
        raise LookupError(post_id)
    terms = Asked(folder=folder, post=post_id, **asked)  # type: ignore[arg-type]
    return paging.page(sitting, terms, before=before, after=after, size=size)


__all__ = ["Asked", "Folder", "Page", "page", "waiting"]
