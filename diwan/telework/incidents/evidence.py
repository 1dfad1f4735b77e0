"""The form of the authority filled from the facts, and the bundle of evidence: an incident whole, with its hashes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents

from .queries import authority_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .models import Incident

LANGUAGES = ("ar", "fr", "en")
CHUNK = 1 << 20  # bytes


def said(sentence: Callable[[str], str]) -> dict[str, str]:
    """A text in each language of the page; it is given the language, which is also the active one."""
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = sentence(language)
    return spoken


def form_pdf(row: Incident, now: datetime) -> bytes:
    """The form for the authority of the country, in Arabic and French. Marked as a draft until somebody sends it."""
    root = organisations.root_unit(row.administration_id)
    names = organisations.units_named([root.pk], now)[root.pk]
    country = root.administration.country
    authority = authority_of(country)

    def moment(at: datetime | None, language: str) -> str:
        if at is None:
            return "—"
        day = calendars.format_date(calendars.local_day(at, country), language, country)
        return (
            f"{day}، {calendars.format_time(at, country, language)}"
            if language == "ar"
            else (f"{day}, {calendars.format_time(at, country, language)}")
        )

    def name(person: Any, language: str) -> str:
        if person is None:
            return "—"
        return person.name_ar if language == "ar" else (person.name_latin or person.name_ar)

    facts = [
        ("reference", said(lambda _l: row.reference)),
        ("kind", said(lambda _l: str(row.get_kind_display()))),
        ("gravity", said(lambda _l: str(row.get_gravity_display()))),
        ("discovered", said(lambda language: moment(row.discovered_at, language))),
        ("declared", said(lambda language: moment(row.declared_at, language))),
        ("declarer", said(lambda language: name(row.declared_by, language))),
        ("personal", said(lambda _l: _("yes") if row.personal_data else _("no, as far as is known"))),
    ]
    measures = [
        {"at": said(lambda language, at=one.at: moment(at, language)), "text": one.text}  # type: ignore[misc]
        for one in row.measures.all()
    ]
    data = {
        "administration": {
            "name": said(names.get),
            "country": said(lambda language: calendars.profile(country).state.in_language(language)),
            "emblem": None,
        },
        "office": said(lambda _l: _("Security of information systems")),
        "reference": row.reference,
        "authority": said(authority.names.get),
        "law": said(authority.law.get),
        "facts": [{"key": key, "value": value} for key, value in facts],
        "title": row.title,
        "what": row.what or "—",
        "measures": measures,
        "pieces": [{"name": one.file.name, "sha256": one.file.sha256} for one in row.pieces.select_related("file")],
    }
    return documents.render("incidents/form", data, language="ar", title=row.reference, at=now)


def bundle(row: Incident, stream: Any, now: datetime) -> list[tuple[str, str]]:
    """Write the zip: the facts, the form, the timeline, the journal, every file, and the SHA-256 of each beside them.

    Returns:
        Each name with its digest, as written in `SHA256SUMS`.
    """
    sums: list[tuple[str, str]] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("incident.json", dumped(facts_of(row))),
            ("journal.json", dumped(journal.history(f"incident:{row.pk}"))),
            ("form.pdf", form_pdf(row, now)),
        ):
            archive.writestr(name, content)
            sums.append((name, hashlib.sha256(content).hexdigest()))
        for number, piece in enumerate(row.pieces.select_related("file"), 1):
            name, digest = f"files/{number:02d}-{piece.file.name}", hashlib.sha256()
            with files.open_file(piece.file_id) as source, archive.open(name, "w") as target:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    target.write(chunk)
            sums.append((name, digest.hexdigest()))
        archive.writestr("SHA256SUMS", "".join(f"{digest}  {name}\n" for name, digest in sums))
    return sums


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def facts_of(row: Incident) -> dict[str, Any]:
    """The incident as data, for whoever examines it without this system."""
    return {
        "reference": row.reference,
        "kind": row.kind,
        "gravity": row.gravity,
        "title": row.title,
        "what": row.what,
        "personal_data": row.personal_data,
        "about": row.about_person.email if row.about_person else None,
        "declared_by": row.declared_by.email if row.declared_by else None,
        "declared_at": row.declared_at.isoformat(),
        "discovered_at": row.discovered_at.isoformat(),
        "due_at": row.due_at.isoformat(),
        "state": row.state,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "lessons": row.lessons,
        "measures": [{"at": one.at.isoformat(), "text": one.text} for one in row.measures.all()],
        "sent": [
            {"authority": one.authority, "at": one.sent_at.isoformat(), "means": one.means}
            for one in row.sendings.all()
        ],
    }
