"""Procedures for the tests of deposits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.correspondence.procedures.models import NeededPiece, Procedure, ProcedureVersion
from diwan.kit.arabic import normalise

from .conftest import LONG_AGO

if TYPE_CHECKING:
    from collections.abc import Sequence


def procedure(country: str, code: str, *, needed: Sequence[str] = (), **fields: Any) -> ProcedureVersion:
    """A procedure of a country, in force since long ago."""
    version = ProcedureVersion.objects.create(
        procedure=Procedure.objects.create(country=country, code=code),
        starts_on=LONG_AGO,
        name_ar="رخصة",
        name_fr="Autorisation",
        search_text=normalise(f"رخصة Autorisation {code}"),
        **fields,
    )
    for position, name in enumerate(needed, 1):
        NeededPiece.objects.create(version=version, position=position, name_ar=name)
    return version
