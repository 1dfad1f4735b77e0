"""The authority's files, in `DIWAN_HOME/keys/ca`: made on first use; the root's key leaves by `diwan ca export-root`.

`root.crt`, `root.key` (until it is exported), `root.crl`, `revoked.json` (authorities that no longer count), and one
`issuing-XXXXXXXX.pem` each authority that issues to people; the newest issues, the others go on answering.

The root of seals and time-stamps (`keys.root()`) stays as it is: it allows no authority below it (path length 0), and
other instances know it by its fingerprint.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.conf import settings

from diwan.kit.keeping import write_once

from .. import keys
from . import lists, profile

ROOT = "root"
SEALS = "seals"  # the list of the root of seals and time-stamps
ISSUING = "issuing-"
YEARS_ROOT, YEARS_ISSUING = 30, 10
PEM = serialization.Encoding.PEM


class RootAway(Exception):
    """The root's key is not here: the folder it was exported to is needed."""


def folder() -> Path:
    return keys.folder() / "ca"


def address(name: str) -> str:
    """Where the revocation list of an authority is published."""
    return f"{settings.DIWAN_PUBLIC_URL.rstrip('/')}/pki/{name}.crl"


def responder_address() -> str:
    return f"{settings.DIWAN_PUBLIC_URL.rstrip('/')}/pki/ocsp"


def exists() -> bool:
    return (folder() / "root.crt").exists()


def root_certificate() -> x509.Certificate:
    _make_root()
    return _certificate(folder() / "root.crt")


def root(elsewhere: Path | None = None, password: bytes | None = None) -> keys.Identity:
    """The root with its key, from here or from the folder it was exported to.

    Raises:
        RootAway, ValueError: no key there, a wrong password, or the key of another root.
    """
    certificate = root_certificate()
    path = elsewhere / "root.key" if elsewhere else folder() / "root.key"
    if not path.exists():
        raise RootAway(str(path))
    key = serialization.load_pem_private_key(path.read_bytes(), password=password)
    if not isinstance(key, keys.PrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("the key is not that of this root")
    return keys.Identity(certificate, key, ())


def issuing() -> keys.Identity:
    """The authority that issues today: the newest that was not revoked.

    Raises:
        RootAway: none is left, and the root is not here to make another.
    """
    gone = {one["name"] for one in revoked_authorities()}
    names = [name for name in issuing_names() if name not in gone]
    if not names:
        return issue_intermediate(root(), now=datetime.now(UTC))
    return max((authority(name) for name in names), key=lambda one: one.certificate.not_valid_before_utc)


def issuing_names() -> list[str]:
    return sorted(path.stem for path in folder().glob(f"{ISSUING}*.pem"))


def authority(name: str) -> keys.Identity:
    """An authority that issues or issued, by its name.

    Raises:
        KeyError
    """
    if name not in issuing_names():
        raise KeyError(name)
    return keys.identity_in(folder(), name)


def name_of(certificate: x509.Certificate) -> str:
    """The name of an authority: the beginning of the fingerprint of its key."""
    return ISSUING + x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest.hex()[:8]


def issue_intermediate(above: keys.Identity, *, now: datetime) -> keys.Identity:
    """A new authority under the root, which issues from now on; and the root's list, if there was none."""
    key = keys.KINDS[settings.DIWAN_SEAL_KEY]()
    name = ISSUING + x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:8]
    certificate = profile.authority(
        f"Diwan issuing authority {name.removeprefix(ISSUING)}",
        key,
        above,
        years=YEARS_ISSUING,
        now=now,
        crl=address(ROOT),
    )
    chain = [certificate, above.certificate]
    write_once(folder() / f"{name}.pem", private(key) + b"".join(one.public_bytes(PEM) for one in chain))
    if not (folder() / "root.crl").exists():
        renew_root_list(above, now=now)
    return keys.identity_in(folder(), name)


def revoked_authorities() -> list[dict[str, Any]]:
    path = folder() / "revoked.json"
    return json.loads(path.read_text()) if path.exists() else []


def revoke_authority(name: str, above: keys.Identity, *, now: datetime) -> None:
    """An authority no longer counts, and nothing it ever issued.

    Raises:
        KeyError
    """
    certificate = authority(name).certificate
    said = [one for one in revoked_authorities() if one["name"] != name]
    said.append({"name": name, "serial": f"{certificate.serial_number:x}", "at": now.astimezone(UTC).isoformat()})
    replace(folder() / "revoked.json", json.dumps(said, indent=1).encode())
    renew_root_list(above, now=now)


def renew_root_list(above: keys.Identity, *, now: datetime) -> None:
    """The root's own list; it holds a year and more, for the root is away."""
    gone = [(int(one["serial"], 16), datetime.fromisoformat(one["at"]), "") for one in revoked_authorities()]
    made = lists.revocation_list(above, gone, now=now, holds=lists.ROOT_HOLDS)
    replace(folder() / "root.crl", made)


def root_list() -> bytes:
    """The root's list as it was last signed; empty when there is none yet."""
    path = folder() / "root.crl"
    return path.read_bytes() if path.exists() else b""


def export_root(target: Path, password: bytes) -> None:
    """Write the root's key, encrypted, to a folder elsewhere; read it back; only then is it no longer here.

    Raises:
        RootAway: it is elsewhere already.
        OSError: the folder does not take it, or holds one.
    """
    here = root()
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (target / "root.key").exists():
        raise FileExistsError(str(target / "root.key"))
    locked = here.key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(password)
    )
    write_once(target / "root.key", locked)
    write_once(target / "root.crt", here.certificate.public_bytes(PEM))
    root(target, password)
    path = folder() / "root.key"
    size = path.stat().st_size
    with path.open("r+b") as file:  # a journalling disk may keep the old blocks: docs/operations.md says so
        file.write(bytes(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def private(key: keys.PrivateKey) -> bytes:
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def replace(path: Path, content: bytes) -> None:
    """Another content, whole or not at all."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.write_bytes(content)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)


def _make_root() -> None:
    """Two processes that race end up with one: whoever writes the key first is the root, and the other reads it."""
    if exists():
        return
    now = datetime.now(UTC)
    key = keys.KINDS[settings.DIWAN_SEAL_KEY]()
    write_once(folder() / "root.key", private(key))
    kept = serialization.load_pem_private_key((folder() / "root.key").read_bytes(), password=None)
    assert isinstance(kept, keys.PrivateKey)
    number = x509.SubjectKeyIdentifier.from_public_key(kept.public_key()).digest.hex()[:8]
    certificate = profile.authority(f"Diwan certification root {number}", kept, None, years=YEARS_ROOT, now=now)
    write_once(folder() / "root.crt", certificate.public_bytes(PEM))


@lru_cache(maxsize=64)
def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()
