"""The door of batches."""

from .enums import ItemState, State
from .kinds import Kind, Task, register
from .models import Batch, BatchItem
from .operations import LARGEST, NothingChosen, TooManyItems, start

__all__ = [
    "LARGEST",
    "Batch",
    "BatchItem",
    "ItemState",
    "Kind",
    "NothingChosen",
    "State",
    "Task",
    "TooManyItems",
    "register",
    "start",
]
