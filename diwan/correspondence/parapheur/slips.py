"""The slip (bordereau) of a folder, as a PDF for the paper file that goes beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents

from . import pages
from .queries.sentences import sentence, values_of

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .models import Folder


def slip(actor: Actor, folder: Folder, now: datetime) -> bytes:
    """As the reader may read it: private notes are on no slip."""
    language = "ar" if (get_language() or "ar") in ("ar", "zgh") else "fr"
    return documents.render(
        "parapheur/slip", data_of(actor, folder, language, now), language=language, title=folder.title, at=now
    )


def data_of(actor: Actor, folder: Folder, language: str, now: datetime) -> dict[str, Any]:
    read = pages.page(actor, folder, now)
    zone = calendars.zone(folder.administration.country)
    return {
        "language": language,
        "administration": {
            "name": {
                one: organisations.administration_name(folder.administration_id, now.date(), one)
                for one in ("ar", "fr")
            }
        },
        "title": folder.title,
        "type": folder.type.names.here,
        "sender": " · ".join(filter(None, [folder.post.names.here, str(folder.author) if folder.author else ""])),
        "reference": (folder.letter.reference if folder.letter else "") or folder.reference,
        "values": values_of(folder),
        "files": [
            [one.label, _("Signed") if one.pk in read.signed else str(one.get_role_display()), one.file.sha256]
            for one in read.documents
        ],
        "steps": [
            [f"{step.kind} · {step.title}", step.by or step.people, str(step.turn.get_state_display())]
            for stage in read.stages
            for step in stage
            if step.turn
        ],
        "history": [
            [strip_tags(sentence(act)), act.text, act.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")]
            for act in read.history[::-1]
        ],
        "words": {
            "slip": _("Slip of the folder"),
            "files": _("What it holds"),
            "way": _("Its way"),
            "history": _("History"),
            "number": _("Number"),
            "type": _("Type"),
            "sender": _("Sent by"),
        },
    }
