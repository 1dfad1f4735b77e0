"""The door of saved views."""

from .listings import Listing, register
from .models import SavedView
from .operations import save_view
from .queries import first

__all__ = ["Listing", "SavedView", "first", "register", "save_view"]
