"""Virus scan by a ClamAV daemon, when one is configured. Without its answer nothing comes in: it fails closed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from .enums import Scan

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT = 60.0  # seconds


class NoAnswer(Exception):
    """The daemon cannot be reached, or did not say whether the file is clean."""


class Found(Exception):
    """The daemon found something; its name for it is the message."""


def scan(path: Path) -> Scan:
    """Have the file looked at.

    Raises:
        Found: something was found.
        NoAnswer: no daemon, a cut connection, a file longer than its StreamMaxLength, or an answer we do not know.
    """
    if not settings.DIWAN_CLAMD:
        return Scan.NOT_DONE
    try:
        with path.open("rb") as file:
            state, detail = client(settings.DIWAN_CLAMD).instream(file)["stream"]
    except (ClamdError, OSError, KeyError, ValueError) as error:
        raise NoAnswer(repr(error)) from error
    if state == "FOUND":
        raise Found(detail or "")
    if state != "OK":
        raise NoAnswer(f"{state} {detail}")
    return Scan.CLEAN


def client(address: str) -> ClamdNetworkSocket:
    """For `tcp://host:port` or `unix:///path`."""
    scheme, _separator, rest = address.partition("://")
    if scheme == "unix":
        return ClamdUnixSocket(path=rest, timeout=int(TIMEOUT))
    host, _colon, port = rest.rpartition(":")
    return ClamdNetworkSocket(host=host.strip("[]") or "127.0.0.1", port=int(port), timeout=TIMEOUT)


def answers() -> bool:
    """Whether the daemon scans, or none is asked for."""
    if not settings.DIWAN_CLAMD:
        return True
    try:
        return client(settings.DIWAN_CLAMD).instream(io.BytesIO(b"?"))["stream"][0] == "OK"
    except (ClamdError, OSError, ValueError, KeyError):
        return False
