"""The door of archives."""

from .enums import APPROVE, KEEP, Fate
from .operations.destroying import approve, propose
from .operations.scheduling import hold, set_rule

__all__ = ["APPROVE", "KEEP", "Fate", "approve", "hold", "propose", "set_rule"]
