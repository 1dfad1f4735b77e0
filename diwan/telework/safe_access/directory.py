"""Closing an account in the directory of the administration (LDAP, Active Directory), and opening it again.

`DIWAN_LDAP_DISABLE` says how an account is closed there, in one of two forms:

    employeeType=disabled        the attribute is given this value, and the filter of sign-in leaves it out
    userAccountControl|2         the bit is set (Active Directory)

The account that Diwan binds with needs the right to write that attribute. What was done is confirmed by asking with the
filter of sign-in itself: whoever it no longer finds is closed.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = "employeeType=disabled"


@dataclass(frozen=True)
class Answer:
    """Whether the directory is as it should be; the name of the entry, and what it said when it is not."""

    confirmed: bool
    name: str = ""
    error: str = ""


@dataclass(frozen=True)
class Way:
    """How an account is closed: an attribute with a value, or a bit of it."""

    attribute: str
    value: str
    bit: int = 0

    @classmethod
    def configured(cls) -> Way:
        said = getattr(settings, "DIWAN_LDAP_DISABLE", "") or DEFAULT
        if "|" in said:
            attribute, bit = said.split("|", 1)
            return cls(attribute.strip(), "", int(bit))
        attribute, value = said.split("=", 1)
        return cls(attribute.strip(), value.strip())

    def changed(self, held: list[bytes], closing: bool) -> list[bytes]:
        """The values of the attribute afterwards."""
        if self.bit:
            number = int(held[0]) if held else 0
            return [str(number | self.bit if closing else number & ~self.bit).encode()]
        kept = [one for one in held if one.decode(errors="replace").lower() != self.value.lower()]
        return [*kept, self.value.encode()] if closing else kept


@contextmanager
def _connected() -> Iterator[Any]:
    """A connection as the sign-in makes it; raises ldap.LDAPError when the directory does not answer."""
    import ldap

    configured: Any = settings  # those names come from the environment, in config/settings/directory.py
    connection = ldap.initialize(configured.AUTH_LDAP_SERVER_URI, bytes_mode=False)
    for option, value in configured.AUTH_LDAP_CONNECTION_OPTIONS.items():
        connection.set_option(option, value)
    if configured.AUTH_LDAP_START_TLS:
        connection.start_tls_s()
    connection.simple_bind_s(configured.AUTH_LDAP_BIND_DN, configured.AUTH_LDAP_BIND_PASSWORD)
    try:
        yield connection
    finally:
        connection.unbind_s()


def switch(email: str, *, closing: bool, name: str = "") -> Answer:
    """Close the account of this address in the directory, or open it again, and ask whether it took.

    `name` is the entry found before: a closed account is not found by the filter of sign-in any more. May run twice.
    """
    import ldap

    way = Way.configured()
    try:
        with _connected() as connection:
            entry = name or _entry(connection, _let_in(email)) or _entry(connection, _by_address(email))
            if not entry:
                return Answer(confirmed=True, error="no such account in the directory")
            found = connection.search_s(entry, ldap.SCOPE_BASE, "(objectClass=*)", [way.attribute])
            held: list[bytes] = next((attributes.get(way.attribute, []) for dn, attributes in found if dn), [])
            wanted = way.changed(held, closing)
            if wanted != held:
                connection.modify_s(entry, [(ldap.MOD_REPLACE, way.attribute, wanted or None)])
            still = bool(_entry(connection, _let_in(email)))
            if still == (not closing):
                return Answer(confirmed=True, name=entry)
            return Answer(confirmed=False, name=entry, error="the directory still answers as before")
    except (ldap.LDAPError, OSError) as error:
        return Answer(confirmed=False, name=name, error=f"{type(error).__name__}: {error}"[:300])


def members(condition: str) -> list[str]:
    """The addresses of the accounts that a filter finds; raises ldap.LDAPError when the directory does not answer."""
    import ldap

    configured: Any = settings
    with _connected() as connection:
        found = connection.search_s(configured.DIWAN_LDAP_BASE, ldap.SCOPE_SUBTREE, condition, ["mail", "uid"])
        addresses = []
        for dn, attributes in found:
            values = attributes.get("mail") or attributes.get("uid") if dn else None
            if values:
                addresses.append(values[0].decode(errors="replace").lower())
        return addresses


def _let_in(email: str) -> str:
    from ldap.filter import escape_filter_chars

    configured: Any = settings
    return configured.DIWAN_LDAP_FILTER % {"user": escape_filter_chars(email)}


def _by_address(email: str) -> str:
    from ldap.filter import escape_filter_chars

    return f"(mail={escape_filter_chars(email)})"


def _entry(connection: Any, condition: str) -> str:
    """The name of the one entry found; "" when there is none."""
    import ldap

    configured: Any = settings
    found = connection.search_s(configured.DIWAN_LDAP_BASE, ldap.SCOPE_SUBTREE, condition, ["1.1"])
    return next((dn for dn, _attributes in found if dn), "")  # referrals have no name
