"""Deposits in the index of search, for those who process them.

They enter by the facts they tell, a moment after the act: registering is measured in thousands a second while the
register is locked, and what a deposit says is not read on that road.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from diwan.core.organisations import api as organisations
from diwan.correspondence.search import api as search

from .enums import State
from .models import PROCESS, Deposit
from .queries import becoming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diwan.core.organisations.api import Actor

KIND = "deposit"


def register() -> None:
    """Make deposits known to search; called in `ready()`."""
    search.register_source(
        search.Source(
            kind=KIND,
            label=pgettext_lazy("the thing", "Deposit"),
            tokens=tokens_of,
            documents=documents,
            keys=lambda after, limit: list(
                Deposit.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit]
            ),
            texts=texts,
            url=lambda key: reverse("deposits:reading", args=[key]),
            became=("letter", becoming.letters_of, becoming.deposits_of),
            facets=(search.Facet(code="state", label=_("State"), names=lambda _v, _n: dict(State.choices), order=20),),
            order=60,
        )
    )


def tokens_of(actor: Actor) -> frozenset[str]:
    """`d3`: who processes what is deposited at office 3. The rule of `Deposit.objects.visible_to`, in signs."""
    if any(reach.path == "/" and reach.unit_id is None for reach in actor.reach(PROCESS)):
        return frozenset({search.EVERYWHERE})
    return frozenset(f"d{office}" for office in organisations.reached(actor, [PROCESS])[PROCESS].offices)


def put(deposit_id: int) -> None:
    search.put(KIND, [deposit_id])


def documents(keys: Sequence[int]) -> list[search.Document]:
    """Deposits as they are found (1 query); one without a content was destroyed with its letter."""
    return [
        search.Document(
            key=row.pk,
            at=row.registered_at,
            administration_id=row.office.administration_id,
            title=row.subject,
            reference=row.reference,
            detail=row.applicant_name,
            signs=[f"d{row.office_id}"],
            facets={
                "state": row.state,
                "from": " ".join(row.applicant_name.split()),
                "unit": row.unit_id,
                "office": row.office_id,
                "year": row.registered_at.year,
                "language": row.language,
            },
            parts=_parts(row),
        )
        for row in Deposit.objects.filter(pk__in=keys).exclude(content="").select_related("office").order_by("pk")
    ]


def _parts(row: Deposit) -> list[tuple[str, str]]:
    parts = [
        (search.PARTIES, f"{row.representative} {row.identity_number} {row.email}"),
        (search.REFERENCE, row.sender_reference),
        (search.TEXT, row.body),
    ]
    return [(weight, text) for weight, text in parts if text.strip()]


def texts(keys: Sequence[int]) -> Mapping[int, str]:
    return dict(Deposit.objects.filter(pk__in=keys).values_list("pk", "body"))
