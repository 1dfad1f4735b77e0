"""The door of delivery. A channel registers here and is asked to carry; what comes is `arrive`d; news is `answered`."""

from .enums import FAILURES, LIVE, MISSED, REFUSALS, WITHDRAWAL, ArrivalState, Event, State, Why
from .events import ArrivalAnswered, LetterArrived, LetterSent, SendingMoved
from .evidence import BadProof, Issuer, digest, made, proof_of, read
from .models import Arrival, Evidence, Sending
from .operations.arriving import AnotherContent, Coming, NoOffice, arrive, proofs_of, told_more
from .operations.bouncing import NotByMail, bounced
from .operations.carrying import still_waits, try_now
from .operations.deciding import AlreadyDecided, accept, refuse, return_
from .operations.handing import NotToRetry, ReasonMissing, retry
from .operations.links import open_link, token_of
from .operations.post import came_back, hand_to_post
from .operations.proving import issuer_of
from .operations.sending import Asked, NobodyChosen, NotMissed, NotToBeSent, NoWay, OnItsWay, resend, send
from .operations.settling import answered
from .operations.telling import answer_of, report
from .operations.withdrawing import AlreadyAsked, TooLate, withdraw
from .policies import may_decide, may_send
from .queries.offers import proposed
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
    explained,
    impossible,
    later,
    register_channel,
)

__all__ = [
    "FAILURES",
    "LIVE",
    "MISSED",
    "REFUSALS",
    "WITHDRAWAL",
    "AlreadyAsked",
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
    "NotByMail",
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
    "bounced",
    "came_back",
    "carried",
    "channel",
    "channels",
    "digest",
    "explained",
    "hand_to_post",
    "impossible",
    "issuer_of",
    "later",
    "made",
    "may_decide",
    "may_send",
    "open_link",
    "proof_of",
    "proofs_of",
    "proposed",
    "read",
    "refuse",
    "register_channel",
    "report",
    "resend",
    "retry",
    "return_",
    "send",
    "still_waits",
    "token_of",
    "told_more",
    "try_now",
    "withdraw",
]
