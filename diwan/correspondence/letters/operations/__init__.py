"""Every write of a letter: `registering` (numbers), `beginning` (drafts), `sights` (who sees it), `reading` (the read
log), `moving` (its states), `correcting` (the register), `placing` (level, class, due date, links), `plan` and
`dossiers` (where letters are kept), `recording` (its history and the journal)."""
