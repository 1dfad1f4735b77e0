"""The door of rules."""

from . import legal
from .enums import (
    CRISIS,
    DESK,
    EVALUATE,
    MANAGE,
    MINE,
    PROGRAMME,
    RULES,
    SAFETY,
    SECURITY,
    STEERING,
    TEAM,
    Direction,
    Scope,
    Window,
)
from .events import RulesAdjusted
from .inforce import Rules
from .operations import adjust, end, withdraw
from .patterns import Pattern, PatternError
from .profile import CrisisRule, Population, Quota, Rule, Statement, UnknownProfile, profile, profiles
from .queries import crisis_rules, rules_for, rules_of, stamp
from .spans import Span

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
    "CrisisRule",
    "Direction",
    "Pattern",
    "PatternError",
    "Population",
    "Quota",
    "Rule",
    "Rules",
    "RulesAdjusted",
    "Scope",
    "Span",
    "Statement",
    "UnknownProfile",
    "Window",
    "adjust",
    "crisis_rules",
    "end",
    "legal",
    "profile",
    "profiles",
    "rules_for",
    "rules_of",
    "stamp",
    "withdraw",
]
