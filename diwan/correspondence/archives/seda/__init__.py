"""Packages by the French standard of exchange for archives (SEDA 2.1; NF Z44-022, ISO 20614): `model` says what is in
one, `writing` and `reading` turn it into a manifest and back, `zipping` puts manifest and files together.

Nothing here knows of letters or of the database.
"""
