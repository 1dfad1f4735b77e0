"""Things enter the index in the transaction that changes them.

The moments written here are those of the database: they say when the index changed, not when anything happened.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.db import connection

from diwan.kit.searching import VERSION, Vector, lexeme

from ..models import Entry
from ..sources import PARTIES, REFERENCE, TITLE, sign_lexemes, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..sources import Document

PUT = """
INSERT INTO search_entry AS e
    (kind, key, administration_id, at, stirred_at, reference, title, detail, head, words, digest, is_cut)
VALUES (%s, %s, %s, %s, now(), %s, %s, %s, %s, %s::tsvector, %s, %s)
ON CONFLICT (kind, key) DO UPDATE SET
    administration_id = excluded.administration_id, at = excluded.at, reference = excluded.reference,
    title = excluded.title, detail = excluded.detail, head = excluded.head, words = excluded.words,
    digest = excluded.digest, is_cut = excluded.is_cut,
    stirred_at = CASE WHEN e.digest = excluded.digest AND {seen} THEN e.stirred_at ELSE excluded.stirred_at END
WHERE (e.digest, e.head, e.at) IS DISTINCT FROM (excluded.digest, excluded.head, excluded.at)
"""
SEEN = "array(SELECT s FROM unnest(excluded.head) s WHERE s LIKE '@%%' AND s NOT LIKE '%%~%%') <@ e.head"
TOUCH = """
UPDATE search_entry SET
    words = ts_delete(words, head) || %(added)s::tsvector
        || (CASE WHEN reference = %(reference)s THEN '' ELSE %(numbers)s END)::tsvector,
    stirred_at = CASE WHEN %(signs)s::text[] <@ head THEN stirred_at ELSE now() END,
    reference = %(reference)s, head = %(head)s, at = %(at)s
WHERE kind = %(kind)s AND key = %(key)s AND (head, at, reference) IS DISTINCT FROM (%(head)s, %(at)s, %(reference)s)
"""


AT_ONCE = 200  # things read together, when they are put at the end
_waiting: ContextVar[dict[str, set[int]] | None] = ContextVar("search_waiting", default=None)


@contextmanager
def put_at_the_end() -> Iterator[None]:
    """Within it what changes is noted, and enters the index once when it ends: for a load of many things, each of which
    changes many times. It belongs inside the transaction of the load; until its end, nothing of it is found."""
    waiting: dict[str, set[int]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for kind, noted in waiting.items():
        keys = sorted(noted)
        for start in range(0, len(keys), AT_ONCE):
            put(kind, keys[start : start + AT_ONCE])


def _waits(kind: str, keys: Sequence[int]) -> bool:
    """Whether these are put at the end."""
    waiting = _waiting.get()
    if waiting is None:
        return False
    waiting.setdefault(kind, set()).update(keys)
    return True


def put(kind: str, keys: Sequence[int]) -> int:
    """Write what the things with these keys say and before whom they stand; what is not to be found any more goes.

    Returns:
        How many entries differed from what they should be; none where they are put at the end.
    """
    if _waits(kind, keys):
        return 0
    documents = source_of(kind).documents(keys)
    known = _known(kind, keys) if len(keys) > 1 else {}
    rows = [_row(kind, document) for document in documents if known.get(document.key) != _state(kind, document)]
    changed = 0
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(PUT.format(seen=SEEN), row)
            changed += cursor.rowcount
    gone = set(keys) - {document.key for document in documents}
    if gone:
        changed += Entry.objects.filter(kind=kind, key__in=gone).delete()[1].get("search.Entry", 0)
    return changed


def touch(kind: str, document: Document) -> None:
    """Write the audience, the facets and the number of a thing whose words stay what they are: cheap enough to be done
    while a register is locked (1 query). A thing that is not in yet is put."""
    if _waits(kind, [document.key]):
        return
    head = head_of(kind, document)
    numbers = Vector()
    numbers.add(document.reference, REFERENCE)
    said: dict[str, Any] = {
        "kind": kind,
        "key": document.key,
        "added": " ".join(map(lexeme, head)),
        "signs": sign_lexemes(kind, document.signs),
        "numbers": str(numbers),
        "reference": document.reference,
        "head": head,
        "at": document.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(TOUCH, said)
        found = cursor.rowcount
    if not found and not Entry.objects.filter(kind=kind, key=document.key).exists():
        put(kind, [document.key])


def head_of(kind: str, document: Document) -> list[str]:
    """What stands in the index beside words: whose it is, its facets, its month, its audience, and each sign of that
    once more with the month: what somebody may see of the latest months is found without going through all they may."""
    facets = [facet_lexeme(code, str(value)) for code, value in document.facets.items() if value not in (None, "")]
    signs = [f"@{kind}", *sign_lexemes(kind, document.signs)]
    month = f"~{document.at.astimezone(UTC):%Y-%m}"
    return [*signs, *(f"{sign}{month}" for sign in signs), month, f"#kind:{kind}", *facets]


def facet_lexeme(code: str, value: str) -> str:
    return f"#{code}:{value}"[:120]


def vector_of(document: Document) -> Vector:
    vector = Vector()
    vector.add(document.title, TITLE)
    vector.add(document.detail, PARTIES)
    vector.add(document.reference, REFERENCE)
    for weight, text in document.parts:
        vector.add(text, weight)
    return vector


def digest_of(document: Document) -> str:
    said = hashlib.blake2b(digest_size=8)
    for text in (str(VERSION), document.title, document.detail, *sum(document.parts, ())):
        said.update(text.encode() + b"\0")
    return said.hexdigest()


def _state(kind: str, document: Document) -> tuple:
    return digest_of(document), head_of(kind, document), document.at, document.reference


def _known(kind: str, keys: Sequence[int]) -> dict[int, tuple]:
    """What the index holds of these, without the words: an entry that is right is not analysed again."""
    rows = Entry.objects.filter(kind=kind, key__in=keys)
    return {row[0]: row[1:] for row in rows.values_list("key", "digest", "head", "at", "reference")}


def _row(kind: str, document: Document) -> list:
    vector, head = vector_of(document), head_of(kind, document)
    words = f"{vector} {' '.join(map(lexeme, head))}"
    return [
        kind,
        document.key,
        document.administration_id,
        document.at,
        document.reference,
        document.title,
        document.detail,
        head,
        words,
        digest_of(document),
        vector.is_cut,
    ]
