"""The words in braces of a template, `{reference}`, filled from the letter answered and from who is written to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .blocks import Block

FIELDS = {
    "sender": _("who wrote the letter answered"),
    "their_reference": _("the reference its sender gave it"),
    "their_date": _("its date, in both calendars"),
    "reference": _("its number in our register"),
    "received_on": _("the day it was registered, in both calendars"),
    "subject": _("its subject"),
    "addressee": _("who this letter goes to"),
    "title": _("the title or rank of the addressee"),
    "unit": _("the unit that writes"),
    "today": _("the day it was begun, in both calendars"),
}
FIELD = re.compile(r"\{([a-z_]+)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled; one of which nothing is known stays, to be written by hand."""
    return FIELD.sub(lambda found: values.get(found[1]) or found[0], text)


def filled(blocks: Iterable[Block], values: Mapping[str, str]) -> tuple[Block, ...]:
    """The same for the blocks of a text."""
    return tuple(
        replace(
            block,
            runs=tuple(replace(run, text=fill(run.text, values)) for run in block.runs),
            rows=tuple(filled(row, values) for row in block.rows),
        )
        for block in blocks
    )


def left(*texts: str) -> list[str]:
    """The known fields that nobody filled, each once."""
    return sorted({name for text in texts for name in FIELD.findall(text) if name in FIELDS})
