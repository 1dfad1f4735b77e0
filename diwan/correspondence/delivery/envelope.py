"""What travels: all that the addressee is to know of a letter, and nothing of how the sender keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.correspondence.letters import api as letters

from .evidence import canonical

if TYPE_CHECKING:
    import uuid

    from diwan.core.organisations.api import OfficeCard
    from diwan.correspondence.letters.api import Letter

FORMAT = "diwan-letter/1"
LANGUAGES = ("ar", "fr")


def envelope_of(letter: Letter, party: Any, message_id: uuid.UUID, office: OfficeCard) -> str:
    """The envelope of a numbered letter to one of its parties, as canonical JSON (2 queries)."""
    said = {
        "format": FORMAT,
        "message": str(message_id),
        "from": {
            "administration": office.administration_code,
            "country": office.country,
            "name": {language: office.administration_names.get(language) for language in LANGUAGES},
            "office": office.code,
            "office_name": {language: office.names.get(language) for language in LANGUAGES},
        },
        "to": {
            "name": party.name,
            "title": party.title,
            "representative": party.representative,
            "body": party.body,
            "role": str(party.role),
        },
        "letter": {
            "reference": letter.reference,
            "registered_at": letter.registered_at.isoformat() if letter.registered_at else "",
            "dated_on": letter.dated_on.isoformat() if letter.dated_on else "",
            "subject": letter.subject,
            "body": letter.body,
            "language": letter.language,
            "level": str(letter.level),
            "priority": str(letter.priority),
            "answers": answered_reference(letter),
            "pieces": [
                {
                    "name": piece.file.name,
                    "label": piece.label,
                    "role": str(piece.role),
                    "media_type": piece.file.media_type,
                    "size": piece.file.size,
                    "sha256": piece.file.sha256,
                }
                for piece in letter.pieces.select_related("file")
            ],
        },
    }
    return canonical(said)


def answered_reference(letter: Letter) -> str:
    """The number by which the addressee knows the letter that this one answers; empty when it answers none."""
    link = letter.links.filter(kind=letters.LinkKind.ANSWERS).select_related("other").first()
    return link.other.their_reference if link else ""
