"""Keys and certificates of the small world."""

from __future__ import annotations

import functools
from typing import Any

from django.utils import timezone


class Signing:
    """Part of `World`, which gives `actor`."""

    actor: Any

    def _key(self) -> Any:
        from diwan.engines.signing import api as signing

        return signing.ask_certificate(actor=self.actor("holder"), level="simple", proof=None, now=timezone.now())

    @functools.cached_property
    def signing_key(self) -> Any:
        """A key of the holder, with a certificate of our own authority."""
        return self._key()

    @functools.cached_property
    def old_signing_key(self) -> Any:
        """One whose certificate ends soon."""
        from datetime import timedelta

        key = self._key()
        key.valid_until = timezone.now() + timedelta(days=10)
        key.save(update_fields=["valid_until"])
        return key
