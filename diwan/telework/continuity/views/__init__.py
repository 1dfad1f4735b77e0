"""The pages: `plans` (continuity plan), `exemptions`, `crises` (the switch and back), `mine` (a person's own days)."""
