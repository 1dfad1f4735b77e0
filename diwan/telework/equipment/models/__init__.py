"""Items, the slips by which they change hands, returns that are asked, counts."""

from .counts import Count, Sighting
from .items import Item, Movement
from .slips import DueReturn, Need, Photo, Slip, SlipLine

__all__ = ["Count", "DueReturn", "Item", "Movement", "Need", "Photo", "Sighting", "Slip", "SlipLine"]
