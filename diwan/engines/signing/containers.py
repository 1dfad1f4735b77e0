"""CMS SignedData (RFC 5652) with one signer, glued from parts that are made once.

Seals and time-stamps are the same container around another content. asn1crypto takes 10 ms to build each anew; so it
builds what never changes for an identity once, and the few values that do change are written here.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from . import keys

Kind = Literal["data", "tst_info"]
VERSION_1, VERSION_3 = (core.Integer(version).dump() for version in (1, 3))
SIGNED_DATA = cms.ContentType("signed_data").dump()
MESSAGE_DIGEST = cms.CMSAttributeType("message_digest").dump()
TIME_STAMP = cms.CMSAttributeType("signature_time_stamp_token").dump()


def tlv(tag: int, *parts: bytes) -> bytes:
    """One DER value around others."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 | len(length)]) + length + content


@dataclass(frozen=True)
class _Fixed:
    """What is the same in every container of an identity and a kind of content, as DER."""

    kind: bytes
    version: bytes
    signer: bytes  # SignerInfo up to the signed attributes
    attributes: tuple[bytes, ...]  # all but the message digest
    digest_algorithm: bytes
    signature_algorithm: bytes
    certificates: bytes


@lru_cache(maxsize=4096)
def _fixed(certificate_: x509.Certificate, chain: tuple[x509.Certificate, ...], kind: Kind) -> _Fixed:
    certificate = asn1_x509.Certificate.load(keys.der(certificate_))
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    curve = isinstance(certificate_.public_key(), ec.EllipticCurvePublicKey)
    signature = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa" if curve else "sha256_rsa"})
    issued = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    issuer = asn1_x509.GeneralName("directory_name", certificate.issuer)
    essential = {  # the certificate is signed too (ESS v2, RFC 5816), so that it cannot be exchanged
        "cert_hash": sha256(certificate.dump()).digest(),
        "issuer_serial": {"issuer": [issuer], "serial_number": certificate.serial_number},
    }
    protection = cms.CMSAlgorithmProtection({"digest_algorithm": digest, "signature_algorithm": signature})
    attributes = [
        {"type": "content_type", "values": [kind]},
        {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [essential]})]},
        {"type": "cms_algorithm_protection", "values": [protection]},
    ]
    return _Fixed(
        kind=cms.ContentType(kind).dump(),
        version=VERSION_1 if kind == "data" else VERSION_3,
        signer=VERSION_1 + cms.IssuerAndSerialNumber(issued).dump() + digest.dump(),
        attributes=tuple(cms.CMSAttribute(attribute).dump() for attribute in attributes),
        digest_algorithm=digest.dump(),
        signature_algorithm=signature.dump(),
        certificates=tlv(0xA0, *map(keys.der, (certificate_, *chain))),
    )


class Unsigned:
    """A signature over the SHA-256 `digest` of some content, up to the key: it signs `to_be_signed`."""

    def __init__(self, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...], kind: Kind, digest: bytes):
        self._fixed = _fixed(certificate, chain, kind)
        message_digest = tlv(0x30, MESSAGE_DIGEST, tlv(0x31, tlv(0x04, digest)))
        self._attributes = sorted([*self._fixed.attributes, message_digest])  # a SET in DER has an order
        self.to_be_signed = tlv(0x31, *self._attributes)
        self.signature = b""

    def wrapped(self, *, content: bytes | None = None, certificates: bool = True, token: bytes | None = None) -> bytes:
        """The ContentInfo with `signature`, as DER; `token` is a time-stamp over the signature."""
        fixed = self._fixed
        unsigned = b"" if token is None else tlv(0xA1, tlv(0x30, TIME_STAMP, tlv(0x31, token)))
        signer = tlv(
            0x30,
            fixed.signer,
            tlv(0xA0, *self._attributes),
            fixed.signature_algorithm,
            tlv(0x04, self.signature),
            unsigned,
        )
        signed = tlv(
            0x30,
            fixed.version,
            tlv(0x31, fixed.digest_algorithm),
            tlv(0x30, fixed.kind, b"" if content is None else tlv(0xA0, tlv(0x04, content))),
            fixed.certificates if certificates else b"",
            tlv(0x31, signer),
        )
        return tlv(0x30, SIGNED_DATA, tlv(0xA0, signed))


class Container(Unsigned):
    """The same with a key at hand: signed."""

    def __init__(self, identity: keys.Identity, kind: Kind, digest: bytes):
        super().__init__(identity.certificate, identity.chain, kind, digest)
        self.signature = identity.sign(self.to_be_signed)
