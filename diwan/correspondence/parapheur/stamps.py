"""A person's signature on a PDF, and what it says on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError

from diwan.engines.signing import sealing

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Authorisation, Signature


class CannotSign(Exception):
    pass


def sign(pdf: bytes, signer, row: Signature, authorisation: Authorisation, now: datetime) -> bytes:
    try:
        return sealing._seal_any(
            pdf, sealing.Seal(signer), sealing._time_stamper("", ""), row.turn.get_kind_display(), now
        )
    except (SigningError, PdfError) as error:
        raise CannotSign from error
