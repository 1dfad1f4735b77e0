"""Every write on the catalogue: `keeping` (an administration's own procedures), `catalogue` (the country's files)."""
