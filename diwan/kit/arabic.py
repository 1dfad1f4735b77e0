"""Arabic text as people search it: the same word however its hamza, its yeh or its digits were typed."""

from __future__ import annotations

import re
import unicodedata

# Diacritics (harakat, Quranic marks, dagger alef), kashida, and the invisible marks of direction.
IGNORED = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
LETTERS = str.maketrans("أإآٱىئؤةگکی", "ااااييوهككي")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def latin_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as Latin ones."""
    return text.translate(DIGITS)


def normalise(text: str) -> str:
    """The form in which names and subjects are compared and found.

    Presentation forms are unfolded (NFKC), diacritics and kashida dropped, أ إ آ read as ا, ى as ي, ة as ه; Latin
    letters lose their case and accents. «عبد الله» and «عبدالله» meet. Idempotent.
    """
    text = IGNORED.sub("", unicodedata.normalize("NFKC", text)).translate(LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = latin_digits(text).casefold()
    text = re.sub(r"\bعبد\s+(?=ال)", "عبد", text)
    return " ".join(text.split())
