"""Every way in, and why a cut closes it. The bench `cutoff` and a test derive the ways from the code itself (addresses,
backends of sign-in, what acts for a person later) and fail when one is not told here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

SIGN_IN = ("account_", "mfa_", "openid_connect_", "socialaccount_", "accounts:", "api-1:")
TEXT = ("<str:", "<path:", "<slug:", "<uuid:", "(?P<")  # an address that carries a text may carry a key


@dataclass(frozen=True)
class Way:
    """A way in: the things of the code that make it, as patterns, and what refuses after a cut.

    `held`: whether a person holds it; a guest, another instance or a reader of a public document is nobody of ours.
    """

    code: str
    found: tuple[str, ...]
    refused_by: str
    held: bool = True


WAYS: tuple[Way, ...] = (
    Way("session", ("session",), "the epoch in the seal of the session, read from the database at each request"),
    Way(
        "password",
        ("backend:diwan.core.accounts.backends.PasswordBackend", "route:account_login"),
        "is_active, asked by the backend",
    ),
    Way(
        "directory",
        ("backend:diwan.core.accounts.directory.DirectoryBackend",),
        "is_active here; the directory itself once it confirmed",
    ),
    Way("passkey", ("route:mfa_login_webauthn",), "is_active, asked when the session would be opened"),
    Way("second factor", ("route:mfa_authenticate",), "the stage opens a session, which is refused at its first use"),
    Way(
        "provider",
        ("route:openid_connect_*", "backend:allauth.*"),
        "is_active, asked when the session would be opened; no refresh token is kept",
    ),
    Way("password reset", ("route:account_reset_password*",), "closed accounts are not reset"),
    Way("invitation", ("route:accounts:invitation*",), "it opens for accounts that are open"),
    Way("api", ("api", "route:api-1:*"), "the same session, by the same seal; there are no keys of the API"),
    Way("file link", ("route:files:fetch",), "bound to the person of the session, who is nobody after the cut"),
    Way(
        "calendar feed",
        ("route:meetings:feed",),
        "the key in its address names the access epoch of an open account: both are over",
    ),
    Way("push", ("acts:notifications.push",), "nothing is sent to devices of a closed account; they are forgotten"),
    Way(
        "jobs", ("acts:batches.work",), "a long work asks for the rights of its owner each time: a closed one has none"
    ),
    Way("signatures", ("acts:parapheur.making",), "what is owed and not made is stopped in the transaction of the cut"),
    Way("systems", ("acts:safe_access.rights",), "rights to systems and the VPN are withdrawn in the same transaction"),
    # --- what is no person's of ours ---
    Way("joining", ("route:accounts:join*",), "it opens a new account of the public, never one that exists", False),
    Way("ended", ("route:accounts:ended", "route:account_inactive", "route:account_logout"), "says so", False),
    Way("shut", ("route:account_signup", "route:account_email", "route:account_set_password"), "answers 404", False),
    Way("shut codes", ("route:mfa_download_recovery_codes", "route:socialaccount_*"), "answers 404", False),
    Way(
        "upload link", ("route:files:upload",), "bytes come in, nothing goes out; to attach them needs a session", False
    ),
    Way("guests", ("route:parapheur:guest*",), "a link for somebody outside, who has no account", False),
    Way("invited", ("route:meetings:guest*",), "a link for somebody invited from outside, who has no account", False),
    Way("recipients", ("route:delivery:link*",), "a link for the recipient of a letter, who has no account", False),
    Way("depositors", ("route:deposits:*",), "the code of a receipt, for members of the public", False),
    Way("instances", ("route:exchange:*",), "keys of another instance, never of a person", False),
    Way("proofs", ("route:verification:*", "route:registers:proof", "route:acts:check"), "public by design", False),
    Way("keys", ("route:signing:*",), "revocation lists and certificates, public by design", False),
    Way("looks", ("route:shell:*",), "colours", False),
    Way("cut done", ("route:safe_access:cut_done",), "says in figures what a cut ended, for an hour", False),
)

# What acts for a person when they are not there: named by the module that does it, which must exist.
ACTING = {
    "acts:notifications.push": "diwan.core.notifications.pushes",
    "acts:batches.work": "diwan.core.batches.work",
    "acts:parapheur.making": "diwan.correspondence.parapheur.making",
    "acts:safe_access.rights": "diwan.telework.safe_access.models.systems",
}


def routes(resolver: URLResolver | None = None, prefix: str = "", path: str = "") -> list[tuple[str, URLPattern, str]]:
    """Every route: full name, pattern, address as it is written."""
    found: list[tuple[str, URLPattern, str]] = []
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            found.append((f"{prefix}{one.name or one.pattern}", one, path + str(one.pattern)))
        else:
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            found += routes(one, inner, path + str(one.pattern))
    return found


def is_public(pattern: URLPattern) -> bool:
    """Whether it is answered without a session."""
    return getattr(pattern.callback, "login_required", True) is False


def found() -> set[str]:
    """What the code offers: sessions, the API, backends, public addresses that sign in or carry a key, what acts."""
    seen = {"session", "api", *ACTING}
    seen |= {f"backend:{name}" for name in settings.AUTHENTICATION_BACKENDS}
    for name, pattern, path in routes():
        if is_public(pattern) and (name.startswith(SIGN_IN) or any(mark in path for mark in TEXT)):
            seen.add(f"route:{name}")
    return seen


def untold() -> list[str]:
    """What the code offers and this table does not tell."""
    patterns = [pattern for way in WAYS for pattern in way.found]
    return sorted(one for one in found() if not any(fnmatch(one, pattern) for pattern in patterns))
