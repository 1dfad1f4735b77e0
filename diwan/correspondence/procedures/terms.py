"""The content of a version as one plain value: what forms give, files hold and versions are compared by."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from diwan.core.organisations.api import Names

from .enums import ClockStart, DayUnit, Identity, Silence

if TYPE_CHECKING:
    from .models import ProcedureVersion

EMPTY = Names(ar="")


@dataclass(frozen=True, kw_only=True)
class PieceTerms:
    """A document the depositor joins."""

    names: Names
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Terms:
    """All that a version says, but from when and for whom. Numbers of days as in `ProcedureVersion`."""

    names: Names
    guidance: Names = EMPTY
    identity: str = Identity.OPTIONAL
    unit_id: int | None = None
    legal_key: str = ""
    days: int | None = None
    day_unit: str = DayUnit.CALENDAR
    clock_start: str = ClockStart.REGISTRATION
    extensions: int = 0
    extension_days: int = 0
    completions: int = 1
    completion_days: int = 30
    silence: str = Silence.NOTHING
    recourse_days: int | None = None
    recourse: Names = EMPTY
    source: Names = EMPTY
    confirmed: bool = False
    pieces: tuple[PieceTerms, ...] = ()

    def columns(self) -> dict[str, Any]:
        """The values of the version's own fields."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"names", "pieces", *TEXTS}}
        return {
            **plain,
            **{f"name_{language}": name for language, name in asdict(self.names).items()},
            **{name: {k: v for k, v in asdict(getattr(self, name)).items() if v} for name in TEXTS},
        }


TEXTS = ("guidance", "recourse", "source")


def terms_of(version: ProcedureVersion) -> Terms:
    """What a version says; its needed pieces should be prefetched."""
    plain = {f.name for f in fields(Terms)} - {"names", "pieces", *TEXTS}
    said: dict[str, Any] = {name: getattr(version, name) for name in plain}
    said |= {name: Names(**{"ar": "", **getattr(version, name)}) for name in TEXTS}
    pieces = tuple(PieceTerms(names=p.names, required=p.required) for p in version.needed_pieces.all())
    return Terms(names=version.names, pieces=pieces, **said)


def differences(before: Terms, after: Terms) -> list[str]:
    """The fields in which two contents differ, in the order of the form."""
    return [f.name for f in fields(Terms) if getattr(before, f.name) != getattr(after, f.name)]
