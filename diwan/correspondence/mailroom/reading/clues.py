"""Who wrote a letter, about what, under which number and when: looked for where letters of administrations say it.

Each clue says how sure it is (0 to 100) and where on which page it was read. Nothing is decided here: a clerk confirms.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hijridate import Hijri

from diwan.kit.arabic import latin_digits, normalise

from .words import ARABIC, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .words import Word


@dataclass(frozen=True)
class Clue:
    """`box` in thousandths of the page (left, top, right, bottom), so that any picture of it can show it."""

    value: str
    confidence: int
    page: int = 1
    box: tuple[int, int, int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Line:
    """A line of text with, for each of its letters, the word it belongs to."""

    words: list[Word]
    page: int
    top: float  # share of the page above it
    text: str = ""
    owners: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for n, word in enumerate(self.words):
            self.text += (" " if n else "") + word.text
            self.owners += ([n] if n else []) + [n] * len(word.text)
        self.plain = normalise(self.text)

    def between(self, start: int, end: int) -> list[Word]:
        kept = sorted(set(self.owners[start:end]))
        return [self.words[n] for n in kept]


@dataclass(frozen=True)
class Page:
    words: Sequence[Word]
    width: int
    height: int


# As Morocco, the Gulf and Egypt, and the Levant say them; those of two words are told by both.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "يناير janvier january كانون_الثاني",
            "فبراير fevrier february شباط",
            "مارس mars march اذار",
            "ابريل avril april نيسان",
            "ماي مايو mai may ايار",
            "يونيو يونيه juin june حزيران",
            "يوليوز يوليو يوليه juillet july تموز",
            "غشت اغسطس aout august اب",
            "شتنبر سبتمبر septembre september ايلول",
            "اكتوبر octobre october تشرين_الاول",
            "نونبر نوفمبر novembre november تشرين_الثاني",
            "دجنبر ديسمبر decembre december كانون_الاول",
        ),
        1,
    )
    for name in (written.replace("_", " ") for written in names.split())
}
TWO_WORDS = {name: number for name, number in MONTHS.items() if " " in name}
HIJRI_MONTHS = {
    "محرم": 1,
    "صفر": 2,
    "ربيع الاول": 3,
    "ربيع الاخر": 4,
    "ربيع الثاني": 4,
    "جمادى الاولى": 5,
    "جمادى الاخره": 6,
    "جمادى الثانيه": 6,
    "رجب": 7,
    "شعبان": 8,
    "رمضان": 9,
    "شوال": 10,
    "ذو القعده": 11,
    "ذي القعده": 11,
    "ذو الحجه": 12,
    "ذي الحجه": 12,
}
HIJRI_PLAIN = {normalise(name): number for name, number in HIJRI_MONTHS.items()}
NUMERIC_DATE = re.compile(r"(?<![\d/])(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?![\d/])")
YEAR_FIRST = re.compile(r"(?<![\d/])(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?![\d/])")
WORDED_DATE = re.compile(r"(?<!\d)(\d{1,2})(?:er)?\s+([^\W\d_]+(?:[\s/][^\W\d_]+){0,2})\s+(\d{4})(?!\d)")
DATED = re.compile(r"(\bفي\b|بتاريخ|تاريخ|\ble\b|\bon\b|date)")
REFERENCE = re.compile(
    r"(?:^|\s)(?:رقم|الرقم|عدد|ref(?:erence)?s?|n\s?[°ºo]|no|numero)\s*[.:؛°]*\s*[.:]?\s*"
    r"(?P<value>[a-zء-ي]{0,6}[/\-.]?\d[\w/\-.]*)"
)
# A line that is a label and a number well formed: the label may be read with one letter wrong (`رقە` for `رقم`).
LABELLED = re.compile(r"^\W*(?P<label>[^\W\d_]{2,9})\s*[.:؛°]*\s*(?P<value>\d\w*[/\-]\d[\w/\-.]*)\W*$")
LABELS = ("رقم", "الرقم", "عدد", "ref", "reference", "numero")
ABOUT_OTHERS = re.compile(
    r"(المرجع|مراسلتكم|رسالتكم|كتابكم|votre|vos|suite a|المذكره|القانون|المرسوم|loi|decret|circulaire|بطاقه|cin)"
)
SUBJECT = re.compile(r"^\W*(?:الموضوع|موضوع|objet|subject|ob[ij]et)\s*[.:؛]*\s*")
ADDRESSEE = re.compile(r"^\W*(?:الي|a)\s+(?:السيد|السيده|الساده|monsieur|madame|m\.|mme|معالي|سعاده)|^\W*الي\s+")
AUTHORITY = re.compile(
    r"(وزاره|الاكاديميه|المديريه|مديريه|المندوبيه|المجلس|جماعه|عماله|ولايه|الوكاله|المكتب|الجامعه|الخزينه|محكمه|رئاسه|"
    r"شركه|جمعيه|نقابه|مؤسسه|موسسه|ministere|direction|academie|delegation|conseil|cour |commune|prefecture|province|"
    r"wilaya|agence|office|universite|tresorerie|tribunal|societe|association|syndicat|haut.commissariat|fondation)"
)
KINGDOM = re.compile(r"(المملكه المغربيه|royaume du maroc|دوله الكويت|الجمهوريه|state of)")
PERSON = re.compile(
    r"(?:انا الموقع(?:ه)? اسفله|الموقع(?:ه)? اسفله|المسمي|من السيد(?:ه)?|je soussigne e?|je soussignee?|soussignee?)"
    r"\s*[(:،,)e]*\s*(?P<name>[^\W\d_]+(?:[ \-][^\W\d_]+){1,3})"
)
IDENTITY = re.compile(r"(?<!\w)([a-z]{1,2}\s?\d{4,6})(?!\w)")
REQUEST = re.compile(
    r"(انا الموقع|الموقع اسفله|الموقعه اسفله|soussigne|بطاقه التعريف|البطاقه الوطنيه|رقم الهاتف|c\.?i\.?n)"
)


def found(pages: Sequence[Page]) -> dict[str, Clue]:
    """What can be said of a letter from what was read on its pages."""
    rows = [
        Line(line, number, min(word.y for word in line) / max(page.height, 1))
        for number, page in enumerate(pages, 1)
        for line in lines(page.words)
    ]
    said: dict[str, Clue | None] = {
        "their_reference": reference(rows, pages),
        "dated_on": dated(rows, pages),
        "subject": subject(rows, pages),
        "addressee": addressee(rows, pages),
        "language": language(rows),
    }
    who = person(rows, pages)
    said["sender"] = who or sender(rows, pages)
    said["kind"] = kind(rows, who is not None)
    if who and (card := identity(rows, pages)):
        said["identity"] = card
    return {name: clue for name, clue in said.items() if clue}


def clue(value: str, line: Line, words: list[Word], pages: Sequence[Page], weight: float = 1.0) -> Clue:
    page = pages[line.page - 1]
    words = words or line.words
    sure = sum(word.confidence for word in words) / len(words)
    box = (
        min(word.x for word in words) * 1000 // page.width,
        min(word.y for word in words) * 1000 // page.height,
        max(word.x + word.width for word in words) * 1000 // page.width,
        max(word.y + word.height for word in words) * 1000 // page.height,
    )
    return Clue(value, max(1, min(99, round(sure * weight))), line.page, box)


def reference(rows: list[Line], pages: Sequence[Page]) -> Clue | None:
    """The number they gave it: after `رقم`, `Réf`, `N°`, rather high on the page and not about another letter."""
    best: tuple[float, Clue] | None = None
    for line in rows:
        match = REFERENCE.search(line.plain) or labelled(line)
        if not match:
            continue
        value = match["value"].strip("./-").upper()
        words = [word for word in line.words if normalise(word.text).strip(".,:؛()").upper().endswith(value)]
        shown = original(words, value) or value
        weight = (0.55 if ABOUT_OTHERS.search(line.plain) else 1.0) * (1.0 if line.top < 0.5 else 0.7)
        weight *= 1.0 if "/" in value or "-" in value else 0.8
        candidate = clue(shown, line, words, pages, weight)
        if best is None or weight > best[0]:
            best = weight, candidate
    return best[1] if best else None


def labelled(line: Line) -> re.Match[str] | None:
    match = LABELLED.search(line.plain)
    alike = max(SequenceMatcher(None, match["label"], label).ratio() for label in LABELS) if match else 0
    return match if alike >= 0.6 else None


def original(words: list[Word], value: str) -> str:
    """As it stands on the paper: with its capitals, in Western figures."""
    for word in words:
        text = latin_digits(word.text).strip(".,:؛()")
        if normalise(text).upper() == value:
            return text
    return ""


def dated(rows: list[Line], pages: Sequence[Page]) -> Clue | None:
    """The day it was written: near `في`, `le`, high on the page; Hijri where no other is said."""
    best: tuple[float, Clue] | None = None
    for line in rows:
        day, sure, words = day_in(line)
        if day is None:
            continue
        weight = sure * (0.5 if ABOUT_OTHERS.search(line.plain) else 1.0) * (1.0 if line.top < 0.45 else 0.7)
        weight *= 1.0 if DATED.search(line.plain) else 0.9
        if best is None or weight > best[0]:
            best = weight, clue(day.isoformat(), line, words, pages, weight)
    return best[1] if best else None


def day_in(line: Line) -> tuple[date | None, float, list[Word]]:
    plain = latin_digits(line.plain)
    figures = [word for word in line.words if any(sign.isdigit() for sign in word.text)]
    if match := NUMERIC_DATE.search(plain):
        return valid(int(match[3]), int(match[2]), int(match[1])), 1.0, figures
    if match := YEAR_FIRST.search(plain):
        return valid(int(match[1]), int(match[2]), int(match[3])), 1.0, figures
    told: tuple[date | None, float, list[Word]] = (None, 0.0, [])
    for match in WORDED_DATE.finditer(plain):
        year, name = int(match[3]), " ".join(match[2].replace("/", " ").split())
        if 1380 < year < 1500:
            month, alike = nearest(name, HIJRI_PLAIN)
            told = hijri(year, month, int(match[1])), 0.85 * alike, line.words
            continue  # the same day in the other calendar is surer: the moon is seen on other days in other countries
        month, alike = nearest(name, TWO_WORDS, 0.8)
        if not month:
            month, alike = nearest(name.split()[-1], MONTHS)
        day = valid(year, month, int(match[1]))
        if day:
            return day, 0.5 + 0.5 * alike, figures
    return told


def nearest(word: str, names: dict[str, int], least: float = 0.6) -> tuple[int, float]:
    """The month a word is most like, and how much; 0 where it is like none. آب is taken as it is only."""
    known = (name for name in names if len(name) > 2 or name == word)
    alike, name = max((SequenceMatcher(None, word, name).ratio(), name) for name in known)
    return (names[name], alike) if alike >= least else (0, 0.0)


def valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1950 <= year <= 2100 else None
    except ValueError:
        return None


def hijri(year: int, month: int, day: int) -> date | None:
    try:
        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    except (ValueError, OverflowError):
        return None


def subject(rows: list[Line], pages: Sequence[Page]) -> Clue | None:
    for at, line in enumerate(rows):
        match = SUBJECT.search(line.plain) or fuzzy_label(line)
        if not match:
            continue
        skipped = match if isinstance(match, int) else len(line.plain[: match.end()].split())
        words = line.words[skipped:]
        if words and words[0].text in ".:؛":
            words = words[1:]
        if words and len(words) >= 5 and at + 1 < len(rows) and goes_on(line, rows[at + 1]):
            words = [*words, *rows[at + 1].words]
        if words:
            text = " ".join(word.text for word in words).strip(" .:؛")
            return clue(text[:300], line, words, pages)
    return None


def fuzzy_label(line: Line) -> int | None:
    """`الموضوءع:` is read for `الموضوع:` on a bad page: one letter more or less."""
    first = line.plain.split(" ", 1)[0].strip(".:؛")
    alike = max(SequenceMatcher(None, first, label).ratio() for label in ("الموضوع", "objet"))
    return 1 if alike >= 0.8 else None


def goes_on(line: Line, after: Line) -> bool:
    """The next line is part of the same sentence: the one before it is full, and it begins nothing else."""
    if line.page != after.page or ":" in after.text[:25] or ADDRESSEE.search(after.plain):
        return False
    left, right = min(w.x for w in line.words), max(w.x + w.width for w in line.words)
    other_left, other_right = min(w.x for w in after.words), max(w.x + w.width for w in after.words)
    gap = min(w.y for w in after.words) - max(w.y + w.height for w in line.words)
    near = gap < 0.6 * max(w.height for w in line.words)
    return near and other_right - other_left < 0.8 * (right - left)


def addressee(rows: list[Line], pages: Sequence[Page]) -> Clue | None:
    for line in rows:
        if line.top < 0.6 and ADDRESSEE.search(line.plain):
            words = line.words[1:] or line.words
            return clue(" ".join(word.text for word in words).strip(" .:،"), line, words, pages)
    return None


def sender(rows: list[Line], pages: Sequence[Page]) -> Clue | None:
    """The authority at the head of the first page: the last one named there is the office that wrote."""
    head = [line for line in rows if line.page == 1 and line.top < 0.32]
    for line in head:
        if ADDRESSEE.search(line.plain) or SUBJECT.search(line.plain):
            break
        if AUTHORITY.search(line.plain) and not of_country(line):
            return clue(line.text.strip(" .:؛"), line, line.words, pages)
    # No word of an authority was read: what stands under the name of the country, if it is words.
    for before, line in pairwise(head):
        if of_country(before) and not any(sign.isdigit() for sign in line.plain):
            return clue(line.text.strip(" .:؛"), line, line.words, pages, 0.6)
    return None


def of_country(line: Line) -> bool:
    """The line that names the country, be it with some letters read wrongly."""
    return bool(KINGDOM.search(line.plain)) or any(
        SequenceMatcher(None, line.plain, name).ratio() >= 0.8 for name in ("المملكه المغربيه", "royaume du maroc")
    )


def person(rows: list[Line], pages: Sequence[Page]) -> Clue | None:
    for line in rows:
        match = PERSON.search(line.plain)
        if match:
            name = match["name"].split()
            kept = [word for word in line.words if normalise(word.text).strip(".,:،()") in name]
            if len(kept) >= 2:
                return clue(" ".join(word.text.strip(".,:،()") for word in kept), line, kept, pages, 0.9)
    return None


def identity(rows: list[Line], pages: Sequence[Page]) -> Clue | None:
    for line in rows:
        if match := IDENTITY.search(line.plain):
            return clue(match[1].replace(" ", "").upper(), line, [], pages, 0.9)
    return None


def kind(rows: list[Line], named: bool) -> Clue:
    asks = sum(1 for line in rows if REQUEST.search(line.plain))
    if named or asks:
        return Clue("deposit", 90 if named and asks else 70)
    return Clue("letter", 85 if any(AUTHORITY.search(line.plain) for line in rows[:6]) else 55)


def language(rows: list[Line]) -> Clue | None:
    text = " ".join(line.text for line in rows)
    arabic, latin = len(ARABIC.findall(text)), len(re.findall(r"[A-Za-zÀ-ÿ]", text))
    if not arabic + latin:
        return None
    share = max(arabic, latin) / (arabic + latin)
    if arabic >= latin:
        return Clue("ar", round(share * 98))
    french = len(re.findall(r"[éèàçêô]|\b(?:le|la|les|des|une|et|du)\b", text, re.IGNORECASE))
    return Clue("fr" if french * 30 > latin / 10 else "en", round(share * 90))
