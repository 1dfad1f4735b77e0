"""Every way in, and why a cut closes it. The bench `cutoff` and a house-wide test derive the ways from the code itself
(addresses, backends of sign-in, tokens in addresses, jobs) and fail when one is missing here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """A way in: how it is found in the code, and what refuses after a cut. `held` is false where it is no person's."""

    code: str
    found: tuple[str, ...]
    refused_by: str
    held: bool = True


WAYS: tuple[Way, ...] = (
    Way("session", ("session",), "the epoch in the seal of the session, read at each request"),
    Way(
        "password",
        ("backend:diwan.core.accounts.backends.PasswordBackend", "route:account_login"),
        "is_active, asked by the backend",
    ),
    Way(
        "directory",
        ("backend:diwan.core.accounts.directory.DirectoryBackend",),
        "is_active here, and the directory itself once it confirmed",
    ),
    Way("passkey", ("route:mfa_login_webauthn",), "is_active, asked when the session would be opened"),
    Way(
        "second factor",
        ("route:mfa_authenticate",),
        "the stage of sign-in keeps a person, whose account is asked again at the next request",
    ),
    Way(
        "provider",
        ("route:openid_connect_callback", "route:openid_connect_login", "backend:allauth.account.auth_backends"),
        "is_active, asked when the session would be opened; no refresh token is kept",
    ),
    Way("password reset", ("route:account_reset_password_from_key",), "closed accounts are not reset"),
    Way(
        "invitation",
        ("token:accounts:invitation", "token:accounts:invitation_opened"),
        "an invitation opens for open accounts only",
    ),
    Way("joining", ("token:accounts:join_with",), "it opens a new account of the public, never one that exists", False),
    Way("reauthentication", ("route:account_reauthenticate", "route:mfa_reauthenticate"), "needs the session"),
    Way("file link", ("token:files:fetch",), "bound to the person of the session, who is nobody after the cut"),
    Way(
        "upload link",
        ("token:files:upload",),
        "carries bytes in and gives nothing out; attaching them needs the session",
        False,
    ),
    Way("cut done", ("token:safe_access:cut_done",), "says in figures what a cut ended, for an hour; opens nothing", False),
    Way("api", ("api",), "the same session, by the same seal; there are no keys of the API"),
    Way("push", ("registry:push",), "nothing is sent to the devices of a closed account; they are forgotten"),
    Way(
        "jobs",
        ("registry:batches",),
        "a long work asks for the rights of its person at each step: a closed one has none",
    ),
    Way(
        "signatures", ("registry:signatures",), "signatures owed and not made are stopped in the transaction of the cut"
    ),
    Way("systems", ("registry:rights",), "rights to systems and the VPN are withdrawn in the transaction of the cut"),
)


def known() -> dict[str, Way]:
    """Each thing found in the code, with its way."""
    return {found: way for way in WAYS for found in way.found}
