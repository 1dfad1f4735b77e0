"""The document of a mandate, set in Arabic and French and sealed by the administration; in a job, for it takes time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils import translation

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents
from diwan.engines.signing import api as signing
from diwan.kit import numbers

from ..enums import MANDATED, Kind
from ..models import Mandate
from .mandates import attach_act

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LANGUAGES = ("ar", "fr")
BASIS = {
    # Décret n° 2-05-768 du 30 chaoual 1429 (30 octobre 2008, B.O. n° 5688) opened it to ministers and their services; a
    # decree in the Official Gazette of 17 April 2023 rules on delegation of powers and of signature since.
    "MA": {
        "ar": "بناء على النصوص التنظيمية المتعلقة بتفويض السلط وتفويض الإمضاء، ولاسيما المرسوم المنشور"
        " في الجريدة الرسمية بتاريخ 17 أبريل 2023،",
        "fr": "Vu les textes réglementaires relatifs à la délégation de pouvoir et de signature, notamment"
        " le décret publié au Bulletin officiel du 17 avril 2023,",
    },
    "": {
        "ar": "بناء على النصوص المتعلقة بتفويض الإمضاء،",
        "fr": "Vu les textes relatifs à la délégation de signature,",
    },
}
ALL = {"ar": "كل ما يدخل في اختصاص المنصب", "fr": "tout ce qui relève du poste"}
EVERYWHERE = {"ar": "كل ما يدخل في اختصاص المنصب", "fr": "tout le ressort du poste"}


def make_act(*, mandate_id: int, now: datetime) -> None:
    """Set the document, seal it, keep it; nothing when it is there."""
    row = Mandate.objects.select_related("post", "unit", "giver", "person", "parent", "administration").get(
        pk=mandate_id
    )
    if row.act_id is not None:
        return
    title = f"تفويض الإمضاء {row.reference}"
    page = documents.render("circuits/mandate", content(row, now), language="fr", title=title, at=now)
    sealed = signing.seal(page, administration_code=row.administration.code, reason=title, at=now)
    stored = files.store(io.BytesIO(sealed), name=f"mandate-{row.pk}.pdf", now=now, made=True)
    attach_act(mandate_id=row.pk, file_id=stored.pk, now=now)


def content(row: Mandate, now: datetime) -> dict[str, Any]:
    """What the document says, in both languages."""
    country = row.administration.country
    card = organisations.post_cards([row.post_id], now)[row.post_id]
    kinds = [Kind(kind) for kind in row.kinds] or [kind for kind in Kind if kind in MANDATED]
    types = list(row.types.all())
    unit = row.unit_id
    return {
        "administration": {
            "name": _both(lambda language: organisations.administration_name(row.administration, now.date(), language)),
            "country": _both(lambda language: getattr(calendars.profile(country).state, language)),
        },
        "office": _both(card.unit_names.get),
        "reference": row.reference,
        "giver": _named(row.giver),
        "post": _both(card.title.get),
        "unit": _both(card.unit_names.get),
        "person": _named(row.person),
        "kinds": _both(lambda language: _joined([_label(kind, language) for kind in kinds], language)),
        "types": _both(lambda language: _joined([one.names.get(language) for one in types], language))
        if types
        else ALL,
        "amount": numbers.shown(row.up_to, money=True, language="fr") if row.up_to is not None else "",
        "place": _both(lambda language: organisations.unit_name(unit, now.date(), language)) if unit else EVERYWHERE,
        "from": _both(lambda language: _moment(row.starts_at, country, language)),
        "until": _both(lambda language: _moment(row.ends_at, country, language)),
        "onward": row.onward,
        "parent": row.parent.reference if row.parent else "",
        "basis": BASIS.get(country, BASIS[""]),
    }


def _both(say: Callable[[str], str]) -> dict[str, str]:
    return {language: say(language) for language in LANGUAGES}


def _named(person: Any) -> dict[str, str]:
    return {"ar": person.name_ar, "fr": person.name_latin or person.name_ar}


def _label(kind: Kind, language: str) -> str:
    with translation.override(language):
        return str(kind.label)


def _joined(said: list[str], language: str) -> str:
    return ("، " if language == "ar" else ", ").join(said)


def _moment(at: datetime, country: str, language: str) -> str:
    day = calendars.format_both(calendars.local_day(at, country), language, country)
    return f"{day} {calendars.format_time(at, country, language)}"
