"""Who sees a letter: shown for a cause, hidden when the cause ends; the signs of its audience follow at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import Letter, Sight
from ..sights import audience
from . import indexing

if TYPE_CHECKING:
    from collections.abc import Iterable


def show(
    *, letter: Letter, cause: str, units: Iterable[int] = (), posts: Iterable[int] = (), at_once: bool = True
) -> None:
    """Put a locked letter before units, and before posts by name, for a cause such as `instruction:12`.

    `at_once=False` where the caller shows it for several causes, and refreshes it after the last.
    """
    rows = [Sight(letter=letter, unit_id=unit, cause=cause) for unit in units]
    rows += [Sight(letter=letter, post_id=post, cause=cause) for post in posts]
    Sight.objects.bulk_create(rows, ignore_conflicts=True)
    if at_once:
        refresh(letter)


def hide(*, letter: Letter, cause: str) -> None:
    """Take away what a cause showed; whoever sees the letter for another cause still does."""
    Sight.objects.filter(letter=letter, cause=cause).delete()
    refresh(letter)


def refresh(letter: Letter) -> None:
    """Write the audience of a letter anew: its level, its office and all its sights."""
    rows = list(Sight.objects.filter(letter=letter).values_list("unit_id", "post_id"))
    letter.audience = _audience(letter, rows)
    Letter.objects.filter(pk=letter.pk).update(audience=letter.audience)
    indexing.touch(letter)


def of_new(letter: Letter) -> list[str]:
    """The audience of a letter that nobody was shown yet."""
    return _audience(letter, ())


def _audience(letter: Letter, rows: Iterable[tuple[int | None, int | None]]) -> list[str]:
    rows = list(rows)
    return audience(
        level=letter.level,
        administration_id=letter.administration_id,
        office_id=letter.office_id,
        units={unit for unit, _post in rows if unit} | ({letter.unit_id} if letter.unit_id else set()),
        posts={post for _unit, post in rows if post} | ({letter.author_id} if letter.author_id else set()),
    )
