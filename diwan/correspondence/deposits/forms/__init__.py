"""Parsing, by the moment of a letter's life: `handing_in`, `following`, `desk`. Nothing is saved here."""
