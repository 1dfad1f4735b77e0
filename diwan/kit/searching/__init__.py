"""One analysis of Arabic and French text, for what is indexed, what is asked and what is marked in the answer.

`words` reads a text, `stems` finds the form in which a word meets its plural, `vectors` writes what PostgreSQL indexes,
`asking` reads what people type, `marking` shows them why a text was found. What changes what is indexed raises VERSION:
whoever keeps an index then knows that it must be made anew.
"""

from .asking import QUOTES, Question, read
from .marking import Words, excerpt, marked
from .vectors import Vector, lexeme
from .words import tokens

VERSION = 2

__all__ = ["QUOTES", "VERSION", "Question", "Vector", "Words", "excerpt", "lexeme", "marked", "read", "tokens"]
