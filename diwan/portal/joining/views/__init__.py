"""Screens of joining: `board`, `importing`, `offices`, `steps` (seal, invitations, trial, look), `platform`, `help`."""
