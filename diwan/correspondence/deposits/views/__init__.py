"""HTTP: the public's pages, the clerk's desk, and the same for programs."""
