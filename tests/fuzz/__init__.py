"""Junk for every address, until something gives way. Nothing here names a route: new ones are tried by themselves."""
