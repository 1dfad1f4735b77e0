"""A small time-stamp authority (RFC 3161, RFC 5816), in the same process: the embedded default needs no network.

It states its own clock, never the caller's. Serial numbers are 127 random bits, so that several servers
sharing one key never give the same one and no counter has to be kept.
"""

import secrets
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps import TimeStamper

from . import keys
from .containers import VERSION_1, Container, tlv

POLICY = "2.25.206174029465846114262143"
"""Our policy: accuracy of one second, from the clock of the server (2.25: identifiers that anybody may make)."""

DIGEST_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}  # octets; nothing weaker is stamped


POLICY_DER = core.ObjectIdentifier(POLICY).dump()
SHA256_DER = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
GRANTED = tsp.PKIStatusInfo({"status": "granted"}).dump()
ACCURACY = tsp.Accuracy({"seconds": 1}).dump()


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
        request = _checked(tsp.TimeStampReq.load(query, strict=True))
        token = _token(
            request["message_imprint"].dump(),
            nonce=b"" if request["nonce"].native is None else request["nonce"].dump(),
            certificates=request["cert_req"].native,
            now=now or datetime.now(UTC),
        )
    except Rejected as rejected:
        return _refusal(rejected.failure, str(rejected))
    except (ValueError, TypeError, KeyError, OverflowError):
        return _refusal("bad_data_format", "The request is not a time-stamp request.")
    return tlv(0x30, GRANTED, token)


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


@lru_cache(maxsize=8)
def _tsa(identity: keys.Identity) -> bytes:
    """Who stamps, as TSTInfo names it."""
    certificate = asn1_x509.Certificate.load(keys.der(identity.certificate))
    return tlv(0xA0, asn1_x509.GeneralName("directory_name", certificate.subject).dump())


def _token(imprint: bytes, *, nonce: bytes, certificates: bool, now: datetime) -> bytes:
    """TimeStampToken (RFC 3161, 2.4.2): a CMS SignedData around the TSTInfo."""
    identity = keys.authority()
    info = tlv(
        0x30,
        VERSION_1,
        POLICY_DER,
        imprint,
        # Always 16 octets: the size of a token is known beforehand.
        core.Integer(secrets.randbits(126) | 1 << 126).dump(),
        tlv(0x18, f"{now.astimezone(UTC):%Y%m%d%H%M%SZ}".encode()),
        ACCURACY,
        nonce,
        _tsa(identity),
    )
    container = Container(identity, "tst_info", sha256(info).digest())
    return container.wrapped(content=info, certificates=certificates)


class InProcess(TimeStamper):
    """Our authority as pyHanko asks for one: the same request and reply as over the network, without the network."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(reply(req.dump()))

    def stamp(self, digest: bytes) -> bytes:
        """A token over a SHA-256 digest, as DER: nobody else is asked, so there is no nonce to compare."""
        imprint = tlv(0x30, SHA256_DER, tlv(0x04, digest))
        return _token(imprint, nonce=b"", certificates=True, now=datetime.now(UTC))
