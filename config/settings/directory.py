"""Sign-in through LDAP or Active Directory, from the environment. Read by `base` when `DIWAN_LDAP_URL` is set.

For Active Directory, so that an account disabled there is absent here (see docs/decisions/accounts-directory.md):
DIWAN_LDAP_FILTER="(&(mail=%(user)s)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 5


def ldap_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """django-auth-ldap's settings.

    Raises:
        ImproperlyConfigured: the extra `ldap` is not installed, or the address is in clear without leave.
    """
    try:
        import ldap
        from django_auth_ldap.config import LDAPSearch
    except ImportError as error:
        raise ImproperlyConfigured("DIWAN_LDAP_URL is set: install Diwan with its extra, diwan[ldap].") from error
    url = environment["DIWAN_LDAP_URL"]
    start_tls = environment.get("DIWAN_LDAP_START_TLS") == "1"
    if url.startswith("ldap:") and not start_tls and environment.get("DIWAN_LDAP_IN_CLEAR") != "1":
        raise ImproperlyConfigured(
            "DIWAN_LDAP_URL would send passwords in clear: use ldaps://, or DIWAN_LDAP_START_TLS=1."
        )
    base, condition = environment.get("DIWAN_LDAP_BASE", ""), environment.get("DIWAN_LDAP_FILTER", "(mail=%(user)s)")
    attributes = {
        "name_ar": environment.get("DIWAN_LDAP_NAME_AR"),
        "name_latin": environment.get("DIWAN_LDAP_NAME", "cn"),
    }
    return {
        "AUTH_LDAP_SERVER_URI": url,
        "AUTH_LDAP_START_TLS": start_tls,
        "AUTH_LDAP_BIND_DN": environment.get("DIWAN_LDAP_BIND_DN", ""),
        "AUTH_LDAP_BIND_PASSWORD": environment.get("DIWAN_LDAP_BIND_PASSWORD", ""),
        "AUTH_LDAP_USER_SEARCH": LDAPSearch(base, ldap.SCOPE_SUBTREE, condition),
        "AUTH_LDAP_USER_ATTR_MAP": {ours: theirs for ours, theirs in attributes.items() if theirs},
        "AUTH_LDAP_USER_QUERY_FIELD": "email",
        "AUTH_LDAP_ALWAYS_UPDATE_USER": True,
        "AUTH_LDAP_NO_NEW_USERS": environment.get("DIWAN_LDAP_CREATE") != "1",
        "AUTH_LDAP_CONNECTION_OPTIONS": {
            ldap.OPT_NETWORK_TIMEOUT: SECONDS,
            ldap.OPT_TIMEOUT: SECONDS,
            ldap.OPT_REFERRALS: 0,
        },
        "DIWAN_LDAP_BASE": base,
        "DIWAN_LDAP_FILTER": condition,
    }
