"""A document as its clerk confirms it: what was read on it, put beside what is known of its sender."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from diwan.correspondence.letters import api as letters
from diwan.kit.arabic import normalise

from ..enums import DocumentState
from ..models import Document, Page

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

ALIKE = 0.82  # of two names, as difflib measures
LOOKED_AT = 400  # names and letters compared
DOUBTFUL = 75  # below this confidence a field asks to be looked at


@dataclass
class Proposal:
    """`values` prefill the form; `about` says how sure and where; `same` are letters that are perhaps this one."""

    values: dict[str, Any] = field(default_factory=dict)
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    same: list[letters.Letter] = field(default_factory=list)


def shown(actor: Actor, document_id: int) -> Document | None:
    """The document with what its page shows (1 query); None where it does not exist for this actor."""
    return (
        Document.objects.visible_to(actor)
        .select_related(
            "office__unit",
            "office__administration",
            "intake__source",
            "intake__received_by",
            "lease_by",
            "letter",
            "deposit",
        )
        .filter(pk=document_id)
        .first()
    )


def page_of(actor: Actor, document_id: int, page_id: int) -> Page | None:
    documents = Document.objects.visible_to(actor).filter(pk=document_id)
    return (
        Page.objects.select_related("picture")
        .filter(Q(document__in=documents) | Q(document=None, original__intake__documents__in=documents), pk=page_id)
        .distinct()
        .first()
    )


def left_out(document: Document) -> list[Page]:
    """Pages of the batch that stand in no document and are no separators."""
    return list(Page.objects.filter(original__intake=document.intake_id, document=None, separator="").order_by("pk"))


def propose(actor: Actor, document: Document, now: datetime) -> Proposal:
    """What the form holds when it opens (3 queries)."""
    said = Proposal()
    for name, clue in document.clues.items():
        said.values[name] = clue["value"]
        said.about[name] = clue
    past = list(
        letters.Letter.objects.visible_to(actor)
        .filter(office_id=document.office_id, kind=letters.Kind.INCOMING)
        .exclude(correspondent="")
        .order_by("-registered_at")
        .only("correspondent", "unit_id", "subject", "reference", "their_reference", "registered_at", "office_id")[
            :LOOKED_AT
        ]
    )
    known_sender(said, past)
    likely_unit(said, past)
    said.same = perhaps_same(said, past)
    said.values.update({name: value for name, value in document.entered.items() if name != "become"})
    if document.entered.get("become"):
        said.values["kind"] = document.entered["become"]
    return said


def known_sender(said: Proposal, past: list[letters.Letter]) -> None:
    """The name as it was registered before, where what was read is nearly it."""
    read = normalise(said.values.get("sender", ""))
    if not read:
        return
    names = Counter(letter.correspondent for letter in past)
    best, alike = "", 0.0
    for name in names:
        ratio = SequenceMatcher(None, read, normalise(name)).ratio()
        if ratio > alike:
            best, alike = name, ratio
    if alike >= ALIKE:
        said.values["sender"] = best
        said.about["sender"] = said.about.get("sender", {}) | {
            "confidence": max(said.about.get("sender", {}).get("confidence", 0), round(alike * 98)),
            "known": True,
        }


def likely_unit(said: Proposal, past: list[letters.Letter]) -> None:
    """The unit that got most of the last letters of this sender; of letters with nearly this subject first."""
    sender = said.values.get("sender")
    subject = normalise(said.values.get("subject", ""))
    votes: Counter[int] = Counter()
    for letter in past:
        if letter.unit_id is None:
            continue
        if sender and letter.correspondent == sender:
            votes[letter.unit_id] += 2
        about = SequenceMatcher(None, subject, normalise(letter.subject))
        if subject and about.quick_ratio() >= ALIKE and about.ratio() >= ALIKE:
            votes[letter.unit_id] += 3
    if votes:
        unit, weight = votes.most_common(1)[0]
        said.values["unit"] = unit
        said.about["unit"] = {
            "value": unit,
            "confidence": min(95, round(90 * weight / sum(votes.values()))),
            "box": None,
        }


def perhaps_same(said: Proposal, past: list[letters.Letter]) -> list[letters.Letter]:
    """Letters with the same reference of the same sender, or nearly the same subject of the same sender."""
    reference, sender = said.values.get("their_reference"), said.values.get("sender")
    subject = normalise(said.values.get("subject", ""))
    found = []
    for letter in past:
        same_sender = bool(sender) and letter.correspondent == sender
        by_reference = bool(reference) and letter.their_reference == reference
        by_subject = (
            same_sender
            and not (reference and letter.their_reference)
            and bool(subject)
            and SequenceMatcher(None, subject, normalise(letter.subject)).ratio() > 0.9
        )
        if (by_reference and (same_sender or not sender)) or by_subject:
            found.append(letter)
    return found[:4]


def neighbours(actor: Actor, document: Document) -> tuple[Document | None, int]:
    """The document before this one in its batch that still waits, and how many wait in all."""
    rows = Document.objects.visible_to(actor).filter(state=DocumentState.WAITING)
    before = rows.filter(intake=document.intake_id, position__lt=document.position).order_by("-position").first()
    return before, rows.count()
