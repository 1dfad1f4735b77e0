"""What the typesetter takes: the page of a letter as plain values, the same in a preview and in the sealed document.

Everything people typed stays a value of the data; the template never reads it as code (engines/documents).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.engines.documents import api as documents

from ..enums import Layout
from ..text.blocks import HEADING, SUBHEADING, TABLE, Block, Run, numbered
from ..text.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ..models import Draft, Formula, TemplateVersion, Version

LANGUAGES = ("ar", "fr")
TEMPLATE = "drafting/letter"
NO_FORMULA = {"ar": "إلى\n{title}\n{name}", "fr": "À\n{title}\n{name}"}


def compose(draft: Draft, version: Version, signer: dict[str, Any], now: datetime) -> dict[str, Any]:
    """All the paper says but its number and date; `signer` is the block at the end (see `signer_of`)."""
    letter = draft.letter
    office = organisations.office_card(letter.office_id, now)
    assert office is not None  # offices are closed, never removed
    unit = organisations.units_named([letter.unit_id], now).get(letter.unit_id) if letter.unit_id else None
    parties = list(letter.parties.all())
    return {
        **frame(office, draft.layout, draft.made_from, unit),
        **courtesy(draft.formula, [p for p in parties if p.role == letters.PartyRole.ADDRESSEE]),
        "subject": version.subject,
        "answers": answered(draft, office.country),
        "body": as_data(read(version.body)[0]),
        "second": as_data(read(version.second)[0]) if draft.layout == Layout.BOTH else [],
        "signer": signer,
        "annexes": [annex.label or annex.file.name for annex in draft.annexes.select_related("file")],
        "copies": [party.name for party in parties if party.role == letters.PartyRole.COPY],
        "country": office.country,
    }


def frame(
    office: organisations.OfficeCard,
    layout: str,
    made_from: TemplateVersion | None,
    unit: organisations.Names | None,
) -> dict[str, Any]:
    """The letterhead: country, administration, and the lines of the template, else the unit that writes."""
    country = calendars.profile(office.country).state
    lines = {"ar": (made_from.head_ar if made_from else ""), "fr": (made_from.head_fr if made_from else "")}
    return {
        "layout": layout,
        "administration": {
            "name": {language: office.administration_names.get(language) for language in LANGUAGES},
            "country": {language: country.in_language(language) for language in LANGUAGES},
            "emblem": None,
        },
        "head": {
            language: [
                line.strip() for line in (text or (unit.get(language) if unit else "")).splitlines() if line.strip()
            ]
            for language, text in lines.items()
        },
    }


def courtesy(formula: Formula | None, addressees: Iterable[Any]) -> dict[str, Any]:
    """Who it goes to as the formula of the rank says it, the greeting and the courtesy."""
    said: dict[str, Any] = {"addressed": {}, "greeting": {}, "closing": {}}
    for language in LANGUAGES:
        address = (getattr(formula, f"address_{language}") if formula else "") or NO_FORMULA[language]
        said["addressed"][language] = [
            [
                line
                for text in address.splitlines()
                if (line := text.replace("{name}", party.name).replace("{title}", party.title).strip())
            ]
            for party in addressees
        ]
        said["greeting"][language] = getattr(formula, f"greeting_{language}") if formula else ""
        said["closing"][language] = getattr(formula, f"closing_{language}") if formula else ""
    return said


def answered(draft: Draft, country: str) -> dict[str, Any] | None:
    """The reference of what is answered: theirs if they gave one, else ours."""
    other = draft.answers
    if other is None:
        return None
    day = other.dated_on or (calendars.local_day(other.registered_at, country) if other.registered_at else None)
    return {
        "reference": other.their_reference or other.reference,
        "date": {one: calendars.format_date(day, one, country) for one in LANGUAGES} if day else None,
    }


def signer_of(title: organisations.Names, name: str, name_latin: str, basis: str = "") -> dict[str, Any]:
    """The block of the signatory: the post, whose place is taken and by what title, the name."""
    return {
        "title": {language: title.get(language) for language in LANGUAGES},
        "name": {"ar": name, "fr": name_latin or name},
        "basis": basis,
    }


def dressed(page: dict[str, Any], letter: letters.Letter) -> dict[str, Any]:
    """The page of a numbered letter: with its number, its day in both calendars, and where it is checked."""
    assert letter.registered_at is not None
    day = calendars.local_day(letter.registered_at, page["country"])
    address = settings.DIWAN_PUBLIC_URL + reverse("verification:reference", args=[letter.reference])
    return {
        **page,
        "number": letter.reference,
        "date": {one: calendars.format_date(day, one, page["country"]) for one in LANGUAGES},
        "hijri": {one: calendars.format_date(day, one, page["country"], hijri=True) for one in LANGUAGES},
        "verification": {
            "url": address,
            "code": letter.reference,
            "qr": documents.qr_svg(address).decode(),
        },
    }


def undressed(page: dict[str, Any]) -> dict[str, Any]:
    """The page of a draft: no number, no date, and marked as one."""
    return {**page, "number": "", "date": None, "hijri": None, "verification": None}


def unnumbered(page: dict[str, Any]) -> dict[str, Any]:
    """The page that people sign: whole, with room for what is stamped on it; its number is given afterwards."""
    return {**undressed(page), "stamps": True}


def typeset(
    page: dict[str, Any], *, title: str, at: datetime, attachments: Iterable[documents.Attachment] = ()
) -> bytes:
    """The PDF/A of a page; belongs in a job, or in a view that only reads."""
    language = "fr" if page["layout"] == Layout.FRENCH else "ar"
    arabic = language == "ar"
    carried = tuple(attachments)
    return documents.render(
        TEMPLATE, page, language=language, title=title, attachments=carried, at=at, reading_order=arabic
    )


def as_data(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as the template reads them; a smaller heading before any heading is one, as readers by ear need."""
    found, headed = [], False
    for block in numbered(blocks):
        kind = block.kind
        headed = headed or kind == HEADING
        if kind == SUBHEADING and not headed:
            kind = HEADING
        found.append(
            {
                "kind": kind,
                "runs": runs(block.runs),
                "direction": block.direction,
                "align": block.align,
                "level": block.level,
                "number": block.number,
                "rows": [[cell(one) for one in row] for row in block.rows] if kind == TABLE else [],
            }
        )
    return found


def cell(block: Block) -> dict[str, Any]:
    return {
        "runs": runs(block.runs),
        "direction": block.direction,
        "align": block.align,
        "head": block.kind == "th",
    }


def runs(parts: Iterable[Run]) -> list[dict[str, Any]]:
    """Words and their marks, a line break apart."""
    found: list[dict[str, Any]] = []
    for run in parts:
        for n, text in enumerate(run.text.split("\n")):
            if n:
                found.append({"text": "\n", "bold": False, "italic": False, "underline": False})
            if text:
                found.append({"text": text, "bold": run.bold, "italic": run.italic, "underline": run.underline})
    return found
