"""Screens: `committee` (sessions, cases), `own` (the person concerned), `programme` (indicators, costs, survey)."""
