"""A fingerprint as two people compare it over the telephone: six groups of five digits, the same on both screens.

Digits are read aloud alike in every language. Thirty of them hold 99 bits of the SHA-256 of the root certificate:
nobody makes another root that reads the same.
"""

from __future__ import annotations

GROUPS, OCTETS = 6, 5


def spoken(fingerprint: str) -> list[str]:
    """`3fa2…` → `["04821", …]`; an empty list without a fingerprint."""
    octets = bytes.fromhex(fingerprint)
    return [
        f"{int.from_bytes(octets[at : at + OCTETS]) % 100_000:05}"
        for at in range(0, min(len(octets), GROUPS * OCTETS), OCTETS)
    ]
