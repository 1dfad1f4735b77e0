"""The door of delivery. A channel registers here and is asked to carry; what comes is `arrive`d; news is `answered`."""

from .enums import FAILURES, LIVE, MISSED, REFUSALS, ArrivalState, Event, State, Why
from .events import ArrivalAnswered, LetterArrived, LetterSent, SendingMoved
from .evidence import BadProof, Issuer, digest, made, proof_of, read
from .models import Arrival, Evidence, Sending
from .operations.arriving import AnotherContent, Coming, NoOffice, arrive, proofs_of, take_back
from .operations.deciding import AlreadyDecided, accept, refuse, return_
from .operations.handing import NotToRetry, ReasonMissing, TooLate, retry, withdraw
from .operations.proving import issuer_of
from .operations.sending import Asked, NobodyChosen, NotMissed, NotToBeSent, NoWay, OnItsWay, resend, send
from .operations.settling import answered
from .operations.telling import answer_of
from .policies import may_decide, may_send
from .registry import (
    Channel,
    Happened,
    Offer,
    Outcome,
    Patience,
    Proof,
    carried,
    channel,
    channels,
    impossible,
    later,
    register_channel,
)

__all__ = [
    "FAILURES",
    "LIVE",
    "MISSED",
    "REFUSALS",
    "AlreadyDecided",
    "AnotherContent",
    "Arrival",
    "ArrivalAnswered",
    "ArrivalState",
    "Asked",
    "BadProof",
    "Channel",
    "Coming",
    "Event",
    "Evidence",
    "Happened",
    "Issuer",
    "LetterArrived",
    "LetterSent",
    "NoOffice",
    "NoWay",
    "NobodyChosen",
    "NotMissed",
    "NotToBeSent",
    "NotToRetry",
    "Offer",
    "OnItsWay",
    "Outcome",
    "Patience",
    "Proof",
    "ReasonMissing",
    "Sending",
    "SendingMoved",
    "State",
    "TooLate",
    "Why",
    "accept",
    "answer_of",
    "answered",
    "arrive",
    "carried",
    "channel",
    "channels",
    "digest",
    "impossible",
    "issuer_of",
    "later",
    "made",
    "may_decide",
    "may_send",
    "proof_of",
    "proofs_of",
    "read",
    "refuse",
    "register_channel",
    "resend",
    "retry",
    "return_",
    "send",
    "take_back",
    "withdraw",
]
