"""What a report says, in sentences for people: one for each verdict, reason, level and kind of change."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .verdicts import FAILURES, Added, Reason, Verdict

VERDICTS: dict[str, Any] = {
    Verdict.PASSED: _("The signatures are valid"),
    Verdict.INDETERMINATE: _("It cannot be said whether the signatures are valid"),
    Verdict.FAILED: _("The signatures are not valid"),
}
ONE: dict[str, Any] = {
    Verdict.PASSED: _("This signature is valid"),
    Verdict.INDETERMINATE: _("It cannot be said whether this signature is valid"),
    Verdict.FAILED: _("This signature is not valid"),
}
TONES: dict[str, str] = {Verdict.PASSED: "ok", Verdict.INDETERMINATE: "waiting", Verdict.FAILED: "bad"}
REASONS: dict[str, Any] = {
    Reason.UNREADABLE: _("The file is not a PDF that can be read."),
    Reason.ENCRYPTED: _("The file is locked with a password."),
    Reason.UNSIGNED: _("The file bears no signature."),
    Reason.TOO_COSTLY: _("Checking the file would take too long. Ask its sender for a simpler one."),
    Reason.CHANGED: _("The document was changed after it was signed."),
    Reason.FORGED: _("The signature was not made with the key of its certificate."),
    Reason.MALFORMED: _("The signature is written in such a way that some programs do not check it."),
    Reason.NOT_COVERED: _("Part of the document is outside what was signed."),
    Reason.SIGNATURE_GONE: _("A signature that was in the document was taken away."),
    Reason.CHANGED_AFTER: _("Something was added to the document that the signature does not allow."),
    Reason.COVERED_OVER: _("Something laid over the page hides what was signed, or pretends to be a signature."),
    Reason.SHOWS_OTHERWISE: _("A field shows something other than its value."),
    Reason.LOOKS_OTHERWISE: _("A page does not look as it did when it was signed."),
    Reason.NO_CERTIFICATE: _("The certificate that the signature names is not the one it brings."),
    Reason.UNTRUSTED: _("The certificate was not issued by an authority we trust."),
    Reason.EXPIRED: _("The certificate had expired, and no time-stamp shows that the signature is older."),
    Reason.NOT_YET_VALID: _("The certificate was not yet valid when the signature was made."),
    Reason.REVOKED: _("The certificate was revoked before the signature was made."),
    Reason.WRONG_USE: _("The certificate was not issued for signing."),
    Reason.WEAK: _("The signature uses a method that can be forged today."),
    Reason.TIME_STAMP: _("The time-stamp comes from an authority we do not trust, or from the future."),
    Reason.TIME_STAMP_BROKEN: _("The time-stamp is broken or belongs to another document."),
    Reason.NOT_UNDERSTOOD: _("The signature is of a kind that we do not know."),
}
ADDED: dict[str, Any] = {
    Added.NOTHING: _("The file bears no new signature."),
    Added.SEVERAL: _("The file bears several new signatures: one was asked for."),
    Added.OTHER: _("Something else than a signature was added to the document."),
    Added.HIDES: _("The signature is laid over what is written on the page."),
    Added.UNREAD: _("What was added to the document cannot be told."),
}
LEVELS: dict[str, Any] = {
    "B-B": _("signature alone"),
    "B-T": _("with a time-stamp"),
    "B-LT": _("with what is needed to check it later"),
    "B-LTA": _("time-stamped for the long term"),
    "other": _("not of the European profile"),
}
CHANGES: dict[str, Any] = {
    "none": _("Nothing was added since."),
    "lta_updates": _("Only what keeps the signature verifiable was added since."),
    "form_filling": _("Signatures or answers in fields were added since, as allowed."),
    "annotations": _("Comments were added since, as allowed."),
    "other": _("Something else was added since."),
}
QUALIFIED: dict[str, Any] = {
    "granted": _("Qualified certificate, by the trusted list"),
    "listed": _("Issued by an authority of the trusted list, not qualified"),
    "withdrawn": _("The trusted list has withdrawn the status of this authority"),
}


def sentence(reason: str) -> Any:
    return REASONS[Reason(reason)]


def tone(reason: str) -> str:
    """How bad a reason is, as the piece `proof` shows it."""
    return "bad" if Reason(reason) in FAILURES else "waiting"
