"""What happened to the rules of an administration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RulesAdjusted:
    """A rule was set, ended or withdrawn: from `starts_on` (ISO day) what holds may differ."""

    administration_id: int
    adjustment_id: int
    key: str
    starts_on: str
