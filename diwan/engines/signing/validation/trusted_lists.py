"""Trusted lists (ETSI TS 119 612) as configuration: a national list, the list of the lists of the European Union.

A list is `DIWAN_HOME/keys/lists/NAME.xml`; beside it `NAME.pem` holds the certificates of who signs it. A list without
one is believed when a list of lists that is there (`lotl.xml`, with `lotl.pem`) names who signs it. Nothing of a list
whose signature does not hold, or that should have been replaced by now (5.3.15), is read. What they come to is kept in
`granted.json`, so that no page waits for it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

LISTS, GRANTED = "lists", "granted.json"
LOTL = "lotl"
LARGEST = 64 << 20  # octets of a list; the largest of Europe has eight million
PATIENCE = 60  # seconds
NEXT_UPDATE = "{*}SchemeInformation/{*}NextUpdate/{*}dateTime"
QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
QC_COMPLIANCE = bytes.fromhex("060604008e460101")  # 0.4.0.1862.1.1: "this is a qualified certificate"
log = logging.getLogger(__name__)


class NotAList(Exception):
    """A list that is not believed: its signature does not hold, or nobody is known to sign it."""


@dataclass(frozen=True)
class Granted:
    """Authorities on trusted lists: certificates as DER, and by their fingerprint (SHA-256) from when to when the
    status was granted, as ISO dates; no end: it still is."""

    roots: tuple[bytes, ...] = ()
    qualified: dict[str, list[list[str | None]]] = field(default_factory=dict)


def granted(keys: Path) -> Granted:
    """What the lists grant, as last read."""
    path = keys / LISTS / GRANTED
    try:
        return _kept(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return Granted()


@lru_cache(maxsize=8)
def _kept(path: Path, _mtime: int) -> Granted:
    said = json.loads(path.read_text())
    return Granted(tuple(map(base64.b64decode, said["roots"])), said["qualified"])


def read(keys: Path, *, now: datetime | None = None) -> list[str]:
    """Read the lists anew and keep what they grant; says which were not believed, and why."""
    folder, now = keys / LISTS, now or datetime.now(UTC)
    refused: list[str] = []
    signers = _signers(folder, refused, now)
    roots: dict[str, bytes] = {}
    windows: dict[str, list[list[str | None]]] = {}
    for path in sorted(folder.glob("*.xml")):
        if path.stem == LOTL:
            continue
        try:
            for fingerprint, der, window in _services(path, signers.get(path.stem.lower(), ()), now):
                roots[fingerprint] = der
                windows.setdefault(fingerprint, []).append(window)
        except NotAList as error:
            refused.append(f"{path.name}: {error}")
    if folder.is_dir():
        _keep(folder, {"roots": [base64.b64encode(der).decode() for der in roots.values()], "qualified": windows})
    for line in refused:
        log.warning("a trusted list is not believed: %s", line)
    return refused


def _keep(folder: Path, said: dict[str, Any]) -> None:
    draft = folder / f".{GRANTED}-{os.getpid()}"
    draft.write_text(json.dumps(said))
    draft.replace(folder / GRANTED)


def _signers(folder: Path, refused: list[str], now: datetime) -> dict[str, tuple[asn1_x509.Certificate, ...]]:
    """Who signs which list: by the files beside them, and by the list of lists for those without."""
    from pyhanko.sign.validation.qualified import eutl_parse

    known: dict[str, tuple[asn1_x509.Certificate, ...]] = {}
    lotl, own = folder / f"{LOTL}.xml", folder / f"{LOTL}.pem"
    if lotl.exists():
        # Without a file of its own it is that of the European Union, whose operators pyHanko brings.
        signers = _certificates(own) if own.exists() else eutl_parse.latest_known_lotl_tlso_certs()
        try:
            for reference in _understood(eutl_parse.parse_lotl_unsafe, _signed(lotl, signers, now)).references:
                name = reference.territory.lower()
                known[name] = (*known.get(name, ()), *reference.tlso_certs)
        except NotAList as error:
            refused.append(f"{lotl.name}: {error}")
    for path in folder.glob("*.pem"):
        known[path.stem.lower()] = tuple(_certificates(path))
    return known


def _signed(path: Path, signers: Iterable[asn1_x509.Certificate], now: datetime) -> str:
    """What of a list its operator signed, as long as it holds.

    Raises:
        NotAList
    """
    from pyhanko.sign.validation.qualified import eutl_parse

    if path.stat().st_size > LARGEST:
        raise NotAList("too large")
    check = eutl_parse._validate_and_extract_tl_data_multiple_certs
    said = _understood(check, path.read_text(), list(signers), validation_time=None)
    until = _understood(_next_update, said)
    if until is not None and until <= now:
        raise NotAList(f"it should have been replaced by {until:%Y-%m-%d}")
    return said


def _next_update(said: str) -> datetime | None:
    """When the next list comes at the latest; none where the scheme is closed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    text = etree.fromstring(said.encode(), parser).findtext(NEXT_UPDATE)
    if not text:
        return None
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _understood(parse: Callable[..., Any], *given: Any, **more: Any) -> Any:
    """Whatever a broken list makes a parser stumble on, it is no list.

    Raises:
        NotAList
    """
    try:
        return parse(*given, **more)
    except Exception as error:
        raise NotAList(f"{type(error).__name__}: {error}") from error


