"""A key that comes in a PKCS #12 file (.p12, .pfx): opened in a process of its own, then kept like those made here."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.utils.translation import gettext_lazy as _

from .. import keys
from ..operations.owning import Brought, KeyRefused
from . import pkcs12_reader

LARGEST = 100_000  # octets: a key and a chain are ten thousand
PATIENCE = 20  # seconds; the reader bounds its own time of processor
WORDS = {
    "password": _("the password is not that of the file, or the file is damaged."),
    "unreadable": _("this is not a PKCS #12 file that can be read."),
    "empty": _("the file holds no private key with its certificate."),
    "other key": _("the certificate in the file is not that of its key."),
    "large": _("the file is too large for a key."),
    "slow": _("the file asks for more work than any honest one."),
}


def opened(file: bytes, password: str) -> Brought:
    """The key in the file. Slow on purpose of the file: call outside a transaction.

    Raises:
        KeyRefused: in words.
    """
    if len(file) > LARGEST:
        raise KeyRefused(why=WORDS["large"])
    said = {"file": b64encode(file).decode(), "password": b64encode(password.encode(errors="replace")).decode()}
    command = [sys.executable, "-m", pkcs12_reader.__name__]
    try:
        done = subprocess.run(
            command, input=json.dumps(said) + "\n", capture_output=True, text=True, timeout=PATIENCE, check=True
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise KeyRefused(why=WORDS["slow"]) from None
    if "error" in found:
        raise KeyRefused(why=WORDS[found["error"]])
    try:
        key = serialization.load_der_private_key(b64decode(found["key"]), password=None)
        certificate = x509.load_der_x509_certificate(b64decode(found["certificate"]))
        others = tuple(x509.load_der_x509_certificate(b64decode(one)) for one in found["others"])
    except (ValueError, TypeError):
        raise KeyRefused(why=WORDS["unreadable"]) from None
    if not isinstance(key, keys.PrivateKey):
        raise KeyRefused(why=_("only RSA and P-256 keys sign here."))
    return Brought(certificate, others, key)
