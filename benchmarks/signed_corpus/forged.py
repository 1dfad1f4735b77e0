"""Containers that do not say what they seem to, and certificates that are worth nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from asn1crypto import cms, core
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from . import sheets
from .people import NOW
from .raw import container
from .signing import sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .people import World

FAILED, UNDECIDED = "TOTAL-FAILED", "INDETERMINATE"


def cases(world: World) -> Iterator[tuple[str, Callable[[], bytes], str]]:
    pdf = sheets.contract(compress_streams=False)
    signed = sign(pdf, world.alice)
    stamped = sign(pdf, world.alice, stamper=world.stamper())
    other = sign(sheets.contract(lines=("Another paper",)), world.alice)
    yield "digest", lambda: container(signed, digest), FAILED
    yield "signature-octets", lambda: container(signed, octets), FAILED
    yield "signature-of-another-paper", lambda: transplanted(other, signed), FAILED
    yield "certificate-exchanged", lambda: container(signed, lambda i: exchanged(i, world.bob)), UNDECIDED
    yield "certificate-of-a-namesake", lambda: container(signed, lambda i: exchanged(i, world.mallory)), UNDECIDED
    yield "signed-attributes-dropped", lambda: container(signed, without_attributes), FAILED
    yield "no-signer", lambda: container(signed, no_signer), FAILED
    yield "two-signers", lambda: container(signed, two_signers), FAILED
    yield "no-certificate", lambda: container(signed, no_certificate), UNDECIDED
    yield "content-inside", lambda: container(signed, content_inside), FAILED
    yield "algorithms-md5", lambda: sign(pdf, world.rita, digest="md5"), UNDECIDED
    yield "algorithms-sha1", lambda: sign(pdf, world.rita, digest="sha1"), UNDECIDED
    yield "expired", lambda: sign(pdf, world.expired), UNDECIDED
    yield "expired-stamped-too-late", lambda: sign(pdf, world.expired, stamper=world.stamper()), UNDECIDED
    yield "not-yet-valid", lambda: sign(pdf, world.early), UNDECIDED
    yield "untrusted", lambda: sign(pdf, world.mallory), UNDECIDED
    yield "issued-by-no-authority", lambda: sign(pdf, world.no_authority), UNDECIDED
    yield "key-for-encryption", lambda: sign(pdf, world.weak), UNDECIDED
    yield "revoked", lambda: revoked(pdf, world), UNDECIDED
    yield (
        "stamp-of-another-authority",
        lambda: sign(pdf, world.alice, stamper=world.stamper(who=world.stranger_stamps)),
        UNDECIDED,
    )
    yield "stamp-by-a-signatory", lambda: sign(pdf, world.alice, stamper=unfit(world)), UNDECIDED
    yield "stamp-broken", lambda: container(stamped, stamp_broken), FAILED
    yield "stamp-of-another-signature", lambda: stamp_borrowed(pdf, stamped, world), FAILED
    yield (
        "stamp-in-the-future",
        lambda: sign(pdf, world.alice, stamper=world.stamper(NOW + timedelta(days=900))),
        UNDECIDED,
    )
    yield "strangers-second-signature", lambda: sign(signed, world.mallory), UNDECIDED


def _signer(info: Any) -> Any:
    return info["content"]["signer_infos"][0]


def digest(info: Any) -> Any:
    signer = _signer(info)
    attributes = []
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute = cms.CMSAttribute({"type": "message_digest", "values": [bytes(32)]})
        attributes.append(attribute)
    signer["signed_attrs"] = cms.CMSAttributes(attributes)
    return info


def octets(info: Any) -> Any:
    signer = _signer(info)
    value = bytearray(signer["signature"].native)
    value[-1] ^= 1
    signer["signature"] = core.OctetString(bytes(value))
    return info


def transplanted(source: bytes, target: bytes) -> bytes:
    kept: list[bytes] = []
    container(source, lambda i: kept.append(i.dump()) or i)
    return container(target, lambda _i: kept[0])


def exchanged(info: Any, who: Any) -> Any:
    content = info["content"]
    others = [
        c
        for c in content["certificates"]
        if c.chosen.serial_number != _signer(info)["sid"].chosen["serial_number"].native
    ]
    content["certificates"] = cms.CertificateSet([cms.CertificateChoices("certificate", who.asn1), *others])
    _signer(info)["sid"] = cms.SignerIdentifier(
        "issuer_and_serial_number",
        cms.IssuerAndSerialNumber({"issuer": who.asn1.issuer, "serial_number": who.asn1.serial_number}),
    )
    return info


def without_attributes(info: Any) -> Any:
    kept = ("version", "sid", "digest_algorithm", "signature_algorithm", "signature")
    bare = cms.SignerInfo({name: _signer(info)[name] for name in kept})
    info["content"]["signer_infos"] = cms.SignerInfos([bare])
    return info


def no_signer(info: Any) -> Any:
    info["content"]["signer_infos"] = cms.SignerInfos([])
    return info


def two_signers(info: Any) -> Any:
    one = _signer(info).copy()
    info["content"]["signer_infos"] = cms.SignerInfos([one, one.copy()])
    return info


def no_certificate(info: Any) -> Any:
    info["content"]["certificates"] = cms.CertificateSet([])
    return info


def content_inside(info: Any) -> Any:
    """A detached signature that brings its own content is over that content."""
    content = info["content"]
    content["encap_content_info"] = cms.ContentInfo({"content_type": "data", "content": b"another paper"})
    return digest(info)


def revoked(pdf: bytes, world: World) -> bytes:
    out = io.BytesIO(sign(pdf, world.revoked))
    writer = IncrementalPdfFileWriter(out)
    DocumentSecurityStore.supply_dss_in_writer(writer, None, crls=[world.crl()], certs=[world.root.asn1])
    writer.write_in_place()
    return out.getvalue()


def unfit(world: World) -> Any:
    """A time-stamp made with a certificate that is not for time-stamps."""
    who = world.rita
    return DummyTimeStamper(who.asn1, who.secret, certs_to_embed=who.store, fixed_dt=datetime(2026, 5, 1, tzinfo=UTC))


def _token(info: Any) -> Any:
    return next(a for a in _signer(info)["unsigned_attrs"] if a["type"].native == "signature_time_stamp_token")[
        "values"
    ][0]


def stamp_broken(info: Any) -> Any:
    signer = _token(info)["content"]["signer_infos"][0]
    value = bytearray(signer["signature"].native)
    value[5] ^= 1
    signer["signature"] = core.OctetString(bytes(value))
    return info


def stamp_borrowed(pdf: bytes, stamped: bytes, world: World) -> bytes:
    tokens: list[Any] = []
    container(stamped, lambda i: tokens.append(_token(i).dump()) or i)

    def lend(info: Any) -> Any:
        _signer(info)["unsigned_attrs"] = cms.CMSAttributes(
            [cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(tokens[0])]})]
        )
        return info

    return container(sign(pdf, world.alice, stamper=world.stamper(NOW - timedelta(days=3))), lend)
