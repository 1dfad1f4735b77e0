"""What drafting holds about a letter, for the archives: how it was written, what was said of it, what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters

from .models import ANNEX, PAPER, SEALED, SOURCE, Annex, Comment, Draft, Version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.correspondence.letters.api import Letter


def draft_of(letter: Letter) -> Draft | None:
    rows = Draft.objects.select_related("made_from__template", "answers", "signed_by", "signed_post", "original")
    return rows.filter(letter=letter).first()


def facts(letter: Letter) -> list[dict[str, Any]]:
    """The versions, the comments, then what was signed (3 queries)."""
    draft = draft_of(letter)
    return [*versions(draft), *comments(draft), *signature(draft)] if draft else []


def versions(draft: Draft) -> list[dict[str, Any]]:
    rows = draft.versions.select_related("person", "post").order_by("number")
    names = ("number", "subject", "body", "second", "automatic", "restores")
    return [{"is": "version", **said(row), **{name: getattr(row, name) for name in names}} for row in rows]


def comments(draft: Draft) -> list[dict[str, Any]]:
    rows = draft.comments.select_related("person", "post").order_by("at", "pk")
    names = ("version", "paragraph", "quote", "text")
    return [
        {
            "is": "comment",
            **said(row),
            **{name: getattr(row, name) for name in names},
            "settled_at": row.resolved_at.isoformat() if row.resolved_at else "",
        }
        for row in rows
    ]


def signature(draft: Draft) -> list[dict[str, Any]]:
    if draft.signed_at is None:
        return []
    return [
        {
            "is": "signature",
            "at": draft.signed_at.isoformat(),
            "by": draft.signed_by.name_ar if draft.signed_by else "",
            "post": draft.signed_post.name_ar if draft.signed_post else "",
            "basis": draft.signed_basis,
            "version": draft.signed_version,
            "page": draft.page,
            "made_from": str(draft.made_from.template) if draft.made_from else "",
            "answers": draft.answers.reference if draft.answers else "",
        }
    ]


def said(row: Version | Comment) -> dict[str, Any]:
    """By whom, from which post, by what title and when."""
    return {
        "at": row.at.isoformat(),
        "by": row.person.name_ar if row.person else "",
        "post": row.post.name_ar if row.post else "",
        "basis": row.basis,
    }


def originals(letter: Letter) -> Iterable[tuple[str, files.StoredFile]]:
    """The file as it was written elsewhere; the sealed one and the annexes are pieces of the letter."""
    draft = draft_of(letter)
    return [(draft.original.name, draft.original)] if draft and draft.original else []


def erase(letter: Letter) -> None:
    """A draft is nothing but words: it goes whole. That it was signed, by whom and when, is among the acts."""
    draft = Draft.objects.filter(letter=letter).first()
    if draft is None:
        return
    for model in (Comment, Version, Annex):
        model.objects.filter(draft=draft).delete()
    for purpose in (ANNEX, SOURCE, PAPER, SEALED):
        files.release_all(purpose=purpose, subject=str(draft.pk))
    draft.delete()


def register() -> None:
    """Make it known; called in `ready()`."""
    letters.register_record(letters.Record(code="drafting", facts=facts, files=originals, erase=erase))
