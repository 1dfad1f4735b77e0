"""Encryption at rest under the instance's secret key: what a stolen copy of the database must not tell."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

__all__ = ["InvalidToken", "box"]


def box(purpose: str) -> MultiFernet:
    """Closes with today's secret key, opens with the former ones too; what one purpose closed no other opens."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [salted_hmac(purpose, "", secret=secret, algorithm="sha256") for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(key.digest())) for key in keys])
