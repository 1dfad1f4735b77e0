"""The certificate of a course: set, sealed by the administration, kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents
from diwan.engines.signing import api as signing

from .models import Certificate
from .operations.learning import keep_certificate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LANGUAGES = ("ar", "fr", "en")


def issue(*, attempt_id: int, now: datetime) -> None:
    """Set, seal and keep the certificate of an attempt that passed; does nothing when it is there."""
    rows = Certificate.objects.select_related("attempt__course", "attempt__person")
    row = rows.filter(attempt=attempt_id).first()
    if row is None or row.file_id is not None:
        return
    root = organisations.root_unit(row.attempt.course.administration_id)
    at = row.issued_at
    page = documents.render("support/certificate", data_of(row, root, now), language="ar", title=row.reference, at=at)
    sealed = signing.seal(page, administration_code=root.administration.code, reason=row.reference, at=at)
    stored = files.store(io.BytesIO(sealed), name=f"{row.reference}.pdf", now=now)
    keep_certificate(certificate_id=row.pk, file_id=stored.pk, now=now)


def data_of(row: Certificate, root: Any, now: datetime) -> dict[str, Any]:
    course, person, country = row.attempt.course, row.attempt.person, root.administration.country
    names = organisations.units_named([root.pk], now)[root.pk]
    day = calendars.local_day(row.issued_at, country)
    score = {"right": row.attempt.score, "total": len(course.questions)}
    return {
        "administration": {
            "name": said(names.get),
            "country": said(lambda language: calendars.profile(country).state.in_language(language)),
            "emblem": None,
        },
        "office": said(lambda language: _("Telework: support and training")),
        "reference": row.reference,
        "person": said(lambda language: person.name_ar if language == "ar" else person.name_latin or person.name_ar),
        "course": said(lambda language: course.title_ar if language == "ar" else course.title_fr or course.title_ar),
        "version": str(course.number),
        "score": said(lambda language: _("%(right)s right answers out of %(total)s") % score),
        "issued": said(lambda language: calendars.format_date(day, language, country)),
    }


def said(sentence: Callable[[str], str]) -> dict[str, str]:
    """A text in each language of the page; it is given the language, which is also the active one."""
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = sentence(language)
    return spoken