def _certificates(path: Path) -> Iterable[asn1_x509.Certificate]:
    for certificate in x509.load_pem_x509_certificates(path.read_bytes()):
        yield asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _services(
    path: Path, signers: tuple[asn1_x509.Certificate, ...], now: datetime
) -> Iterable[tuple[str, bytes, list[str | None]]]:
    """(fingerprint, certificate, from when to when) of each authority granted to issue qualified certificates or
    time-stamps."""
    from pyhanko.sign.validation.qualified import eutl_parse

    if not signers:
        raise NotAList("nobody is known to sign it")
    registry, _errors = _understood(eutl_parse.trust_list_to_registry_unsafe, _signed(path, signers, now))
    services = [
        (authority, info)
        for table in (registry._ca_cert_to_si, registry._tst_cert_to_si)
        for authority, infos in table.items()
        for info in infos
    ]
    for authority, info in services:
        certificate = getattr(authority, "certificate", None)
        if certificate is None:
            continue
        der = certificate.dump()
        until = info.base_info.valid_until
        window = [info.base_info.valid_from.isoformat(), until.isoformat() if until else None]
        yield hashlib.sha256(der).hexdigest(), der, window


def status_at(windows: list[list[str | None]], moment: datetime) -> str:
    """Whether the status was granted then."""
    for start, end in windows:
        if start and datetime.fromisoformat(start) <= moment and (end is None or moment < datetime.fromisoformat(end)):
            return "granted"
    return "withdrawn"


def is_qualified(certificate: asn1_x509.Certificate) -> bool:
    """Whether the certificate says of itself that it is qualified (ETSI EN 319 412-5)."""
    return any(
        extension["extn_id"].dotted == QC_STATEMENTS and QC_COMPLIANCE in extension["extn_value"].contents
        for extension in certificate["tbs_certificate"]["extensions"]
    )


def fetch(keys: Path, addresses: dict[str, str]) -> list[str]:
    """Bring the lists of these addresses, by name; what was there stays when they do not come. Says which did not."""
    import requests

    folder = keys / LISTS
    failed = []
    for name, address in addresses.items():
        try:
            with requests.get(address, timeout=PATIENCE, stream=True) as answer:
                answer.raise_for_status()
                content = answer.raw.read(LARGEST + 1, decode_content=True)
            if len(content) > LARGEST:
                raise ValueError("too large")
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = folder / f".{name}-{os.getpid()}"
            draft.write_bytes(content)
            draft.replace(folder / f"{name}.xml")
        except (requests.RequestException, OSError, ValueError) as error:
            failed.append(f"{name}: {type(error).__name__}")
            log.warning("the trusted list %s did not come: %s", name, type(error).__name__)
    return failed
