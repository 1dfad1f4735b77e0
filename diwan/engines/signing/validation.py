"""What the signatures of a PDF are worth, in the words of ETSI EN 319 102-1. Hostile files get a verdict, no error."""

import io
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from . import keys


class Verdict(StrEnum):
    PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    FAILED = "TOTAL-FAILED"


class Reason(StrEnum):
    """Why not, as words a screen translates."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    UNSIGNED = "unsigned"
    CHANGED = "changed"  # the signed bytes are not those signed
    FORGED = "forged"  # the signature is not that of the certificate
    CHANGED_AFTER = "changed_after"  # something was added that a signature does not allow
    UNTRUSTED = "untrusted"  # its certificate does not lead to a root we trust, or was not valid then
    TIME_STAMP = "time_stamp"  # the time-stamp is broken or comes from an authority we do not trust
    NOT_UNDERSTOOD = "not_understood"


FAILURES = {Reason.UNREADABLE, Reason.CHANGED, Reason.FORGED, Reason.CHANGED_AFTER}


@dataclass(frozen=True)
class Signature:
    """One signature of the document, oldest first. `time` is that of the time-stamp, else the one the signer states."""

    field: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    signer: str
    issuer: str
    level: str  # "B-T" with a time-stamp, "B-B" without, "other" when not PAdES
    time: datetime | None
    stated_at: datetime | None
    stated_reason: str
    covers_whole_file: bool
    modified: str  # what was added after it: "none", "lta_updates", "form_filling", "other"


@dataclass(frozen=True)
class Report:
    verdict: Verdict
    reasons: tuple[Reason, ...]
    signatures: tuple[Signature, ...] = ()


def validate(pdf: bytes, *, now: datetime | None = None) -> Report:
    """The worst verdict among the signatures of `pdf`; INDETERMINATE without any. Never raises for what is in it."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        if reader.encrypted:
            return Report(Verdict.INDETERMINATE, (Reason.ENCRYPTED,))
        embedded = list(reader.embedded_regular_signatures)
    except RecursionError:
        return Report(Verdict.FAILED, (Reason.UNREADABLE,))
    except Exception:  # a parser fed by strangers: whatever it stumbles on, the file is what is wrong
        return Report(Verdict.FAILED, (Reason.UNREADABLE,))
    if not embedded:
        return Report(Verdict.INDETERMINATE, (Reason.UNSIGNED,))
    signatures = tuple(_judged(one, reader, now or datetime.now(UTC)) for one in embedded)
    reasons = tuple(dict.fromkeys(reason for signature in signatures for reason in signature.reasons))
    return Report(_verdict(reasons), reasons, signatures)


def _verdict(reasons: tuple[Reason, ...]) -> Verdict:
    if not reasons:
        return Verdict.PASSED
    return Verdict.FAILED if FAILURES.intersection(reasons) else Verdict.INDETERMINATE


def _judged(one: EmbeddedPdfSignature, reader: PdfFileReader, now: datetime) -> Signature:
    try:
        return _judge(one, reader, now)
    except Exception:
        logging.getLogger(__name__).info("a signature could not be understood", exc_info=True)
        return Signature(
            "", Verdict.INDETERMINATE, (Reason.NOT_UNDERSTOOD,), "", "", "other", None, None, "", False, "other"
        )


def _judge(one: EmbeddedPdfSignature, reader: PdfFileReader, now: datetime) -> Signature:
    stamped_at = _stamped_at(one)
    roots = [asn1_x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in keys.trusted()]

    def trust(moment: datetime) -> ValidationContext:
        # Nothing is fetched: a file from a stranger must not make us call an address of his choosing.
        return ValidationContext(
            trust_roots=roots,
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
            best_signature_time=moment,
        )

    # A time-stamp shows that the signature existed while its certificate was valid, even if that has expired since.
    status = validate_pdf_signature(one, trust(stamped_at or now), trust(now))
    reasons = tuple(_reasons(status, one, reader))
    stated = one.sig_object.get("/Reason", "")
    certificate = one.signer_cert
    return Signature(
        field=one.field_name,
        verdict=_verdict(reasons),
        reasons=reasons,
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        level=_level(one, stamped=stamped_at is not None),
        time=stamped_at or one.self_reported_timestamp,
        stated_at=one.self_reported_timestamp,
        stated_reason=str(stated),
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        modified=(status.modification_level or ModificationLevel.OTHER).name.lower()
        if status.coverage != SignatureCoverageLevel.ENTIRE_FILE
        else "none",
    )


def _stamped_at(one: EmbeddedPdfSignature) -> datetime | None:
    try:
        token = find_unique_cms_attribute(one.signer_info["unsigned_attrs"], "signature_time_stamp_token")
    except NonexistentAttributeError:
        return None
    moment = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _name(name: asn1_x509.Name) -> str:
    return str(name.native.get("common_name") or name.human_friendly)


def _level(one: EmbeddedPdfSignature, *, stamped: bool) -> str:
    if one.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return "other"
    return "B-T" if stamped else "B-B"


def _reasons(status: PdfSignatureStatus, one: EmbeddedPdfSignature, reader: PdfFileReader):
    if not status.intact:
        yield Reason.CHANGED
    elif not status.valid:
        yield Reason.FORGED
    # The difference between revisions is judged too: an added page or a swapped attachment is no legal increment.
    coverage = status.coverage or SignatureCoverageLevel.UNCLEAR
    last = one.signed_revision == reader.xrefs.total_revisions - 1
    needed = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    if coverage < needed or status.modification_level == ModificationLevel.OTHER or status.docmdp_ok is False:
        yield Reason.CHANGED_AFTER
    if not status.trusted:
        yield Reason.UNTRUSTED
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid and stamp.trusted):
        yield Reason.TIME_STAMP
