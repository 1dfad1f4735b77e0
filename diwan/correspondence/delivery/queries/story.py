"""What evidence says, in plain words and in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ..enums import FAILURES, WITHDRAWAL, Event, Why

if TYPE_CHECKING:
    from ..models import Arrival, Evidence, Sending


@dataclass(frozen=True)
class Line:
    """One event: what happened, who says so, why if it went wrong."""

    evidence: Evidence
    title: str
    reason: str
    words: str
    issuer: str
    office: str
    bad: bool
    detail: str = ""


ASKED = {
    (Event.CONTENT_HANDOVER_FAILURE, WITHDRAWAL): _("The sender asked for the letter back"),
    (Event.CONTENT_HANDOVER, WITHDRAWAL): _("It was not given back: it had been accepted before"),
}


def story(thing: Sending | Arrival, language: str) -> list[Line]:
    """The evidence of a sending or an arrival, oldest first."""
    lines = []
    for row in thing.evidence.select_related("by"):
        said = row.said
        issuer = said["issuer"]
        code = row.reason_code if row.reason_code in Why.values else Why.OTHER
        lines.append(
            Line(
                evidence=row,
                title=str(ASKED.get((Event(row.event), row.occasion)) or Event(row.event).label),
                reason=str(Why(code).label) if row.reason_code else "",
                words=row.reason,
                issuer=str(issuer["name"].get(language) or issuer["name"].get("ar") or issuer["code"]),
                office=str(issuer["office"].get(language) or issuer["office"].get("ar") or ""),
                bad=Event(row.event) in FAILURES,
                detail=str(said["detail"].get("registered_as") or said["detail"].get("piece") or ""),
            )
        )
    return lines
