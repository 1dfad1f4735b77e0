"""The secrets of people outside: the address that opens their page, and the six digits that prove their mailbox.

Neither is kept. Both are worked out, when an e-mail is written, from a random word of the row and the key of the
instance: whoever reads the database, a backup or the queue of jobs opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from .models import GuestLink

CODE_LIVES = timedelta(minutes=10)


def new_word() -> str:
    return secrets.token_hex(16)


def token_of(word: str) -> str:
    """The secret part of an address: 192 bits."""
    return salted_hmac("diwan.parapheur.guest", word, algorithm="sha256").hexdigest()[:48]


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def code_of(word: str) -> str:
    return f"{int(salted_hmac('diwan.parapheur.code', word, algorithm='sha256').hexdigest()[:15], 16) % 10**6:06d}"


def url_of(link: GuestLink) -> str:
    """Where the link leads, in the language of whom it is for."""
    path = reverse("parapheur:guest", args=[token_of(link.word)])
    return f"{settings.DIWAN_PUBLIC_URL}{path}?lang={link.guest.language}"


def masked(email: str) -> str:
    """An address as others may read it: “a***@company.example”."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"
