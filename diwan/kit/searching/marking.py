"""Why a text was found: its words marked in their own spelling, though they were found by another."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .words import Token

AROUND = 12  # words shown before what was found
LOOKED_AT = 200_000  # characters of a text read to find where it speaks of it


@dataclass(frozen=True)
class Words:
    """What is to be marked: any of these forms, and what begins so."""

    forms: frozenset[str]
    prefixes: tuple[str, ...] = ()

    def in_(self, token: Token) -> bool:
        if token.whole in self.forms:
            return True
        return any(
            form in self.forms or (self.prefixes and form.startswith(self.prefixes))
            for forms in token.places
            for form in forms
        )


def marked(text: str, words: Words) -> SafeString:
    """The text as HTML, every word that was looked for in `<mark>`."""
    return _html(text, [token for token in tokens(text) if words.in_(token)], 0, len(text))


def _html(text: str, found: Iterable[Token], start: int, end: int) -> SafeString:
    html, at = [], start
    for token in found:
        html.append(f"{escape(text[at : token.start])}<mark>{escape(text[token.start : token.end])}</mark>")
        at = token.end
    html.append(escape(text[at:end]))
    return mark_safe("".join(html))  # noqa: S308  each part was escaped


def excerpt(text: str, words: Words, length: int = 240) -> SafeString:
    """The place of a long text that speaks of it, marked; its beginning where none does."""
    text = " ".join(text[:LOOKED_AT].split())
    before: deque[int] = deque([0], maxlen=AROUND + 1)  # where the last words began
    start, end, found = -1, 0, []
    for token in tokens(text):
        before.append(token.start)
        if words.in_(token):
            if start < 0:
                start = before[0]
            if token.end <= start + length:
                found.append(token)
        if start >= 0 and token.end > start + length:
            break
        end = token.end
    if start < 0:
        start, end = 0, len(text) if len(text) <= length else text.rfind(" ", 0, length)
    shown = _html(text, found, start, end)
    return format_html("{}{}{}", "… " if start else "", shown, " …" if end < len(text) else "")
