"""Every write of the mailroom: `sources`, `collecting` (folders and mailboxes), `arriving`, `drawing` (pages, and where
a document ends), `reading`, `arranging` (by hand), `confirming` (leases, registration)."""
