"""The door of acts."""

from __future__ import annotations

from django.db.models import Q

from .content import (
    BadContent,
    Content,
    article,
    bars,
    fields,
    heading,
    items,
    lines,
    page_break,
    paragraph,
    table,
    verb,
)
from .enums import Role, State
from .events import ActRefused, ActSigned
from .kinds import Kind, UnknownKind, kind_of, label_of, register_kind
from .models import Act
from .operations.ending import ReasonMissing, SignedInPart, TooLate, withdraw
from .operations.preparing import (
    NobodySigns,
    NoOffice,
    NoSeat,
    PostNotThere,
    Signer,
    TooManySigners,
    prepare,
)

__all__ = [
    "Act",
    "ActRefused",
    "ActSigned",
    "BadContent",
    "Content",
    "Kind",
    "NoOffice",
    "NoSeat",
    "NobodySigns",
    "PostNotThere",
    "ReasonMissing",
    "Role",
    "SignedInPart",
    "Signer",
    "State",
    "TooLate",
    "TooManySigners",
    "UnknownKind",
    "about",
    "article",
    "bars",
    "code_of",
    "fields",
    "heading",
    "items",
    "kind_of",
    "label_of",
    "lines",
    "page_break",
    "paragraph",
    "prepare",
    "register_kind",
    "table",
    "verb",
    "withdraw",
]


def code_of(word: str) -> str | None:
    """The code under which a stranger checks an act, from what its paper bears: the code, or its number (1 query)."""
    asked = word.strip().upper()
    row = Act.objects.filter(Q(code=asked) | Q(reference=asked, state=State.SIGNED)).only("code").first()
    return row.code if row else None


def about(subject: str, kind: str = "") -> list[Act]:
    """The acts about a thing ("agreements.agreement:12"), the newest first (1 query). Whoever shows one asks
    `Act.objects.visible_to` first, or the right to the thing itself."""
    rows = Act.objects.filter(subject=subject).select_related("sealed", "paper")
    return list(rows.filter(kind=kind) if kind else rows)
