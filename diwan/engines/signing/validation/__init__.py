"""What the signatures of a PDF are worth, in the words of ETSI EN 319 102-1. Hostile files get a verdict, no error.

`validate` judges in this process what is small or ours; `examine` what a stranger sent, in a process with bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import bounded, documents
from .bounded import examine
from .trust import Trust
from .verdicts import Added, Change, Picture, Reason, Report, Signature, Verdict

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

__all__ = [
    "Added",
    "Change",
    "Picture",
    "Reason",
    "Report",
    "Signature",
    "Trust",
    "Verdict",
    "bounded",
    "documents",
    "examine",
    "validate",
]


def validate(pdf: bytes | Path, *, now: datetime | None = None, trust: Trust | None = None) -> Report:
    """The worst verdict among the signatures of `pdf`; INDETERMINATE without any. Never raises for what is in it."""
    from . import judging  # it compares pictures of pages: what that takes, no process pays that does not judge

    return judging.validate(pdf, now=now, trust=trust)
