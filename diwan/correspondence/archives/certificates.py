"""The certificate of destruction: what was destroyed, by which rule, by whose decision, with every fingerprint."""

from __future__ import annotations

import io
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents
from diwan.engines.signing import api as signing

from .enums import ItemState
from .models import DestructionItem, DestructionList
from .operations.destroying import attach_certificate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LANGUAGES = ("ar", "fr", "en")


def issue(*, list_id: int, now: datetime) -> None:
    """Set, seal and keep the certificate of a list that was carried out; does nothing when it is there."""
    row = DestructionList.objects.select_related("proposed_by", "decided_by").get(pk=list_id)
    if row.certificate_id is not None or row.done_at is None:
        return
    root = organisations.root_unit(row.administration_id)
    page = documents.render(
        "archives/certificate",
        page_data(row, root, now),
        language="ar",
        title=row.reference,
        attachments=[
            documents.Attachment("destroyed.json", fingerprints(row), "application/json", "Fingerprints, line by line")
        ],
        at=row.done_at,
    )
    sealed = signing.seal(page, administration_code=root.administration.code, reason=row.reference, at=row.done_at)
    stored = files.store(io.BytesIO(sealed), name=f"{row.reference}.pdf", now=now)
    attach_certificate(list_id=row.pk, file_id=stored.pk, now=now)


def page_data(row: DestructionList, root: Any, now: datetime) -> dict[str, Any]:
    country = root.administration.country
    names = organisations.units_named([root.pk], now)[root.pk]
    lines = list(row.items.order_by("pk"))
    destroyed = [line for line in lines if line.state == ItemState.DESTROYED]

    def by(person: Any, at: datetime | None) -> dict[str, str]:
        name = person.name_ar if person else "—"
        latin = (person.name_latin or name) if person else "—"
        return said(
            lambda language: " · ".join(
                [name if language == "ar" else latin, *([dated(at, country, language)] if at else [])]
            )
        )

    def closed(line: DestructionItem, language: str) -> str:
        return calendars.format_date(line.closed_on, language, country)

    def state(line: DestructionItem, _language: str) -> str:
        return str(line.get_state_display())

    return {
        "administration": {
            "name": said(names.get),
            "country": said(lambda language: calendars.profile(country).state.in_language(language)),
            "emblem": None,
        },
        "office": said(lambda language: _("Archives")),
        "reference": row.reference,
        "proposed": by(row.proposed_by, row.proposed_at),
        "approved": by(row.decided_by, row.decided_at),
        "done": said(lambda language: dated(row.done_at, country, language) if row.done_at else ""),
        "lines": [
            {
                "name": line.name,
                "rule": line.rule,
                "closed": said(partial(closed, line)),
                "letters": str(line.letters),
                "files": str(len(line.digests)),
                "state": said(partial(state, line)),
            }
            for line in lines
        ],
        "totals": said(
            lambda language: (
                _("Lines destroyed: %(lines)s; letters: %(letters)s; files: %(files)s.")
                % {
                    "lines": len(destroyed),
                    "letters": sum(line.letters for line in destroyed),
                    "files": sum(len(line.digests) for line in destroyed),
                }
            )
        ),
    }


def fingerprints(row: DestructionList) -> bytes:
    """The SHA-256 of every file destroyed, so that whoever finds a copy can know it was one."""
    lines = [
        {"name": line.name, "rule": line.rule, "state": line.state, "sha256": line.digests}
        for line in row.items.order_by("pk")
    ]
    return json.dumps({"reference": row.reference, "lines": lines}, ensure_ascii=False, indent=1).encode()


def dated(at: datetime, country: str, language: str) -> str:
    return calendars.format_date(calendars.local_day(at, country), language, country)


def said(sentence: Callable[[str], str]) -> dict[str, str]:
    """A text in each language of the page; it is given the language, which is also the active one."""
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = sentence(language)
    return spoken
