"""Screens of the desk: `inbox` (list and reading pane), `lines` (what a row shows)."""
