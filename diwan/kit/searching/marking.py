"""Why a text was found: its words marked in their own spelling, though they were found by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, format_html
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


def marked(text: str, words: Words, found: Iterable[Token] | None = None) -> SafeString:
    """The text as HTML, every word that was looked for in `<mark>`."""
    html, at = [], 0
    for token in tokens(text) if found is None else found:
        if words.in_(token):
            html.append(conditional_escape(text[at : token.start]))
            html.append(format_html("<mark>{}</mark>", text[token.start : token.end]))
            at = token.end
    html.append(conditional_escape(text[at:]))
    return mark_safe("".join(html))  # noqa: S308  each part was escaped


def excerpt(text: str, words: Words, length: int = 240) -> SafeString:
    """The place of a long text that speaks of it, marked; its beginning where none does."""
    text = " ".join(text[:LOOKED_AT].split())
    read = list(tokens(text))
    first = next((n for n, token in enumerate(read) if words.in_(token)), 0)
    start = read[max(first - AROUND, 0)].start if read and first > AROUND else 0
    end = next((token.end for token in reversed(read) if token.end <= start + length), start + length)
    shown = text[start:end]
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return format_html("{}{}{}", before, marked(shown, words), after)
