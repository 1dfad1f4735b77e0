"""Who may ask for the pages of `continuity`."""

from __future__ import annotations

from tests.house.table import Row

ROWS: dict[str, Row] = {}
