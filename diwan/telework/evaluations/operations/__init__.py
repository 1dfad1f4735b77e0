"""Every write: `sitting` (sessions, attendance, votes), `minutes` (the act and its effect), `programme` (figures)."""
