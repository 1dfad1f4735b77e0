"""The words of a validation: verdicts and reasons of ETSI EN 319 102-1, and what a report holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    FAILED = "TOTAL-FAILED"


class Reason(StrEnum):
    """Why not, as words a screen translates (words.py)."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    UNSIGNED = "unsigned"
    TOO_COSTLY = "too_costly"  # judging it would have taken more time or memory than a file may cost
    CHANGED = "changed"  # the signed bytes are not those signed
    FORGED = "forged"  # the signature is not that of the certificate
    MALFORMED = "malformed"  # a signature written such that a careless reader does not check it
    NOT_COVERED = "not_covered"  # there are octets that the signature does not cover
    SIGNATURE_GONE = "signature_gone"  # a signature was there in an earlier revision
    CHANGED_AFTER = "changed_after"  # something was added that a signature does not allow
    COVERED_OVER = "covered_over"  # a stamp, a field or a comment hides what was signed
    SHOWS_OTHERWISE = "shows_otherwise"  # a field shows something else than its value
    LOOKS_OTHERWISE = "looks_otherwise"  # a page does not look as it did when it was signed
    NO_CERTIFICATE = "no_certificate"  # the certificate it names is not the one it brings
    UNTRUSTED = "untrusted"  # its certificate does not lead to a root we trust, or was not valid then
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    WRONG_USE = "wrong_use"  # the certificate is not for signatures
    WEAK = "weak"  # an algorithm that can be forged today
    TIME_STAMP = "time_stamp"  # the time-stamp comes from an authority we do not trust
    TIME_STAMP_BROKEN = "time_stamp_broken"
    NOT_UNDERSTOOD = "not_understood"


class Added(StrEnum):
    """What was added to a file that somebody was to sign."""

    SIGNATURE = "signature"  # one signature more, and nothing else
    NOTHING = "nothing"
    SEVERAL = "several"
    OTHER = "other"  # something else than a signature
    HIDES = "hides"  # the signature is laid over what was written
    UNREAD = "unread"  # it cannot be told


FAILURES = {
    Reason.UNREADABLE,
    Reason.CHANGED,
    Reason.FORGED,
    Reason.MALFORMED,
    Reason.NOT_COVERED,
    Reason.SIGNATURE_GONE,
    Reason.CHANGED_AFTER,
    Reason.COVERED_OVER,
    Reason.SHOWS_OTHERWISE,
    Reason.LOOKS_OTHERWISE,
    Reason.TIME_STAMP_BROKEN,
}


@dataclass(frozen=True)
class Picture:
    """A page that looks otherwise since a signature. Boxes are shares of the page: left, top, right, bottom.

    `allowed`: every difference is where a signature or a form filled may be.
    """

    page: int
    boxes: tuple[tuple[float, float, float, float], ...]
    allowed: bool
    since: int  # octets of the revision that was signed


@dataclass(frozen=True)
class Change:
    """What was done to the document after a signature: lta_updates, form_filling, annotations, other."""

    kind: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Signature:
    """One signature of the document, oldest first. `time` is that of the time-stamp, else the one the signer states.

    `level`: "B-B", "B-T" with a time-stamp, "B-LT" with material for later, "B-LTA" time-stamped as a whole, "other"
    when not PAdES. `qualified`: what the trusted lists say of the certificate, "" without any.
    """

    field: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    signer: str
    issuer: str
    level: str
    time: datetime | None
    stated_at: datetime | None
    stated_reason: str
    covers_whole_file: bool
    modified: str  # what was added after it: "none", "lta_updates", "form_filling", "annotations", "other"
    serial: str = ""
    fingerprint: str = ""  # SHA-256 of the certificate, in hexadecimal
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    algorithm: str = ""
    certified: int = 0  # DocMDP permission of a certification, 0 when it is none
    qualified: str = ""
    revision: int = 0
    octets: int = 0  # how much of the file was there when it was signed
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Report:
    verdict: Verdict
    reasons: tuple[Reason, ...]
    signatures: tuple[Signature, ...] = ()
    time_stamps: tuple[datetime, ...] = ()  # of the whole document (B-LTA), oldest first

    def as_json(self) -> dict[str, Any]:
        def plain(value: Any) -> Any:
            if isinstance(value, datetime):
                return value.isoformat()
            if isinstance(value, dict):
                return {key: plain(one) for key, one in value.items()}
            return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value

        return plain(asdict(self))

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Report:
        return cls(
            Verdict(said["verdict"]),
            tuple(map(Reason, said["reasons"])),
            tuple(map(_signature, said["signatures"])),
            tuple(map(datetime.fromisoformat, said.get("time_stamps", ()))),
        )


MOMENTS = ("time", "stated_at", "valid_from", "valid_until")


def _signature(said: dict[str, Any]) -> Signature:
    known = {field.name for field in fields(Signature)}
    values = {key: value for key, value in said.items() if key in known}
    for key in MOMENTS:
        values[key] = datetime.fromisoformat(values[key]) if values.get(key) else None
    values["verdict"] = Verdict(values["verdict"])
    values["reasons"] = tuple(map(Reason, values["reasons"]))
    values["pictures"] = tuple(
        Picture(p["page"], tuple(tuple(box) for box in p["boxes"]), p["allowed"], p["since"])
        for p in values.get("pictures", ())
    )
    return Signature(**values)


def verdict_of(reasons: tuple[Reason, ...]) -> Verdict:
    """The worst reason decides."""
    if not reasons:
        return Verdict.PASSED
    return Verdict.FAILED if FAILURES.intersection(reasons) else Verdict.INDETERMINATE
