"""A small time-stamp authority (RFC 3161, RFC 5816), in the same process: the embedded default needs no network.

It states its own clock, never the caller's. Serial numbers are 127 random bits, so that several servers
sharing one key never give the same one and no counter has to be kept.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from pyhanko.sign.timestamps import TimeStamper

from . import keys

POLICY = "2.25.206174029465846114262143"
"""Our policy: accuracy of one second, from the clock of the server (2.25: identifiers that anybody may make)."""

DIGEST_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}  # octets; nothing weaker is stamped


VERSION_1, VERSION_3 = (core.Integer(version).dump() for version in (1, 3))
GRANTED = tsp.PKIStatusInfo({"status": "granted"}).dump()
ACCURACY = tsp.Accuracy({"seconds": 1}).dump()
MESSAGE_DIGEST = cms.CMSAttributeType("message_digest").dump()
TST_INFO, SIGNED_DATA = (cms.ContentType(kind).dump() for kind in ("tst_info", "signed_data"))


class Response(core.Sequence):
    """TimeStampResp as RFC 3161 has it: a refusal comes without a token (asn1crypto's own wants one)."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class Rejected(Exception):
    """The request cannot be granted; `failure` is a PKIFailureInfo word of RFC 3161, 2.4.2."""

    def __init__(self, failure: str, words: str):
        super().__init__(words)
        self.failure = failure


def reply(query: bytes, *, now: datetime | None = None) -> bytes:
    """The TimeStampResp that answers a TimeStampReq, both DER; a bad request gets a refusal, never an exception."""
    try:
        request = tsp.TimeStampReq.load(query, strict=True)
        token = _token(_checked(request), now or datetime.now(UTC))
    except Rejected as rejected:
        return _refusal(rejected.failure, str(rejected))
    except (ValueError, TypeError, KeyError, OverflowError):
        return _refusal("bad_data_format", "The request is not a time-stamp request.")
    return _tlv(0x30, GRANTED, token)


def _refusal(failure: str, words: str) -> bytes:
    status = {"status": "rejection", "status_string": [words], "fail_info": {failure}}
    return Response({"status": status}).dump()


def _checked(request: tsp.TimeStampReq) -> tsp.TimeStampReq:
    """The request, all of it parsed, if this authority stamps such a thing."""
    imprint = request["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if request["version"].native != "v1":
        raise Rejected("bad_request", "Only version 1 is known.")
    if algorithm not in DIGEST_SIZES:
        raise Rejected("bad_alg", "The digest must be SHA-256, SHA-384 or SHA-512.")
    if len(imprint["hashed_message"].native) != DIGEST_SIZES[algorithm]:
        raise Rejected("bad_data_format", "The digest does not have the length of its algorithm.")
    if request["req_policy"].native not in (None, POLICY):
        raise Rejected("unaccepted_policy", f"The only policy is {POLICY}.")
    if request["extensions"].native:
        raise Rejected("unaccepted_extensions", "No extension is known.")
    return request


@dataclass(frozen=True)
class _Fixed:
    """The parts of a token that are the same in each, as DER; building them anew costs asn1crypto 10 ms a token."""

    certificates: bytes
    signer: bytes  # SignerInfo up to the signed attributes
    attributes: tuple[bytes, ...]  # all but the message digest
    digest_algorithm: bytes
    signature_algorithm: bytes
    tsa: bytes
    policy: bytes


@lru_cache(maxsize=8)
def _fixed(identity: keys.Identity) -> _Fixed:
    certificate = asn1_x509.Certificate.load(_der(identity.certificate))
    name = asn1_x509.GeneralName("directory_name", certificate.subject)
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    curve = isinstance(identity.key, ec.EllipticCurvePrivateKey)
    signature = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa" if curve else "sha256_rsa"})
    issuer_and_serial = cms.IssuerAndSerialNumber(
        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )
    essential = {  # the certificate is signed too (ESS v2, RFC 5816), so that it cannot be exchanged
        "cert_hash": sha256(certificate.dump()).digest(),
        "issuer_serial": {
            "issuer": [asn1_x509.GeneralName("directory_name", certificate.issuer)],
            "serial_number": certificate.serial_number,
        },
    }
    protection = cms.CMSAlgorithmProtection({"digest_algorithm": digest, "signature_algorithm": signature})
    attributes = [
        {"type": "content_type", "values": ["tst_info"]},
        {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [essential]})]},
        {"type": "cms_algorithm_protection", "values": [protection]},
    ]
    return _Fixed(
        certificates=_tlv(0xA0, *(_der(c) for c in (identity.certificate, *identity.chain))),
        signer=VERSION_1 + issuer_and_serial.dump() + digest.dump(),
        attributes=tuple(cms.CMSAttribute(attribute).dump() for attribute in attributes),
        digest_algorithm=digest.dump(),
        signature_algorithm=signature.dump(),
        tsa=_tlv(0xA0, name.dump()),
        policy=core.ObjectIdentifier(POLICY).dump(),
    )


def _token(request: tsp.TimeStampReq, now: datetime) -> bytes:
    """TimeStampToken (RFC 3161, 2.4.2): a CMS SignedData around the TSTInfo."""
    identity = keys.authority()
    fixed = _fixed(identity)
    nonce = request["nonce"]
    info = _tlv(
        0x30,
        VERSION_1,
        fixed.policy,
        request["message_imprint"].dump(),
        # Always 16 octets: the size of a token is known beforehand.
        core.Integer(secrets.randbits(126) | 1 << 126).dump(),
        _tlv(0x18, f"{now.astimezone(UTC):%Y%m%d%H%M%SZ}".encode()),
        ACCURACY,
        b"" if nonce.native is None else nonce.dump(),
        fixed.tsa,
    )
    message_digest = _tlv(0x30, MESSAGE_DIGEST, _tlv(0x31, _tlv(0x04, sha256(info).digest())))
    attributes = sorted([*fixed.attributes, message_digest])  # a SET in DER has an order
    signature = _sign(identity, _tlv(0x31, *attributes))
    signer = _tlv(0x30, fixed.signer, _tlv(0xA0, *attributes), fixed.signature_algorithm, _tlv(0x04, signature))
    signed = _tlv(
        0x30,
        VERSION_3,
        _tlv(0x31, fixed.digest_algorithm),
        _tlv(0x30, TST_INFO, _tlv(0xA0, _tlv(0x04, info))),
        fixed.certificates if request["cert_req"].native else b"",
        _tlv(0x31, signer),
    )
    return _tlv(0x30, SIGNED_DATA, _tlv(0xA0, signed))


def _tlv(tag: int, *parts: bytes) -> bytes:
    """One DER value around others."""
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 128 else size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (length if size < 128 else bytes([128 | len(length)]) + length) + content


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _sign(identity: keys.Identity, data: bytes) -> bytes:
    if isinstance(identity.key, ec.EllipticCurvePrivateKey):
        return identity.key.sign(data, ec.ECDSA(hashes.SHA256()))
    return identity.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class InProcess(TimeStamper):
    """Our authority as pyHanko asks for one: the same request and reply as over the network, without the network."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(reply(req.dump()))
