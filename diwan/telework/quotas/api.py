"""The door of quotas: who may be away on which day, and what would come of it.

`admit`, `refit` and `release` are called inside the transaction of the act they belong to, as often as it needs: the
first of them takes its turn in the administration, and keeps it until the transaction ends. Keep what follows short.
"""

from .forecasting import Answer, Asked, Forecast, Line, simulate
from .limits import Break
from .operations.admitting import QuotaBroken, admit, refit, release
from .operations.groups import open_group, set_members
from .queries import DayCount, presence

__all__ = [
    "Answer",
    "Asked",
    "Break",
    "DayCount",
    "Forecast",
    "Line",
    "QuotaBroken",
    "admit",
    "open_group",
    "presence",
    "refit",
    "release",
    "set_members",
    "simulate",
]
