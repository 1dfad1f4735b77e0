"""What the signatures of a PDF are worth, in the words of ETSI EN 319 102-1. Hostile files get a verdict, no error.

`validate` judges in this process what is small or ours; `examine` what a stranger sent, in a process with bounds.
"""

from . import bounded, documents
from .bounded import examine
from .judging import validate
from .trust import Trust
from .verdicts import Added, Change, Picture, Reason, Report, Signature, Verdict

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
