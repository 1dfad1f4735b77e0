"""HTTP: lists and boards, a task and what is done with it, figures, the catalogue, weekly reports."""
