"""Every write of a letter: `registering` (numbers), `beginning` (drafts), `sights` (who sees it), `reading` (the read
log), `moving` (its states), `recording` (its history and the journal)."""
