"""Who may ask for the pages of `programmes`."""

from __future__ import annotations

from tests.house.table import Row

ROWS: dict[str, Row] = {}
