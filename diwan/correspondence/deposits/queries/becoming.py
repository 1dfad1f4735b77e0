"""The letter that an accepted deposit became."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.correspondence.letters import api as letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diwan.core.organisations.api import Actor

    from ..models import Deposit


def origin_of(deposit_id: int) -> str:
    return f"deposit:{deposit_id}"


def letter_of(actor: Actor, deposit: Deposit) -> letters.Letter | None:
    """The letter, if there is one and this actor may read it."""
    rows = letters.Letter.objects.visible_to(actor).filter(origin=origin_of(deposit.pk))
    return rows.only("pk", "state", "reference").first()


def letters_of(keys: Sequence[int]) -> dict[int, int]:
    """The letters that these deposits became, by their keys (1 query); who may read them is asked elsewhere."""
    origins = {origin_of(key): key for key in keys}
    rows = letters.Letter.objects.filter(origin__in=origins)
    return {origins[origin]: pk for pk, origin in rows.values_list("pk", "origin")}


def deposits_of(keys: Sequence[int]) -> dict[int, int]:
    """The deposits that these letters came from (1 query)."""
    prefix = origin_of(0).removesuffix("0")
    rows = letters.Letter.objects.filter(pk__in=keys, origin__startswith=prefix)
    return {pk: int(origin.removeprefix(prefix)) for pk, origin in rows.values_list("pk", "origin")}
