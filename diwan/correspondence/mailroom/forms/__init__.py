"""Parsing what clerks enter: `confirming` (a document), `sources` (where paper comes from), `sending` (files)."""
