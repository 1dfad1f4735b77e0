"""The pages: `types`, `circuits`, `drawing` (the editor), `proving` (use, differences, simulator), `mandates`."""
