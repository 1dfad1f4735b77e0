"""A real token of software: SoftHSM2, in a folder of the test."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN, LABEL = "648219", "diwan test"


@dataclass(frozen=True)
class Token:
    module: str
    configuration: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.configuration)}


def token(folder: Path, monkeypatch: Any) -> Token:
    """An initialised token without a key; skips where SoftHSM2 is not installed."""
    module = next((one for one in LIBRARIES if Path(one).exists()), "")
    if not module or not shutil.which("softhsm2-util"):
        pytest.skip("SoftHSM2 is not installed")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "12345678"]
    subprocess.run(command, check=True, capture_output=True)
    return Token(module, configuration)


def store(module: str, key: Any, certificate: Any, number: bytes) -> None:
    """Put a key and its certificate into the token, through PKCS #11 itself; in a process of its own."""
    import sys

    from cryptography.hazmat.primitives import serialization

    code = """
import sys, json, pkcs11
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.ec import decode_ec_private_key
from pkcs11 import Attribute, ObjectClass, CertificateType
said = json.load(sys.stdin)
token = pkcs11.lib(said['module']).get_token(token_label=said['label'])
with token.open(user_pin=said['pin'], rw=True) as session:
    decode = decode_ec_private_key if said['curve'] else decode_rsa_private_key
    session.create_object({**decode(bytes.fromhex(said['key'])), Attribute.TOKEN: True, Attribute.ID: bytes.fromhex(said['id']),
                           Attribute.SIGN: True, Attribute.PRIVATE: True, Attribute.SENSITIVE: True})
    from asn1crypto.x509 import Certificate
    der = bytes.fromhex(said['certificate']); c = Certificate.load(der)
    session.create_object({Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.TOKEN: True, Attribute.VALUE: der, Attribute.ID: bytes.fromhex(said['id']), Attribute.PRIVATE: False,
        Attribute.SUBJECT: c.subject.dump(), Attribute.ISSUER: c.issuer.dump(), Attribute.SERIAL_NUMBER: c['tbs_certificate']['serial_number'].dump()})
"""
    from cryptography.hazmat.primitives.asymmetric import ec

    curve = isinstance(key, ec.EllipticCurvePrivateKey)
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    import json

    said = {
        "module": module,
        "label": LABEL,
        "pin": PIN,
        "curve": curve,
        "key": secret.hex(),
        "id": number.hex(),
        "certificate": certificate.public_bytes(serialization.Encoding.DER).hex(),
    }
    done = subprocess.run([sys.executable, "-c", code], input=json.dumps(said), text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def outsider(name: str = "Amina Outside", kind: str = "rsa2048") -> tuple[Any, Any, Any]:
    """A key, its certificate and the root above, of an authority that is trusted here."""
    from datetime import UTC, datetime

    from cryptography.hazmat.primitives.serialization import Encoding

    from diwan.engines.signing import keys
    from diwan.engines.signing.pki import profile

    now = datetime.now(UTC)
    root_key, key = keys.KINDS["p256"](), keys.KINDS[kind]()
    root = keys.Identity(profile.authority("Outside root", root_key, None, years=3, now=now), root_key, ())
    keys.trust(root.certificate.public_bytes(Encoding.PEM).decode())
    certificate = profile.person(
        name=name,
        administration="Elsewhere",
        country="MA",
        number="1",
        public=key.public_key(),
        level="simple",
        issuer=root,
        addresses=("http://x.example/c", "http://x.example/o"),
        now=now,
    )
    return key, certificate, root.certificate
