"""The words of a verdict, for templates."""

from __future__ import annotations

from typing import Any

from django import template

from ..validation import words

register = template.Library()


@register.filter
def verdict_words(verdict: str) -> Any:
    """Of the whole file."""
    return words.VERDICTS[verdict]


@register.filter
def signature_words(verdict: str) -> Any:
    return words.ONE[verdict]


@register.filter
def verdict_tone(verdict: str) -> str:
    return words.TONES[verdict]


@register.filter
def reason_words(reason: str) -> Any:
    return words.sentence(reason)


@register.filter
def reason_tone(reason: str) -> str:
    return words.tone(reason)


@register.filter
def level_words(level: str) -> Any:
    return words.LEVELS.get(level, "")


@register.filter
def change_words(kind: str) -> Any:
    return words.CHANGES.get(kind, "")


@register.filter
def qualified_words(granted: str) -> Any:
    return words.QUALIFIED.get(granted, "")
