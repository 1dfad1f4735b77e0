"""Reading for the screens: `queue` (batches, what waits), `proposals` (a document and what is proposed for it)."""
