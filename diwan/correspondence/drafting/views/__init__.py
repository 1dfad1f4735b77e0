"""Screens: `beginning`, `drafts` (list, editor, versions), `saying`, `sources` (files), `signing`, `templates`."""
