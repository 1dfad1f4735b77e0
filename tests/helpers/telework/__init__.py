"""Telework in the small world of the house: a file for each app, and what the canary plants beside it."""
