"""How much one network, person or address may do within an hour.

Counted in Django's cache, which is shared by all web processes of a machine. Two requests at the same instant may be
counted as one: a limit is a brake, not a lock. A limit of 0 means none.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from typing import TYPE_CHECKING

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from .refusals import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUR = 3600  # seconds


class TooMany(Refusal):
    message = _("Too many requests came from your network or address. Nothing was lost; try again in %(minutes)s min.")
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(minutes=-(-seconds // 60))
        self.headers = {"Retry-After": str(seconds)}


def network(request: HttpRequest) -> str:
    """The network a request comes from: an IPv4 /24 or an IPv6 /56, as much as one subscriber or office is given."""
    try:
        address = ipaddress.ip_address(get_ip(request) or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 56}", strict=False))


def counted(name: str, who: str) -> int:
    """How often this was noted within the running hour."""
    return cache.get(_key(name, who), 0)


def note(name: str, who: str) -> None:
    """It happened once more."""
    key = _key(name, who)
    cache.set(key, cache.get(key, 0) + 1, timeout=2 * HOUR)


def demand(name: str, who: str, *, most: int) -> None:
    """Refuse what goes beyond `most` within an hour.

    Raises:
        TooMany: with the header `Retry-After`.
    """
    if most and who and counted(name, who) >= most:
        raise TooMany(HOUR - int(time.time()) % HOUR)


def _key(name: str, who: str) -> str:
    """A digest stands for who: what people typed may be of any length, and need not be legible in the cache."""
    digest = hashlib.sha256(who.encode(errors="surrogatepass")).hexdigest()
    return f"limit:{name}:{int(time.time()) // HOUR}:{digest}"
