"""A real token of software: SoftHSM2, in a folder of the test."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

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


STORING = """
import json, sys
import pkcs11
from asn1crypto.x509 import Certificate
from pkcs11 import Attribute, CertificateType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key

said = json.load(sys.stdin)
number, der = bytes.fromhex(said["id"]), bytes.fromhex(said["certificate"])
held = Certificate.load(der)
decode = decode_ec_private_key if said["curve"] else decode_rsa_private_key
guarded = {Attribute.SIGN: True, Attribute.PRIVATE: True, Attribute.SENSITIVE: True}
common = {Attribute.TOKEN: True, Attribute.ID: number}
with pkcs11.lib(said["module"]).get_token(token_label=said["label"]).open(user_pin=said["pin"], rw=True) as session:
    session.create_object({**decode(bytes.fromhex(said["key"])), **common, **guarded})
    session.create_object({
        **common,
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.PRIVATE: False,
        Attribute.VALUE: der,
        Attribute.SUBJECT: held.subject.dump(),
        Attribute.ISSUER: held.issuer.dump(),
        Attribute.SERIAL_NUMBER: held["tbs_certificate"]["serial_number"].dump(),
    })
"""


def store(module: str, key: Any, certificate: Any, number: bytes) -> None:
    """Put a key and its certificate into the token, through PKCS #11 itself; in a process of its own."""
    form = serialization.PrivateFormat.TraditionalOpenSSL
    said = {
        "module": module,
        "label": LABEL,
        "pin": PIN,
        "curve": isinstance(key, ec.EllipticCurvePrivateKey),
        "key": key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption()).hex(),
        "id": number.hex(),
        "certificate": certificate.public_bytes(serialization.Encoding.DER).hex(),
    }
    command = [sys.executable, "-c", STORING]
    done = subprocess.run(command, input=json.dumps(said), text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def outsider(name: str = "Amina Outside", kind: str = "rsa2048") -> tuple[Any, Any, Any]:
    """A key, its certificate and the root above, of an authority that is trusted here."""
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
