"""What the address of an invitation ends with: its number, signed. Whoever has the database alone cannot make one."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

SIGNER = Signer(salt="diwan.accounts.invitation", sep=".")


def token_of(invitation_id: int) -> str:
    """What the address of the invitation ends with."""
    return SIGNER.sign(str(invitation_id))


def read_token(token: str) -> int | None:
    """The number of the invitation; None when the address was not ours."""
    try:
        return int(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
