"""Letters in the index of search: what they say, and by which signs they are seen.

`put` where words change (subject, text, parties, pieces), in the transaction that changes them; `touch` where only the
state or the audience did, cheap enough for the moment in which a register is locked.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.correspondence.search import api as search

from ..enums import Kind, State
from ..models import Letter, Party, Piece, PlanClass
from ..sights import tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

KIND = "letter"
LANGUAGES = {"ar": _("Arabic"), "fr": _("French"), "en": _("English"), "zgh": _("Amazigh")}


def put(letter: Letter) -> None:
    """The words of a letter changed, or it is new."""
    search.put(KIND, [letter.pk])


def touch(letter: Letter) -> None:
    """The state, the shelf or the audience of a letter changed; its words did not."""
    search.touch(KIND, document(letter, ()))


def register() -> None:
    """Make letters known to search; called in `ready()`."""
    search.register_source(
        search.Source(
            kind=KIND,
            label=_("Letter"),
            tokens=tokens_of,
            documents=documents,
            keys=lambda after, limit: list(
                Letter.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit]
            ),
            texts=texts,
            url=url,
            facets=(
                search.Facet(code="book", label=_("Register"), names=lambda _v, _n: dict(Kind.choices), order=10),
                search.Facet(code="state", label=_("State"), names=lambda _v, _n: dict(State.choices), order=20),
                search.Facet(code="from", label=_("Correspondent"), order=30),
                search.Facet(code="unit", label=_("Unit in charge"), names=units, order=40),
                search.Facet(code="office", label=_("Registry office"), names=offices, order=50),
                search.Facet(code="class", label=_("Class of the plan"), names=classes, order=60),
                search.Facet(code="year", label=_("Year"), order=70),
                search.Facet(code="language", label=_("Language"), names=lambda _v, _n: LANGUAGES, order=80),
            ),
        )
    )


def documents(keys: Sequence[int]) -> list[search.Document]:
    """Letters as they are found (3 queries, however many); what was destroyed is not."""
    people, words = _by_letter(Party, keys), _by_letter(Piece, keys)
    found = []
    for letter in Letter.objects.filter(pk__in=keys, erased_at=None).order_by("pk"):
        parts = [(search.PARTIES, _said(party)) for party in people[letter.pk]]
        parts += [(search.REFERENCE, letter.their_reference), (search.TEXT, letter.body)]
        parts += [(search.TEXT, f"{piece.label} {piece.text}") for piece in words[letter.pk]]
        found.append(document(letter, [(weight, text) for weight, text in parts if text.strip()]))
    return found


def document(letter: Letter, parts: Sequence[tuple[str, str]]) -> search.Document:
    return search.Document(
        key=letter.pk,
        at=letter.registered_at or letter.begun_at,
        administration_id=letter.administration_id,
        title=letter.subject,
        reference=letter.reference,
        detail=letter.correspondent,
        signs=letter.audience,
        facets={
            "book": letter.kind,
            "state": letter.state,
            "from": " ".join(letter.correspondent.split()),
            "unit": letter.unit_id,
            "office": letter.office_id,
            "class": letter.plan_class_id,
            "year": (letter.registered_at or letter.begun_at).year,
            "language": letter.language,
        },
        parts=parts,
    )


def texts(keys: Sequence[int]) -> Mapping[int, str]:
    """What letters say: their text, then what was read in their pieces (2 queries)."""
    said = defaultdict(list)
    for pk, body in Letter.objects.filter(pk__in=keys).values_list("pk", "body"):
        said[pk].append(body)
    for pk, text in Piece.objects.filter(letter_id__in=keys).order_by("position").values_list("letter_id", "text"):
        said[pk].append(text)
    return {pk: " ".join(filter(None, some)) for pk, some in said.items()}


def url(key: int) -> str:
    try:
        return reverse("letters:letter", args=[key])
    except NoReverseMatch:
        return ""


def units(values: set[str], now: datetime) -> dict[str, Any]:
    return {str(pk): names.here for pk, names in organisations.units_named(_numbers(values), now).items()}


def offices(values: set[str], now: datetime) -> dict[str, Any]:
    return {str(pk): names.here for pk, names in organisations.offices_named(_numbers(values)).items()}


def classes(values: set[str], now: datetime) -> dict[str, Any]:
    rows = PlanClass.objects.filter(pk__in=_numbers(values))
    return {str(row.pk): f"{row.code} {row.names.here}" for row in rows}


def _numbers(values: set[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]


def _said(party: Party) -> str:
    said = (party.name, party.representative, party.title, party.identity, party.email, party.body)
    return " ".join(filter(None, said))


def _by_letter(model: Any, keys: Sequence[int]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in model.objects.filter(letter_id__in=keys).order_by("position"):
        found[row.letter_id].append(row)
    return found
