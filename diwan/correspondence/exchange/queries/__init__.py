"""Large reading: `ours` (our bodies, as we publish them), `routing` (which instance a letter goes to), `peers` (the
operator's screens)."""
