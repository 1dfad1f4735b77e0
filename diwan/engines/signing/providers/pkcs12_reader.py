"""Opens a PKCS #12 file and prints what is in it: `python -m diwan.engines.signing.providers.pkcs12_reader`.

A program of its own, with bounds on memory and time, because such a file says itself how often its password is to be
hashed: a kilobyte can ask for a century. It reads one JSON line ({"file", "password"}, base 64) from its input, so that
neither stands in a list of processes or on a disk, and answers the same way. Imports nothing of Django.
"""

from __future__ import annotations

import json
import resource
import sys
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

MEMORY = 400 << 20  # bytes of addresses
SECONDS = 8  # of processor
MOST = 12  # certificates beside the one of the key
DER = serialization.Encoding.DER


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(sys.stdin.readline())
    json.dump(read(b64decode(asked["file"]), b64decode(asked["password"])), sys.stdout)


def read(file: bytes, password: bytes) -> dict[str, object]:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(file, password)
    except ValueError as error:
        return {"error": "password" if "password" in str(error).lower() else "unreadable"}
    except Exception:
        return {"error": "unreadable"}
    if key is None or certificate is None:
        return {"error": "empty"}
    if certificate.public_key() != key.public_key():
        return {"error": "other key"}
    secret = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "key": b64encode(secret).decode(),
        "certificate": b64encode(certificate.public_bytes(DER)).decode(),
        "others": [b64encode(one.public_bytes(DER)).decode() for one in others[:MOST]],
    }


if __name__ == "__main__":
    main()
