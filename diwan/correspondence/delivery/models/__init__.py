"""Rows of delivery: `sendings` (what leaves), `arrivals` (what comes), `evidence` (what happened to either), `links`
(the secured pages shown to those without an account), `post` (what the post office carries)."""

from .arrivals import ARRIVED, Arrival, ArrivalPiece
from .evidence import Evidence
from .links import SecuredLink
from .post import PostBatch, PostItem
from .sendings import Sending

__all__ = ["ARRIVED", "Arrival", "ArrivalPiece", "Evidence", "PostBatch", "PostItem", "SecuredLink", "Sending"]
