"""The certification authority of the instance: a root that is kept off line, and an authority that issues to people."""
