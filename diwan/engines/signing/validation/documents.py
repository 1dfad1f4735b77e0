"""A report as a file: JSON, or XML in the form of ETSI TS 119 102-2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from .verdicts import Reason, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from .verdicts import Report, Signature

NAMESPACE = "http://uri.etsi.org/19102/v1.2.1#"
DIGITAL = "http://www.w3.org/2000/09/xmldsig#"
INDICATION = "urn:etsi:019102:mainindication:"
SUB = "urn:etsi:019102:subindication:"
SUBINDICATIONS = {
    Reason.UNREADABLE: "FORMAT_FAILURE",
    Reason.MALFORMED: "FORMAT_FAILURE",
    Reason.NOT_COVERED: "FORMAT_FAILURE",
    Reason.SIGNATURE_GONE: "FORMAT_FAILURE",
    Reason.NOT_UNDERSTOOD: "FORMAT_FAILURE",
    Reason.UNSIGNED: "SIGNED_DATA_NOT_FOUND",
    Reason.ENCRYPTED: "SIGNED_DATA_NOT_FOUND",
    Reason.TOO_COSTLY: "GENERIC",
    Reason.CHANGED: "HASH_FAILURE",
    Reason.CHANGED_AFTER: "HASH_FAILURE",
    Reason.COVERED_OVER: "HASH_FAILURE",
    Reason.SHOWS_OTHERWISE: "HASH_FAILURE",
    Reason.LOOKS_OTHERWISE: "HASH_FAILURE",
    Reason.FORGED: "SIG_CRYPTO_FAILURE",
    Reason.NO_CERTIFICATE: "NO_SIGNING_CERTIFICATE_FOUND",
    Reason.UNTRUSTED: "NO_CERTIFICATE_CHAIN_FOUND",
    Reason.EXPIRED: "OUT_OF_BOUNDS_NO_POE",
    Reason.NOT_YET_VALID: "NOT_YET_VALID",
    Reason.REVOKED: "REVOKED_NO_POE",
    Reason.WRONG_USE: "CHAIN_CONSTRAINTS_FAILURE",
    Reason.WEAK: "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    Reason.TIME_STAMP: "SIG_CONSTRAINTS_FAILURE",
    Reason.TIME_STAMP_BROKEN: "TIMESTAMP_ORDER_FAILURE",
}


def as_xml(report: Report, *, sha256: str, judged_at: datetime) -> bytes:
    """The verdict on each signature; `sha256` names the file."""
    root = etree.Element(_name("ValidationReport"), nsmap={None: NAMESPACE, "ds": DIGITAL})
    for signature in report.signatures or (None,):
        one = etree.SubElement(root, _name("SignatureValidationReport"))
        if signature is not None:
            _identified(one, signature, sha256)
        status = etree.SubElement(one, _name("SignatureValidationStatus"))
        verdict = signature.verdict if signature else report.verdict
        etree.SubElement(status, _name("MainIndication")).text = INDICATION + Verdict(verdict).value.lower()
        for reason in signature.reasons if signature else report.reasons:
            etree.SubElement(status, _name("SubIndication")).text = SUB + SUBINDICATIONS[Reason(reason)]
        moment = etree.SubElement(one, _name("ValidationTimeInfo"))
        etree.SubElement(moment, _name("ValidationTime")).text = judged_at.isoformat()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _identified(one: etree._Element, signature: Signature, sha256: str) -> None:
    identifier = etree.SubElement(one, _name("SignatureIdentifier"), id=f"S-{signature.revision}-{signature.octets}")
    value = etree.SubElement(identifier, _name("DigestAlgAndValue"))
    etree.SubElement(value, f"{{{DIGITAL}}}DigestMethod", Algorithm="http://www.w3.org/2001/04/xmlenc#sha256")
    etree.SubElement(value, f"{{{DIGITAL}}}DigestValue").text = sha256
    signer = etree.SubElement(one, _name("SignerInformation"))
    etree.SubElement(signer, _name("Signer")).text = signature.signer


def _name(word: str) -> str:
    return f"{{{NAMESPACE}}}{word}"
