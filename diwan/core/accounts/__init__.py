"""People who sign in, their sessions, and how access ends at once."""
