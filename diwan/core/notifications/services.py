"""Calls to push services. Their addresses are given by browsers, that is by anybody: nothing inside is ever called.

HTTPS only, on its own port, to a host whose every address is public and not of this machine; the very address that was
looked at is the one called, and no redirection is followed. `DIWAN_PUSH_HOSTS` names hosts that may be called all the
same: a push service of one's own, inside.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 1000  # characters of an address
TIMEOUT = urllib3.Timeout(connect=5, read=10)  # seconds
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # IPv4 addresses inside IPv6 ones (RFC 6052)


class NotPublic(Exception):
    """The address is not one that Diwan calls."""


class Unreachable(Exception):
    """No answer came; the text says why, for the queue."""


@dataclass(frozen=True)
class Service:
    """Where a message goes: `place` is host and port as the address writes them."""

    host: str
    port: int
    place: str
    path: str

    @property
    def origin(self) -> str:
        return f"https://{self.place}"

    @property
    def named(self) -> bool:
        """Whether the configuration allows it wherever it is."""
        return self.place in settings.DIWAN_PUSH_HOSTS


@dataclass(frozen=True)
class Answer:
    status: int
    again_after: int = 0  # seconds, where the service says when to try again


def service_of(endpoint: str) -> Service:
    """What an address says, looked at without asking anybody.

    Raises:
        NotPublic: too long, not HTTPS, with a user name, on another port, or an address inside written in figures.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port or 443
    except ValueError:
        raise NotPublic(endpoint[:60]) from None
    host = (parts.hostname or "").lower()
    clean = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and "\\" not in endpoint
    if parts.scheme != "https" or not host or not clean or len(endpoint) > LONGEST or "@" in parts.netloc:
        raise NotPublic(endpoint[:60])
    place = f"[{host}]" if ":" in host else host
    place += f":{port}" if port != 443 else ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    service = Service(host, port, place, path)
    if service.named:
        return service
    try:
        inside = not is_public(ipaddress.ip_address(host))
    except ValueError:
        inside = "." not in host or host.rstrip(".").endswith((".localhost", ".local", ".internal", ".home.arpa"))
    if port != 443 or inside:
        raise NotPublic(place)
    return service


def post(service: Service, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send one message; nothing is tried again here.

    Raises:
        NotPublic
        Unreachable
    """
    line = urllib3.HTTPSConnectionPool(
        address_of(service),
        service.port,
        ssl_context=ssl.create_default_context(),
        cert_reqs="CERT_REQUIRED",
        server_hostname=service.host,
        assert_hostname=service.host,
    )
    try:
        answer = line.urlopen(
            "POST",
            service.path,
            body=body,
            headers={**headers, "Host": service.place, "User-Agent": "Diwan"},
            retries=False,
            redirect=False,
            timeout=TIMEOUT,
            preload_content=False,  # what it says beside its status is of no use: it is not read
        )
        answer.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(f"{type(error).__name__}: {getattr(error, 'reason', None) or error}"[:300]) from error
    finally:
        line.close()
    said = answer.headers.get("Retry-After", "")
    return Answer(answer.status, int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 0)


def address_of(service: Service) -> str:
    """The address to call: looked up once, and only if all those of the name are public.

    Raises:
        NotPublic
        Unreachable: the name has none.
    """
    try:
        found = socket.getaddrinfo(service.host, service.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(f"{service.host}: {error}") from error
    addresses = [str(one[4][0]) for one in found]
    if not service.named:
        for text in addresses:
            address = ipaddress.ip_address(text)
            if not is_public(address) or is_here(text):
                raise NotPublic(service.place)
    return addresses[0]


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether anybody on the Internet would reach it, also where it carries another address inside."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(address.packed[-4:]))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_here(address: str) -> bool:
    """Whether it is an address of this machine: the way to it starts where it ends. Nothing is sent."""
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(kind, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 443))
            return probe.getsockname()[0] == address
        except OSError:
            return False
