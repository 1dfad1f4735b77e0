"""The form in which a word meets its plural and its feminine: مراسلة and والمراسلات, transfert and transférés.

Arabic by a table of our own: the article with what clings to it goes, then endings, never below three letters.
Snowball's Arabic stemmer, tried on the vocabulary of administrations, reads وزير as زير, فرنسا as رنس, بطاقة as طاق,
and keeps الوزارة apart from وزارة (docs/decisions/search-one-index.md). French by Snowball, on words without accents,
so that a word typed without them is found; what it leaves apart in that form is mended below.

Words come normalised (`diwan.kit.arabic.normalise`): ة is ه, ى is ي, accents and case are gone.
"""

from __future__ import annotations

import re

import snowballstemmer

FRENCH = snowballstemmer.stemmer("french")
ARABIC = re.compile("[\u0621-\u064a]")
SHORTEST = 3  # letters that are left at least

# Longest first. A bare ب, ك, ل or ف is left: بطاقة, كتاب, لجنة and فريق begin so by themselves.
ARTICLES = ("وبال", "فبال", "وكال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال")
POSSESSIVES = ("كما", "هما", "كم", "هم", "هن", "نا", "ها")
PLURALS = ("ات", "ون", "ين")
# Whose ending is their own.
_OWN_ENDING = (
    "محاكم تراكم تفاهم مساهم قانون تعاون مضمون مليون تلفزيون قوانين عناوين ميادين دواوين موازين "
    "براهين مساكن اماكن معاون عربون زبون صابون كانون شاحن فلسطين تمارين بساتين شرايين"
)
WHOLE = frozenset(_OWN_ENDING.split())


def stem(word: str) -> str:
    """The stem of a normalised word; numbers and short words are their own."""
    if len(word) <= SHORTEST or word.isdigit():
        return word
    if ARABIC.match(word):
        return arabic(word)
    return french(word) if word.isascii() and word.isalpha() else word


def arabic(word: str) -> str:
    for article in ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= SHORTEST:
            word = word[len(article) :]
            break
    if word in WHOLE:
        return word
    for ending in POSSESSIVES:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            # وزارتكم: the ة before a possessive is written ت.
            if word.endswith("ت") and not word.endswith("ات") and len(word) > SHORTEST:
                word = word[:-1]
            break
    return _without_gender(word)


def _without_gender(word: str) -> str:
    # تكوين, تعيين: five letters from ت on are a noun of action, not a plural.
    is_action = word.endswith("ين") and word.startswith("ت") and len(word) == 5
    if not is_action and word not in WHOLE and word.endswith(PLURALS) and len(word) - 2 >= SHORTEST:
        word = word[:-2]
    if word.endswith("ه") and len(word) > SHORTEST:
        word = word[:-1]
    return word[:-1] if word.endswith("ي") and len(word) > SHORTEST + 1 else word


def french(word: str) -> str:
    root: str = FRENCH.stemWord(word)
    if len(root) > SHORTEST + 1 and root.endswith("e"):
        root = root[:-1]  # transferee, employee: é is written e here
    return root[:-1] if root.endswith("ert") else root  # transfert and transférer


def conjoined(word: str) -> str:
    """What follows the و that Arabic writes onto the next word (وموظفي), "" where there is none to be suspected."""
    if word.startswith("و") and not word.startswith(("وال", "ولل")) and len(word) > SHORTEST + 1:
        return stem(word[1:])
    return ""
