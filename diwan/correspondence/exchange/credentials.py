"""Who calls: a token sealed by the instance, in the header of each call, good for some minutes.

It says who speaks to whom, and when; TLS keeps it from others. What must hold longer bears a seal of its own.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from diwan.engines.signing import api as signing
from diwan.kit.refusals import Refusal

from . import protocol
from .enums import PeerState
from .models import Instance
from .queries import ours

SCHEME = "Diwan"
LONGEST = 12_000  # characters of the header
KEPT = 30  # seconds for which we say the same token


class NotKnown(Refusal):
    message = _("This call does not prove that it comes from an instance we know.")
    status = 401


class ClockTooFar(Refusal):
    message = _("The clock of the caller is too far from ours: %(seconds)s s. Nothing was taken.")
    status = 401


class Suspended(Refusal):
    message = _("We exchange no letters with this instance at present.")
    status = 403


def header(audience: str, now: datetime) -> str:
    """The value of `Authorization` for a call to that realm."""
    return _header(ours.realm(), audience, int(now.timestamp()) // KEPT, settings.DIWAN_HOME)


@lru_cache(maxsize=512)
def _header(issuer: str, audience: str, slot: int, _home: object) -> str:
    at = datetime.fromtimestamp(slot * KEPT, UTC)
    document = protocol.document("token", protocol.Token(issuer=issuer, audience=audience, at=at)).encode()
    seal = signing.seal_detached(document, administration_code=ours.INSTANCE)
    return f"{SCHEME} {base64.b64encode(document).decode()}.{base64.b64encode(seal).decode()}"


def caller(value: str, now: datetime) -> Instance:
    """The instance that calls.

    Raises:
        NotKnown: no token, a false one, one for somebody else, or of an instance nobody trusts.
        ClockTooFar: its moment is minutes away from ours.
        Suspended
    """
    token, document, seal = _read(value)
    instance = Instance.objects.filter(realm=token.issuer).exclude(state=PeerState.PROPOSED).first()
    if instance is None or token.audience != ours.realm():
        raise NotKnown
    try:
        organisation = _sealer(document, seal, instance.root)
    except signing.NotGenuine:
        raise NotKnown from None
    if organisation != ours.INSTANCE:
        raise NotKnown
    away = abs((now - token.at).total_seconds())
    if away > settings.DIWAN_EXCHANGE_CLOCK:
        raise ClockTooFar(seconds=int(away))
    if instance.state == PeerState.SUSPENDED:
        raise Suspended
    return instance


def _read(value: str) -> tuple[protocol.Token, bytes, bytes]:
    scheme, _space, token = value.partition(" ")
    document, dot, seal = token.partition(".")
    if scheme != SCHEME or not dot or len(value) > LONGEST:
        raise NotKnown
    try:
        said, sealed = base64.b64decode(document, validate=True), base64.b64decode(seal, validate=True)
        return protocol.read_token(said.decode()), said, sealed
    except (ValueError, protocol.Malformed):
        raise NotKnown from None


@lru_cache(maxsize=256)
def _sealer(document: bytes, seal: bytes, root: str) -> str:
    """Whose seal it is; one token comes with a hundred calls."""
    return signing.verify_detached(document, seal, root=root).organisation
