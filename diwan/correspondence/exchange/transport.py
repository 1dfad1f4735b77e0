"""Calls to another instance, over HTTPS: its own origin and no other, no redirection followed, nothing unbounded.

The certificate is always checked, against the public authorities or the one configured for that instance. Plain HTTP is
spoken with this machine only, where `DIWAN_EXCHANGE_PLAIN_LOOPBACK` allows it. Connections are kept and used again.
"""

from __future__ import annotations

import ipaddress
import json
import ssl
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from .enums import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .models import Instance

NOBODY = (".example", ".invalid", ".test")  # names that no host ever has (RFC 2606): of the demo, of a manual
TIMEOUT = urllib3.Timeout(connect=5, read=30)  # seconds
PIECE = 1 << 18  # octets sent at a time
LARGEST = 1 << 20  # octets of an answer, unless said otherwise


class NotAnAddress(Refusal):
    message = _("This is not the address of an instance: https://, a host name, and nothing behind it.")
    status = 400


class Unreachable(Exception):
    """No whole answer came: why, and what the network said of it."""

    def __init__(self, fault: Fault, said: str = "") -> None:
        super().__init__(said or fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    etag: str = ""

    def said(self) -> dict[str, Any]:
        """The JSON object of the answer; an instance that answers anything else has a fault.

        Raises:
            Unreachable
        """
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise Unreachable(Fault.STRANGE, f"HTTP {self.status}")
        return said


def origin(address: str) -> str:
    """The address of an instance, cleaned: scheme, host, port.

    Raises:
        NotAnAddress: another scheme, a user name, a path; plain HTTP where it is not allowed.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise NotAnAddress from None
    host = (parts.hostname or "").lower()
    if not host or parts.username or parts.password or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise NotAnAddress
    if any(mark in host for mark in " \t%\\_@"):
        raise NotAnAddress
    if parts.scheme != "https" and not (parts.scheme == "http" and plain_allowed(host)):
        raise NotAnAddress
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def plain_allowed(host: str) -> bool:
    """Whether plain HTTP is spoken with that host: the loopback, in tests and demo."""
    if not settings.DIWAN_EXCHANGE_PLAIN_LOOPBACK:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def call(
    instance: Instance,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str],
    body: bytes | BinaryIO | None = None,
    length: int | None = None,
    largest: int = LARGEST,
) -> Answer:
    """One request, one answer; nothing is tried again here.

    `length` octets are sent of a stream.

    Raises:
        Unreachable
    """
    sent = {**headers, "Accept": "application/json", "User-Agent": "Diwan"}
    if length is not None:
        sent["Content-Length"] = str(length)
    content = _pieces(body, length or 0) if body is not None and not isinstance(body, bytes) else body
    try:
        address = origin(instance.base_url)
        if (urlsplit(address).hostname or "").endswith(NOBODY):
            raise Unreachable(Fault.EXAMPLE, "RFC 2606")
        line = _line(address, instance.authority)
        answer = line.urlopen(
            method,
            path,
            body=content,
            headers=sent,
            retries=False,
            redirect=False,
            assert_same_host=True,
            timeout=TIMEOUT,
            preload_content=False,
            chunked=False,
        )
        try:
            found = answer.read(largest + 1, decode_content=False)
            while len(found) <= largest and (more := answer.read(largest + 1 - len(found), decode_content=False)):
                found += more
            if len(found) > largest:
                answer.close()
                raise Unreachable(Fault.STRANGE, f"more than {largest} octets")
            return Answer(answer.status, found, answer.headers.get("ETag", ""))
        finally:
            answer.release_conn()
    except NotAnAddress:
        raise Unreachable(Fault.ADDRESS, instance.base_url) from None
    except (TimeoutError, urllib3.exceptions.HTTPError, OSError, ssl.SSLError) as error:
        raise Unreachable(_fault(error), _words(error)) from error


@lru_cache(maxsize=512)
def _line(address: str, authority: str) -> urllib3.HTTPConnectionPool:
    parts = urlsplit(address)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(parts.hostname or "", parts.port or 80, maxsize=8)
    context = ssl.create_default_context(cadata=authority or None)
    return urllib3.HTTPSConnectionPool(
        parts.hostname or "", parts.port or 443, maxsize=8, ssl_context=context, cert_reqs="CERT_REQUIRED"
    )


def _pieces(stream: Any, length: int) -> Iterator[bytes]:
    while length > 0 and (piece := stream.read(min(PIECE, length))):
        length -= len(piece)
        yield piece


FAULTS: tuple[tuple[type[Exception], Fault], ...] = (  # the first that fits
    (urllib3.exceptions.NameResolutionError, Fault.NAME),
    (urllib3.exceptions.NewConnectionError, Fault.CLOSED),
    (urllib3.exceptions.TimeoutError, Fault.SLOW),
    (urllib3.exceptions.SSLError, Fault.CERTIFICATE),
    (ssl.SSLError, Fault.CERTIFICATE),
    (TimeoutError, Fault.SLOW),
)


def _fault(error: Exception) -> Fault:
    return next((fault for kind, fault in FAULTS if isinstance(error, kind)), Fault.BROKEN)


def _words(error: Exception) -> str:
    """Why, in a line that holds no more than the queue shows."""
    reason = getattr(error, "reason", None) or error
    return f"{type(error).__name__}: {reason}"[:300]
