"""Rows of the directory: `units` (administrations, units, versions, registry offices), `posts` (who sits where)."""

from .posts import Delegation, Grant, Holding, Interim, Post
from .units import Administration, Named, RegistryOffice, Unit, UnitVersion

__all__ = [
    "Administration",
    "Delegation",
    "Grant",
    "Holding",
    "Interim",
    "Named",
    "Post",
    "RegistryOffice",
    "Unit",
    "UnitVersion",
]
