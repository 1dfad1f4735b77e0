"""A text is saved: every save that differs is a version, and nobody overwrites what they have not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Source
from ..models import Version
from ..text.reading import read
from ..text.writing import to_html
from .locking import writable

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat

    from ..models import Draft


class WrittenMeanwhile(Refusal):
    """Somebody saved since; `theirs` is what stands now, and what was sent is in the hands of its writer."""

    message = _(
        "%(who)s saved this letter while you were writing. Nothing of yours was kept, and nothing of theirs lost."
    )
    advice = _("Compare the two texts below, then save yours again or take theirs.")

    def __init__(self, *, theirs: Version, who: str) -> None:
        super().__init__(who=who)
        self.theirs = theirs


class NotAText(Refusal):
    message = _("This letter is a file written elsewhere: change the file and give it again.")


def keep(
    *,
    actor: Actor,
    draft_id: int,
    base: int,
    subject: str,
    body: str,
    second: str = "",
    automatic: bool = False,
    now: datetime,
) -> tuple[Version, tuple[str, ...]]:
    """Keep a text; gives the version that stands, and what of the text was left out (see `text.reading`).

    `base` is the version the writer went on from. The same text again is no version.

    Raises:
        WrittenMeanwhile: somebody saved another text since.
        NotAllowed, NotWritten
    """
    first, left_out = read(body)
    other, left_out_too = read(second)
    content = {"subject": subject.strip()[:300], "body": to_html(first), "second": to_html(other)}
    with acknowledged():
        row, seat = writable(actor, draft_id)
        current = row.versions.get(number=row.version)
        if content == {name: getattr(current, name) for name in content}:
            return current, ()
        if base != row.version:
            raise WrittenMeanwhile(theirs=current, who=current.person.name_ar if current.person else "")
        version = add(row, content, actor, seat, now, automatic=automatic)
    return version, tuple(sorted({*left_out, *left_out_too}))


def restore(*, actor: Actor, draft_id: int, number: int, base: int, now: datetime) -> Version:
    """Go back to an earlier version: what stood until now stays among the versions.

    Raises:
        WrittenMeanwhile, NotAllowed, NotWritten
    """
    with acknowledged():
        row, seat = writable(actor, draft_id)
        current = row.versions.get(number=row.version)
        if base != row.version:
            raise WrittenMeanwhile(theirs=current, who=current.person.name_ar if current.person else "")
        earlier = row.versions.get(number=number)
        content = {name: getattr(earlier, name) for name in ("subject", "body", "second")}
        if all(getattr(current, name) == value for name, value in content.items()):
            return current
        return add(row, content, actor, seat, now, restores=number)


def add(row: Draft, content: dict[str, Any], actor: Actor, seat: Seat, now: datetime, **more: Any) -> Version:
    """One version more of a locked draft; the letter bears its subject at once, so that lists show it."""
    if row.source == Source.FILE and (content["body"] or content["second"]):
        raise NotAText
    row.version += 1
    row.changed_at = now
    row.save(update_fields=["version", "changed_at"])
    if row.letter.subject != content["subject"]:
        row.letter.subject = content["subject"]
        row.letter.save(update_fields=["subject"])
    return Version.objects.create(
        draft=row,
        number=row.version,
        person_id=actor.person_id,
        post_id=seat.post_id,
        basis=seat.basis,
        at=now,
        **content,
        **more,
    )
