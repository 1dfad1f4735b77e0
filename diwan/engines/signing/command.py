"""`diwan ca`: the certification authority at the command line, for who runs the instance.

    diwan ca init                                  make the root and the authority that issues, and say who they are
    diwan ca export-root FOLDER                    the root's key goes there, encrypted; here stays its certificate
    diwan ca issue-intermediate [--root FOLDER]    another authority issues from now on
    diwan ca revoke SERIAL|issuing-… [--root FOLDER] [--reason WHY]
    diwan ca crl [NAME] [--root FOLDER] [--out FILE]   renew the root's list, or write out another's

Passwords are asked in the terminal, or read from the file that --password-file names.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from diwan.core.organisations.api import SYSTEM

from .enums import Why
from .models import IssuedCertificate
from .operations import owning
from .pki import hierarchy
from .queries import keys as queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from . import keys

SHORTEST = 12  # characters of the root's password


class Said(Exception):
    """What went wrong, in words for the terminal."""


def main(argv: Sequence[str]) -> int:
    said = _parser().parse_args(argv)
    try:
        said.act(said)
    except Said as problem:
        print(f"diwan ca: {problem}", file=sys.stderr)
        return 1
    except hierarchy.RootAway as away:
        print(f"diwan ca: the root's key is not at {away}: name its folder with --root", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "diwan ca", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--password-file", type=Path)
    acts = parser.add_subparsers(required=True, metavar="ACT")
    acts.add_parser("init").set_defaults(act=init)
    export = acts.add_parser("export-root")
    export.add_argument("folder", type=Path)
    export.set_defaults(act=export_root)
    issue = acts.add_parser("issue-intermediate")
    issue.set_defaults(act=issue_intermediate)
    revoke_ = acts.add_parser("revoke")
    revoke_.add_argument("what")
    revoke_.add_argument("--reason", choices=Why.values, default=Why.UNSPECIFIED)
    revoke_.set_defaults(act=revoke)
    crl_ = acts.add_parser("crl")
    crl_.add_argument("name", nargs="?", default=hierarchy.ROOT)
    crl_.add_argument("--out", type=Path)
    crl_.set_defaults(act=crl)
    for one in (issue, revoke_, crl_):
        one.add_argument("--root", type=Path)
    return parser


def init(said: argparse.Namespace) -> None:
    """Done twice, it is done."""
    certificate, issuer = hierarchy.root_certificate(), hierarchy.issuing()
    print(f"root     {certificate.subject.rfc4514_string()}")
    print(f"         SHA-256 {hierarchy.fingerprint(certificate)}")
    print(f"issuing  {issuer.certificate.subject.rfc4514_string()}")
    if (hierarchy.folder() / "root.key").exists():
        print("The root's key is on this machine: take it away with `diwan ca export-root FOLDER`.")


def export_root(said: argparse.Namespace) -> None:
    hierarchy.issuing()  # whoever takes the root away leaves an authority that issues
    try:
        hierarchy.export_root(said.folder, _password(said, new=True))
    except FileExistsError as there:
        raise Said(f"{there} is there already: choose an empty folder") from None
    except OSError as error:
        raise Said(f"{said.folder} does not take it: {error.strerror}") from None
    print(f"The root's key is in {said.folder}, encrypted, and no longer here. Keep two copies, apart and locked.")


def issue_intermediate(said: argparse.Namespace) -> None:
    made = hierarchy.issue_intermediate(_root(said), now=datetime.now(UTC))
    print(f"issuing  {made.certificate.subject.rfc4514_string()}")


def revoke(said: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    if said.what.startswith(hierarchy.ISSUING):
        try:
            hierarchy.revoke_authority(said.what, _root(said), now=now)
        except KeyError:
            raise Said(f"there is no authority {said.what}: {', '.join(hierarchy.issuing_names())}") from None
        print(f"{said.what} is revoked, and with it whatever it issued.")
        return
    row = IssuedCertificate.objects.filter(serial=said.what.lower().replace(":", "").lstrip("0")).first()
    if row is None:
        raise Said(f"no certificate has the serial number {said.what}")
    owning.revoke(actor=SYSTEM, certificate_id=row.pk, reason=said.reason, now=now)
    print(f"{row.subject} is revoked.")


def crl(said: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    if said.name == hierarchy.ROOT:
        hierarchy.renew_root_list(_root(said), now=now)
    try:
        body = queries.revocation_list(said.name, now)
    except KeyError:
        raise Said(f"there is no authority {said.name}: {', '.join(hierarchy.issuing_names())}") from None
    if said.out:
        said.out.write_bytes(body)
    print(f"{said.name}: {len(body)} octets{f' in {said.out}' if said.out else ''}")


def _root(said: argparse.Namespace) -> keys.Identity:
    if said.root is None:
        return hierarchy.root()
    if not (said.root / "root.key").exists():
        raise hierarchy.RootAway(str(said.root))
    try:
        return hierarchy.root(said.root, _password(said))
    except ValueError:
        raise Said("the password is wrong, or this is the key of another root") from None


def _password(said: argparse.Namespace, *, new: bool = False) -> bytes:
    if said.password_file:
        given = said.password_file.read_text().strip()
    else:
        given = getpass.getpass("Password of the root's key: ")
        if new and getpass.getpass("Once more: ") != given:
            raise Said("the two passwords differ")
    if new and len(given) < SHORTEST:
        raise Said(f"the password needs {SHORTEST} characters at least")
    return given.encode()
