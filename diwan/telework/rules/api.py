"""The door of rules."""

from .enums import CRISIS, DESK, EVALUATE, MANAGE, MINE, PROGRAMME, RULES, SAFETY, SECURITY, STEERING, TEAM

__all__ = [
    "CRISIS",
    "DESK",
    "EVALUATE",
    "MANAGE",
    "MINE",
    "PROGRAMME",
    "RULES",
    "SAFETY",
    "SECURITY",
    "STEERING",
    "TEAM",
]
