"""HTTP: help, guides, courses, campaigns."""
