"""The facts the registers tell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintingAsked:
    printing_id: int
