"""Administrations, their units, posts and registry offices, and who may act where, as of any date."""
