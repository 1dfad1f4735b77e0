"""Parsing of what drafting is sent. Nothing is saved here."""
