"""The screens of drafting: `beginning`, `drafts` (list, editor, versions), `saying` (comments, opinions), `sources` (files),
`signing`, `templates`.
"""
