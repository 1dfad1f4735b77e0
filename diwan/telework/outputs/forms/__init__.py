"""Parsing what is sent. Nothing is saved here."""
