"""What the pages of circuits take in: `rules`, `steps`, `types`, `mandates`, `trying`."""
