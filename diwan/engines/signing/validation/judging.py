"""The judgement of one PDF: pyHanko for certificates, containers and revisions, our own eyes where it is blind."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cryptography import x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, read_certification_data
from pyhanko_certvalidator import ValidationContext

from . import changes, structure, trusted_lists
from .octets import Octets
from .policy import POLICY
from .trust import Trust
from .verdicts import Reason, Report, Signature, Verdict, verdict_of

if TYPE_CHECKING:
    from pathlib import Path

    from asn1crypto import x509 as asn1_x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.status import PdfSignatureStatus

WEAK = {"md2", "md5", "sha1"}
SHORTEST_RSA = 2048  # bits
MOST = 100  # signatures of one file
BETWEEN_CLOCKS = 300  # seconds by which the clock of an authority may be before ours
log = logging.getLogger(__name__)


def validate(pdf: bytes | Path, *, now: datetime | None = None, trust: Trust | None = None) -> Report:
    """The worst verdict among the signatures of `pdf`; INDETERMINATE without any. Never raises for what is in it."""
    try:
        return _validate(Octets(pdf), now or datetime.now(UTC), trust or Trust.ours())
    except (RecursionError, MemoryError):
        return Report(Verdict.FAILED, (Reason.UNREADABLE,))


def _validate(octets: Octets, now: datetime, trust: Trust) -> Report:
    quiet = logging.getLogger("pyhanko")
    level, quiet.level = quiet.level, logging.CRITICAL  # what strangers' files contain is not our log's business
    try:
        reader = structure.read(octets)
        if reader.encrypted:
            return Report(Verdict.INDETERMINATE, (Reason.ENCRYPTED,))
        found = structure.signatures(reader)
        gone = structure.vanished(reader)
    except Exception:  # a parser fed by strangers: whatever it stumbles on, the file is what is wrong
        return Report(Verdict.FAILED, (Reason.UNREADABLE,))
    try:
        return _judged(Document(octets, reader, now, trust), found, gone)
    finally:
        quiet.level = level


class Document:
    """A file that is judged, and what its time-stamps and its own store of material prove."""

    def __init__(self, octets: Octets, reader: PdfFileReader, now: datetime, trust: Trust) -> None:
        self.octets, self.reader, self.now, self.trust = octets, reader, now, trust
        self.stamps: list[tuple[int, datetime]] = []  # revision, moment: newest first
        self.material = self._material()
        try:
            certification = read_certification_data(reader)
        except Exception:
            certification = None
        self.certified = certification.permission.value if certification else 0

    def _material(self) -> tuple[list[Any], list[Any], list[Any]]:
        """Certificates, revocation lists, OCSP answers that the file brings (DSS)."""
        try:
            store = DocumentSecurityStore.read_dss(self.reader)
            crls = [_loaded("crl", ref) for ref in store.crls]
            return list(store.load_certs()), crls, [_loaded("ocsp", ref) for ref in store.ocsps]
        except NoDSSFoundError:
            return [], [], []
        except Exception:
            log.info("the material of a file could not be read", exc_info=True)
            return [], [], []

    def context(self, moment: datetime) -> ValidationContext:
        """Nothing is fetched: a file from a stranger must not make us call an address of his choosing."""
        certificates, crls, answers = self.material
        return ValidationContext(
            trust_roots=self.trust.certificates,
            other_certs=certificates,
            crls=[*crls, *self.trust.lists],
            ocsps=answers,
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
            # What a renewal adds was said years after the signature: it tells of every revocation before it too.
            retroactive_revinfo=True,
            best_signature_time=moment,
        )

    def revoked(self, path: Any, moment: datetime) -> bool:
        """Whether a list we hold names a certificate of the path, revoked before `moment`.

        pyHanko looks at lists only where a certificate says that it has some; ours are looked at in any case.
        """
        lists = [x509.load_der_x509_crl(one.dump()) for one in [*self.material[1], *self.trust.lists]]
        certificates = [x509.load_der_x509_certificate(one.dump()) for one in path.iter_certs(include_root=True)]
        for above, below in pairwise(certificates):
            for one in lists:
                entry = one.get_revoked_certificate_by_serial_number(below.serial_number)
                if entry is None or one.issuer != below.issuer or entry.revocation_date_utc > moment:
                    continue
                if one.is_signature_valid(above.public_key()):  # type: ignore[arg-type]
                    return True
        return False

    def proven(self, revision: int) -> datetime:
        """The earliest moment at which a time-stamp of the whole document shows this revision existed; else now."""
        later = [moment for stamped, moment in self.stamps if stamped > revision]
        return min([*later, self.now])


def _loaded(kind: str, reference: Any) -> Any:
    from asn1crypto import crl, ocsp

    data = reference.get_object().data
    return crl.CertificateList.load(data) if kind == "crl" else ocsp.OCSPResponse.load(data)


def _judged(document: Document, found: list[Any], gone: bool) -> Report:
    if not found:
        why = (Reason.SIGNATURE_GONE,) if gone else (Reason.UNSIGNED,)
        return Report(verdict_of(why), why)
    if len(found) > MOST:
        return Report(Verdict.INDETERMINATE, (Reason.TOO_COSTLY,))
    stamps = [one for one in found if isinstance(one, EmbeddedPdfSignature) and structure.is_stamp(one)]
    broken: list[Reason] = []
    for one in sorted(stamps, key=lambda s: s.signed_revision, reverse=True):
        broken += _stamp_of_document(one, document)
    signatures = tuple(
        _one(one, document) for one in found if not (isinstance(one, EmbeddedPdfSignature) and structure.is_stamp(one))
    )
    reasons = [reason for signature in signatures for reason in signature.reasons] + broken
    if gone:
        reasons.append(Reason.SIGNATURE_GONE)
    if not signatures and not reasons:
        reasons.append(Reason.UNSIGNED)
    whole = tuple(dict.fromkeys(reasons))
    moments = tuple(sorted(moment for _, moment in document.stamps))
    return Report(verdict_of(whole), whole, signatures, moments)


def _stamp_of_document(one: EmbeddedPdfSignature, document: Document) -> list[Reason]:
    """A time-stamp over the whole document: kept where it holds, and why where it does not."""
    try:
        context = document.context(document.proven(one.signed_revision))
        status = validate_pdf_timestamp(one, context, diff_policy=POLICY)
        if not (status.intact and status.valid):
            return [Reason.TIME_STAMP_BROKEN]
        extent = structure.extent(one, document.reader)
        if extent is not None:
            return [extent]
        if status.modification_level is None or status.modification_level.name == "OTHER":
            return [Reason.CHANGED_AFTER]
        if not status.trusted:
            return [Reason.TIME_STAMP]
        document.stamps.append((one.signed_revision, status.timestamp))
    except Exception:
        log.info("a time-stamp could not be understood", exc_info=True)
        return [Reason.TIME_STAMP_BROKEN]
    return []


def _one(one: Any, document: Document) -> Signature:
    if isinstance(one, structure.Malformed):
        return _nobody(one.field, Reason.MALFORMED)
    try:
        return _judge(one, document)
    except Exception as error:
        return _nobody(one.field_name, _misunderstood(one, document, error))


def _misunderstood(one: EmbeddedPdfSignature, document: Document, error: Exception) -> Reason:
    """What is wrong with a signature that could not be judged to its end."""
    log.info("a signature could not be understood", exc_info=True)
    try:
        wrong = structure.extent(one, document.reader)
        if wrong is None and isinstance(error, PdfReadError) and structure.end_of(one) < document.octets.size:
            wrong = Reason.CHANGED_AFTER  # what was signed could be read: it is the rest that is broken
    except Exception:
        return Reason.MALFORMED
    if wrong is None and isinstance(error, SignatureValidationError):
        if isinstance(error.ades_subindication, AdESFailure):
            return Reason.FORGED
        if error.ades_subindication == AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND:
            return Reason.NO_CERTIFICATE
    return wrong or Reason.NOT_UNDERSTOOD


def _nobody(field: str, *reasons: Reason) -> Signature:
    return Signature(str(field), verdict_of(reasons), reasons, "", "", "other", None, None, "", False, "other")


def _judge(one: EmbeddedPdfSignature, document: Document) -> Signature:
    stamped_at = _stamped_at(one)
    proven = document.proven(one.signed_revision)
    # A time-stamp shows that the signature existed while its certificate was valid, even if that has expired since.
    moment = min(stamped_at, proven) if stamped_at else proven
    status = validate_pdf_signature(one, document.context(moment), document.context(proven), diff_policy=POLICY)
    reasons = list(_reasons(status, one, document, stamped_at))
    if status.trusted and document.revoked(status.validation_path, moment):
        reasons.append(Reason.REVOKED)
    listed = _listed(status, document.trust, moment)
    if listed == "withdrawn":
        reasons.append(Reason.UNTRUSTED)
    seen = changes.after(one, document, status)
    reasons += [reason for reason in seen.reasons if reason not in reasons]
    certificate = one.signer_cert
    covers = structure.extent(one, document.reader) is None and structure.end_of(one) == document.octets.size
    told = tuple(dict.fromkeys(reasons))
    return Signature(
        field=str(one.field_name),  # its own kind of text holds the reader
        verdict=verdict_of(told),
        reasons=told,
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        level=_level(one, document, stamped=stamped_at is not None),
        time=stamped_at or one.self_reported_timestamp,
        stated_at=one.self_reported_timestamp,
        stated_reason=str(one.sig_object.get("/Reason", "")),
        covers_whole_file=covers,
        modified="none" if covers else seen.kind,
        serial=f"{certificate.serial_number:x}",
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        algorithm=_algorithm(one, certificate),
        certified=one.docmdp_level.value if one.docmdp_level and structure.certifies(one, document.reader) else 0,
        qualified=listed if listed != "granted" or trusted_lists.is_qualified(certificate) else "listed",
        revision=one.signed_revision,
        octets=structure.end_of(one),
        pictures=seen.pictures,
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


def _level(one: EmbeddedPdfSignature, document: Document, *, stamped: bool) -> str:
    if one.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return "other"
    if not stamped:
        return "B-B"
    if not document.material[1] and not document.material[2]:
        return "B-T"
    return "B-LTA" if any(revision > one.signed_revision for revision, _ in document.stamps) else "B-LT"


def _algorithm(one: EmbeddedPdfSignature, certificate: asn1_x509.Certificate) -> str:
    key = certificate.public_key
    kind = "ECDSA" if key.algorithm == "ec" else key.algorithm.upper()
    return f"{kind} {key.bit_size}, {one.md_algorithm.upper()}"


def _listed(status: PdfSignatureStatus, trust: Trust, moment: datetime) -> str:
    """What a trusted list says of the authority above the signer at that moment; "" where it is on none."""
    path = status.validation_path
    if path is None or not trust.qualified:
        return ""
    for certificate in path.iter_certs(include_root=True):
        windows = trust.qualified.get(hashlib.sha256(certificate.dump()).hexdigest())
        if windows:
            return trusted_lists.status_at(windows, moment)
    return ""


def _reasons(status: PdfSignatureStatus, one: EmbeddedPdfSignature, document: Document, stamped_at: datetime | None):
    if not status.intact:
        yield Reason.CHANGED
    elif not status.valid:
        yield Reason.FORGED
    extent = structure.extent(one, document.reader)
    if extent is not None:
        yield extent
    if structure.carries_content(one):
        yield Reason.FORGED
    key = one.signer_cert.public_key
    if one.md_algorithm in WEAK or (key.algorithm == "rsa" and key.bit_size < SHORTEST_RSA):
        yield Reason.WEAK
    if not status.trusted:
        yield from _distrust(status, one.signer_cert, document.proven(one.signed_revision))
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        yield Reason.TIME_STAMP_BROKEN
    elif stamp is not None and (not stamp.trusted or (stamp.timestamp - document.now).total_seconds() > BETWEEN_CLOCKS):
        yield Reason.TIME_STAMP
    elif stamped_at and stamp is None:
        yield Reason.TIME_STAMP_BROKEN


def _distrust(status: PdfSignatureStatus, certificate: asn1_x509.Certificate, moment: datetime):
    """Why the certificate is worth nothing here, as precisely as it is known."""
    problem = str(getattr(status.trust_problem_indic, "name", ""))
    if "REVOKED" in problem:
        yield Reason.REVOKED
    elif moment > certificate.not_valid_after:
        yield Reason.EXPIRED
    elif moment < certificate.not_valid_before:
        yield Reason.NOT_YET_VALID
    elif certificate.key_usage_value is not None and not {"digital_signature", "non_repudiation"}.intersection(
        certificate.key_usage_value.native
    ):
        yield Reason.WRONG_USE
    else:
        yield Reason.UNTRUSTED
