"""An act on paper: set before it is signed, sealed with its number after. Never inside a transaction.

A job that dies anywhere starts again: what is there already is left as it is, so an act has one number and one file.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.documents import api as documents
from diwan.engines.signing import api as signing

from . import kinds
from .enums import Role, State
from .models import Act
from .operations import ending, sending

if TYPE_CHECKING:
    from datetime import date, datetime

LANGUAGES = ("ar", "fr")


def typeset(*, act_id: int, now: datetime) -> bool:
    """Set an act and put it before its first signer; False when that was done."""
    act = Act.objects.select_related("administration", "unit").get(pk=act_id)
    if act.state != State.PREPARING:
        return False
    page = documents.render(
        kinds.kind_of(act.kind).template,
        page_data(act, now),
        language=act.language,
        title=act.title,
        at=act.prepared_at,
        reading_order=True,
    )
    with pikepdf.open(io.BytesIO(page)) as opened:
        pages = len(opened.pages)
    stored = files.store(io.BytesIO(page), name=f"act-{act.pk}.pdf", now=now, made=True)
    return sending.send(act_id=act.pk, file_id=stored.pk, pages=pages, now=now)


def finish(*, act_id: int, now: datetime) -> bool:
    """All have signed: the number, then the seal that bears it; False when that was done, or it was refused."""
    act = ending.number(act_id=act_id, now=now)
    if act.state != State.SIGNING or act.entry_id is None or act.folder is None:
        return False
    document = act.folder.documents.get(role=parapheur.Role.MAIN, withdrawn_at=None)
    with files.open_file(document.file_id) as given:
        signed = given.read()
    sealed = signing.seal(
        signed,
        administration_code=act.administration.code,
        reason=act.reference,
        at=now,
        stamp=registry_stamp(act, now),
    )
    stored = files.store(io.BytesIO(sealed), name=f"{act.reference}.pdf", now=now, made=True)
    return ending.attach(act_id=act.pk, file_id=stored.pk, now=now)


def registry_stamp(act: Act, now: datetime) -> signing.RegistryStamp:
    """The number and the day, as what is seen of the seal."""
    root = organisations.root_unit(act.administration_id)
    names = organisations.units_named([root.pk], now)[root.pk]
    country = act.administration.country
    return signing.RegistryStamp(
        administration=signing.Words(names.get("ar"), names.get("fr")),
        number=act.reference,
        days=signing.Days.of(calendars.local_day(now, country), country),
        address=address_of(act),
        language="fr" if act.language == "fr" else "ar",
    )


def address_of(act: Act) -> str:
    """Where a stranger checks it, from its code."""
    return settings.DIWAN_PUBLIC_URL + reverse("acts:check", args=[act.code])


def page_data(act: Act, now: datetime) -> dict[str, Any]:
    """What the template sets; see documents/act.typ."""
    country = act.administration.country
    root = organisations.root_unit(act.administration_id)
    named = organisations.units_named([root.pk, act.unit_id], now)
    day = calendars.local_day(act.prepared_at, country)
    with translation.override(act.language):
        label = kinds.label_of(act.kind)
    return {
        "administration": {
            "name": {one: named[root.pk].get(one) for one in LANGUAGES},
            "country": {one: calendars.profile(country).state.in_language(one) for one in LANGUAGES},
            "emblem": None,
        },
        "unit": {one: named[act.unit_id].get(one) for one in LANGUAGES} if act.unit_id != root.pk else None,
        "kind": label,
        "title": act.title,
        "date": said_day(day, country, hijri=False),
        "hijri": said_day(day, country, hijri=True),
        "grounds": act.content["grounds"],
        "blocks": act.content["blocks"],
        "copies": act.content["copies"],
        "more": act.content["more"],
        "signers": signers(act, now),
        "verification": {
            "url": address_of(act),
            "code": act.code,
            "qr": documents.qr_svg(address_of(act)).decode(),
        },
    }


def said_day(day: date, country: str, *, hijri: bool) -> dict[str, str]:
    return {one: calendars.format_date(day, one, country, hijri=hijri) for one in LANGUAGES}


def signers(act: Act, now: datetime) -> list[dict[str, Any]]:
    """Who is to sign, with the title of their post: room is kept for each."""
    rows = list(act.signers.select_related("person"))
    cards = organisations.post_cards([row.post_id for row in rows], now)
    found = []
    for row in rows:
        card = cards[row.post_id]
        held = next(iter(card.holders or card.interims), (0, "", ""))
        name = (row.person.name_ar, row.person.name_latin) if row.person else (held[1], held[2])
        found.append(
            {
                "title": card.title.get(act.language),
                "name": (name[1] or name[0]) if act.language == "fr" else name[0],
                "visa": row.role == Role.VISA,
            }
        )
    return found
