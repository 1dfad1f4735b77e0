from .drafts import ANNEX, PAPER, SEALED, SOURCE, Annex, Comment, Draft, Version
from .templates import Formula, Template, TemplateVersion

__all__ = [
    "ANNEX",
    "PAPER",
    "SEALED",
    "SOURCE",
    "Annex",
    "Comment",
    "Draft",
    "Formula",
    "Template",
    "TemplateVersion",
    "Version",
]
