"""A small time-stamp authority (RFC 3161, RFC 5816), in the same process: the embedded default needs no network.

It states its own clock, never the caller's. Serial numbers are 127 random bits, so that several servers
sharing one key never give the same one and no counter has to be kept.
"""

import secrets
from datetime import UTC, datetime
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
    return Response({"status": {"status": "granted"}, "time_stamp_token": token}).dump()


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


def _token(request: tsp.TimeStampReq, now: datetime) -> cms.ContentInfo:
    identity = keys.authority()
    certificate = asn1_x509.Certificate.load(identity.certificate.public_bytes(serialization.Encoding.DER))
    fields = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": request["message_imprint"],
        "serial_number": secrets.randbits(126) | 1 << 126,  # always 16 octets: the size of a token is known beforehand
        "gen_time": now.astimezone(UTC).replace(microsecond=0),
        "accuracy": {"seconds": 1},
        "ordering": False,
        "tsa": asn1_x509.GeneralName("directory_name", certificate.subject),
    }
    if request["nonce"].native is not None:
        fields["nonce"] = request["nonce"]
    info = tsp.TSTInfo(fields).dump()
    attributes = _signed_attributes(info, certificate)
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": _issuer_and_serial(certificate)},
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "sha256_ecdsa" if _is_ec(identity) else "sha256_rsa"},
        "signature": _sign(identity, attributes.dump()),
    }
    signed = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
        "signer_infos": [signer],
    }
    if request["cert_req"].native:
        signed["certificates"] = [_der(c) for c in (identity.certificate, *identity.chain)]
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _signed_attributes(info: bytes, certificate: asn1_x509.Certificate) -> cms.CMSAttributes:
    """What the signature covers; the certificate among it (ESS v2, RFC 5816), so that it cannot be exchanged."""
    essential = {
        "cert_hash": sha256(certificate.dump()).digest(),
        "issuer_serial": {
            "issuer": [asn1_x509.GeneralName("directory_name", certificate.issuer)],
            "serial_number": certificate.serial_number,
        },
    }
    return cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [sha256(info).digest()]},
            {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [essential]})]},
            {
                "type": "cms_algorithm_protection",
                "values": [
                    cms.CMSAlgorithmProtection(
                        {
                            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                            "signature_algorithm": algos.SignedDigestAlgorithm(
                                {"algorithm": "sha256_ecdsa" if _is_ec(keys.authority()) else "sha256_rsa"}
                            ),
                        }
                    )
                ],
            },
        ]
    )


def _issuer_and_serial(certificate: asn1_x509.Certificate) -> dict:
    return {"issuer": certificate.issuer, "serial_number": certificate.serial_number}


def _der(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _is_ec(identity: keys.Identity) -> bool:
    return isinstance(identity.key, ec.EllipticCurvePrivateKey)


def _sign(identity: keys.Identity, data: bytes) -> bytes:
    if isinstance(identity.key, ec.EllipticCurvePrivateKey):
        return identity.key.sign(data, ec.ECDSA(hashes.SHA256()))
    return identity.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class InProcess(TimeStamper):
    """Our authority as pyHanko asks for one: the same request and reply as over the network, without the network."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(reply(req.dump()))
