"""The colour of an administration, made into the tokens of the house: a small stylesheet for each colour.

An administration chooses one colour, dark enough for white words (`organisations.dress_administration`). Its lighter
and darker sisters are worked out here, each mixed on until its words have a contrast of 4.5 (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from django.urls import reverse

from diwan.core.organisations import api as organisations

COLOUR = re.compile(r"[0-9a-f]{6}")
OURS = "#0b5d51"  # the house's own: shell/diwan.css has it already
WHITE, BLACK = "#ffffff", "#000000"
PAPER, NIGHT = "#f7f6f2", "#222a27"  # the grounds of shell/diwan.css that are nearest to the words upon them
STEPS = 20


def address(colour: str) -> str:
    """Where the stylesheet of a colour is; empty for the colour of the house."""
    if colour == OURS or not COLOUR.fullmatch(colour[1:]):
        return ""
    return reverse("shell:accent", args=[colour[1:], mark_of(sheet(colour))])


def mark_of(sheet: str) -> str:
    """What the address of a stylesheet ends with: it may be kept for ever."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:10]


@lru_cache(maxsize=1000)
def sheet(colour: str) -> str:
    """The tokens of `shell/diwan.css` that a colour changes."""
    soft, soft_night = mixed(colour, WHITE, 0.88), mixed(colour, NIGHT, 0.75)
    fill = readable(colour, BLACK, on=(WHITE,))
    tokens = {
        "accent": (readable(fill, BLACK, on=(soft, PAPER)), readable(colour, WHITE, on=(soft_night, NIGHT))),
        "accent-fill": (fill, fill),
        "accent-fill-over": (mixed(fill, BLACK, 0.2), mixed(fill, BLACK, 0.2)),
        "accent-soft": (soft, soft_night),
    }
    words = "".join(f"--{name}:light-dark({day},{night});" for name, (day, night) in tokens.items())
    return f":root{{{words}}}\n"


def readable(colour: str, towards: str, *, on: tuple[str, ...]) -> str:
    """The colour, mixed no further than needed for its words to be read on each of the others."""
    shades = (mixed(colour, towards, step / STEPS) for step in range(STEPS + 1))
    least = organisations.READABLE
    return next((shade for shade in shades if all(contrast(shade, ground) >= least for ground in on)), towards)


def contrast(one: str, other: str) -> float:
    low, high = sorted(organisations.contrast_with_white(colour) for colour in (one, other))
    return high / low


def mixed(colour: str, other: str, share: float) -> str:
    """`share` of the other colour in this one."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)
