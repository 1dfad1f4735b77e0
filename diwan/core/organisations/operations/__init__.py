"""Every write of the directory: `units` (the tree), `posts` (who sits where), `offices` (registry offices)."""
