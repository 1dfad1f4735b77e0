"""The door of organisations."""

from .actors import (
    ANONYMOUS,
    SYSTEM,
    Actor,
    Names,
    Reach,
    Right,
    Seat,
    needs_second_factor,
    register_right,
    rights,
    within,
)
from .enums import ADMINISTER, Basis, Country, ReachLevel, UnitKind
from .offices import OfficeCard, office_card, office_cards, open_office
from .queries import (
    actor_for,
    administration_name,
    administrations,
    directory,
    public_offices,
    unit_name,
    zone,
)

__all__ = [
    "ADMINISTER",
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "Basis",
    "Country",
    "Names",
    "OfficeCard",
    "Reach",
    "ReachLevel",
    "Right",
    "Seat",
    "UnitKind",
    "actor_for",
    "administration_name",
    "administrations",
    "directory",
    "needs_second_factor",
    "office_card",
    "office_cards",
    "open_office",
    "public_offices",
    "register_right",
    "rights",
    "unit_name",
    "within",
    "zone",
]
