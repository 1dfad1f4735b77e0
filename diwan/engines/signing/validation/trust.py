"""Whom we believe: our root, those an operator put beside it, and the authorities of trusted lists (trusted_lists.py).

A plain value that travels to the process in which strangers' files are judged.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from .. import keys
from . import trusted_lists


@dataclass(frozen=True)
class Trust:
    """Certificates and revocation lists as DER; `qualified`: when an authority had its status, by fingerprint."""

    roots: tuple[bytes, ...]
    crls: tuple[bytes, ...] = ()
    qualified: dict[str, list[list[str | None]]] = field(default_factory=dict)  # as trusted_lists.Granted has it

    @classmethod
    def ours(cls) -> Trust:
        roots = [c.public_bytes(Encoding.DER) for c in keys.trusted()]
        crls = [path.read_bytes() for path in sorted(keys.folder().rglob("*.crl"))]
        lists = trusted_lists.granted(keys.folder())
        return cls((*roots, *lists.roots), tuple(crls), lists.qualified)

    @cached_property
    def certificates(self) -> list[asn1_x509.Certificate]:
        return [asn1_x509.Certificate.load(one) for one in self.roots]

    @cached_property
    def lists(self) -> list[asn1_crl.CertificateList]:
        return [asn1_crl.CertificateList.load(one) for one in self.crls]

    def as_json(self) -> dict[str, Any]:
        def text(values: tuple[bytes, ...]) -> list[str]:
            return [base64.b64encode(one).decode() for one in values]

        return {"roots": text(self.roots), "crls": text(self.crls), "qualified": self.qualified}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Trust:
        roots, crls = (tuple(map(base64.b64decode, said[name])) for name in ("roots", "crls"))
        return cls(roots, crls, said["qualified"])
