"""When nothing was found: words near those typed, taken from things that the same reader may see and from nowhere else.

There is no list of all words: it would tell what stands in letters one may not read. The words offered are read out of
entries found with the reader's own signs, and the question they would make is asked before they are offered.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import connection

from diwan.kit.arabic import normalise
from diwan.kit.searching import read

from ..models import any_of
from ..sources import signs_of
from .finding import find

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .asking import Asked

BEGINNING = 3  # letters of a word that are taken to be right
LOOKED_AT = 200  # entries whose words are read
NEAR = 0.7
NEIGHBOURS = """
SELECT DISTINCT lexeme FROM (
    SELECT words FROM search_entry WHERE words @@ %s::tsquery ORDER BY stirred_at DESC LIMIT %s
) AS seen, unnest(words) WHERE lexeme LIKE %s LIMIT 500
"""


def advise(actor: Actor, asked: Asked, *, now: datetime) -> Asked | None:
    """The same question with the words that exist, None where that finds nothing either."""
    signs = signs_of(actor)
    if not signs or not asked.question.clauses:
        return None
    text = asked.q
    for clause in asked.question.clauses:
        if clause.kind == "word" and not clause.negated and (better := _better(clause.text, signs)):
            text = text.replace(clause.text, better)
    corrected = replace(asked, q=text)
    return corrected if text != asked.q and find(actor, corrected, now=now, most=1).rows else None


def _better(text: str, signs: list[str]) -> str:
    """The nearest word to one typed, "" where it is known itself or nothing is near."""
    word = normalise(text)
    if len(word) <= BEGINNING or not word.isalpha():
        return ""
    question = read(f"{word[:BEGINNING]}*").query
    if not question:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, [f"{question} & {any_of(signs)}", LOOKED_AT, f"{word[:BEGINNING]}%"])
        known = [row[0] for row in cursor.fetchall()]
    if word in known:
        return ""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=NEAR)), "")
