"""The door of organisations: who acts and how far, the directory as of a day, and what may be done to it."""

from .actors import (
    ANONYMOUS,
    SYSTEM,
    Actor,
    Names,
    Place,
    Reach,
    Right,
    Seat,
    needs_second_factor,
    register_right,
    rights,
    within,
)
from .enums import ADMINISTER, Basis, Country, ReachLevel, UnitKind
from .events import SeatChanged, UnitChanged
from .holders import people_with
from .models import Named
from .offices import OfficeCard, office_card, office_cards, open_office
from .operations.offices import close_registry_office, hand_over_registry_office, open_registry_office
from .operations.posts import (
    create_post,
    delegate,
    end_holding,
    end_interim,
    grant_right,
    name_holder,
    revoke_delegation,
    set_interim,
    withdraw_right,
)
from .operations.units import abolish_unit, create_unit, merge_units, move_unit, open_administration, rename_unit
from .queries import (
    actor_for,
    administration_name,
    administrations,
    directory,
    root_unit,
    unit_name,
)

__all__ = [
    "ADMINISTER",
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "Basis",
    "Country",
    "Named",
    "Names",
    "OfficeCard",
    "Place",
    "Reach",
    "ReachLevel",
    "Right",
    "Seat",
    "SeatChanged",
    "UnitChanged",
    "UnitKind",
    "abolish_unit",
    "actor_for",
    "administration_name",
    "administrations",
    "close_registry_office",
    "create_post",
    "create_unit",
    "delegate",
    "directory",
    "end_holding",
    "end_interim",
    "grant_right",
    "hand_over_registry_office",
    "merge_units",
    "move_unit",
    "name_holder",
    "needs_second_factor",
    "office_card",
    "office_cards",
    "open_administration",
    "open_office",
    "open_registry_office",
    "people_with",
    "register_right",
    "rename_unit",
    "revoke_delegation",
    "rights",
    "root_unit",
    "set_interim",
    "unit_name",
    "withdraw_right",
    "within",
]
