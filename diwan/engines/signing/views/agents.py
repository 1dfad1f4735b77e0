"""The card at my own computer: pairing with the agent, and what waits for its signature. For the page's script."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from typing import TYPE_CHECKING, Any

from cryptography import x509
from django.conf import settings
from django.core import signing
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.agent import diwan_agent
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..agent_page import ADDRESS, speaks_to_agent
from ..checking import verified
from ..enums import Kind
from ..models import PersonKey, Relayed
from ..operations import owning, relaying

if TYPE_CHECKING:
    from django.http import HttpRequest

FRESH = 600  # seconds in which a card is shown to be there
MOST = 1000  # signatures in one answer
SALT = "diwan.engines.signing.agent"


class NotShown(Refusal):
    message = _("The card did not show that it holds the key of this certificate. Nothing was done.")
    advice = _("Open the page again, and check that the card is in its reader.")
    status = 422


@never_cache
@require_safe
@speaks_to_agent
def page(request: HttpRequest) -> HttpResponse:
    """How to start the agent, pair it, and choose a key of the card."""
    nonce = signing.dumps([request.actor.person_id, secrets.token_hex(16)], salt=SALT)
    return render(request, "signing/agent.html", {"address": ADDRESS, "nonce": nonce})


@require_safe
def program(request: HttpRequest) -> HttpResponse:
    """The agent, one file, which speaks to this instance and to no other."""
    headers = {"Content-Disposition": 'attachment; filename="diwan_agent.py"'}
    source = diwan_agent.for_origin(settings.DIWAN_PUBLIC_URL)
    return HttpResponse(source, content_type="text/x-python; charset=utf-8", headers=headers)


@require_POST
@idempotent
def take_key(request: HttpRequest) -> HttpResponse:
    """A key of the card, which signed what the page gave it: so the person holds it, now."""
    said = _object(request)
    try:
        whose, _random = signing.loads(str(said.get("nonce", "")), salt=SALT, max_age=FRESH)
        chain = [x509.load_der_x509_certificate(_octets(one)) for one in list(said["certificates"])[:8]]
        signature = _octets(said["signature"])
        right = whose == request.actor.person_id and bool(chain)
        right = right and verified(chain[0], signature, str(said["nonce"]).encode())
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise NotShown from None
    if not right:
        raise NotShown
    brought = owning.Brought(chain[0], tuple(chain[1:]))
    owning.take_in(actor=request.actor, kind=Kind.AGENT, brought=brought, place={}, now=timezone.now())
    return JsonResponse({"taken": True}, status=201)


@never_cache
@require_http_methods(["GET", "POST"])
@idempotent
def relay(request: HttpRequest) -> HttpResponse:
    """What waits for my card's signature (GET), and the signatures it made (POST)."""
    if request.method != "POST":
        waiting = (
            Relayed.objects.filter(key__person=request.actor.person_id, key__closed_at=None, signature=None)
            .select_related("key")
            .order_by("pk")[:MOST]
        )
        rows = [{"key": one.key_id, "fingerprint": one.key.fingerprint, "digest": one.digest} for one in waiting]
        return JsonResponse({"waiting": rows})
    said = _object(request)
    try:
        key_id = int(said["key"])
        made = {str(digest): _octets(one) for digest, one in list(said["signatures"].items())[:MOST]}
        taken = relaying.give(actor=request.actor, key_id=key_id, signatures=made, now=timezone.now())
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise relaying.NotOfThisKey from None
    except PersonKey.DoesNotExist:
        raise relaying.NotOfThisKey from None
    return JsonResponse({"taken": taken}, status=201)


def _object(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return {}
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _octets(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base 64") from error
