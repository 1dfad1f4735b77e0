"""Signing: the exact list, one proof of presence, then the truth about each."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.accounts.api import presence
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing_engine
from diwan.kit.idempotency import idempotent

from ..enums import Box, SignatureState
from ..fingerprints import digest_of_list
from ..models import Authorisation, Signature
from ..operations.authorising import MOST, authorise
from ..queries import boxes, tosign
from ..queries.levels import level_asked, suffices
from .showing import country_of

PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def sign(request: HttpRequest) -> HttpResponse:
    """The folders chosen, or all that answer the filter, as they are at this moment; then the signature of exactly
    these."""
    if request.method == "POST":
        return signed(request)
    ids = chosen(request)
    lines = tosign.lines(request.actor, ids[:MOST], timezone.now())
    return page(request, lines, left=len(ids[:MOST]) - len(lines), more=len(ids) - MOST)


def chosen(request: HttpRequest) -> list[int]:
    """The keys of the folders to sign, each once."""
    if request.GET.get("all") == "1":
        asked = boxes.asked_in(request.GET).with_(box=Box.TO_ME, kind=circuits.Kind.SIGNATURE)
        return list(boxes.folders(request.actor, asked, timezone.now()).values_list("pk", flat=True))
    ids = [int(one) for one in request.GET.getlist("id") if one.isdecimal() and len(one) < 18]
    return list(dict.fromkeys(ids))


def page(
    request: HttpRequest, lines: list[tosign.Line], *, left: int = 0, more: int = 0, problem: str = ""
) -> HttpResponse:
    ready = [one for one in lines if not one.unread]
    digest = digest_of_list([(one.turn.pk, one.fingerprint) for one in ready])
    context = {
        "lines": lines,
        "ready": ready,
        "said": " ".join(f"{one.turn.pk}:{one.fingerprint}" for one in ready),
        "left": left,
        "more": max(more, 0),
        "most": MOST,
        "digest": digest,
        "keys": usable_keys(request, ready),
        "presence": presence.challenge(request, digest) if ready else None,
        "problem": problem,
        "country": country_of(request),
    }
    return render(request, "parapheur/sign.html", context, status=422 if problem else 200)


def usable_keys(request: HttpRequest, lines: list[tosign.Line]) -> list[signing_engine.KeyCard]:
    """The keys that can sign all of this now, the strongest first."""
    asked = [level_asked(one.turn) for one in lines]
    cards = signing_engine.keys_of(request.actor.person_id or 0, timezone.now())
    return [card for card in cards if card.usable and all(suffices(card.level, one) for one in asked)]


def signed(request: HttpRequest) -> HttpResponse:
    """What was shown travels in the form, and is what is signed or nothing is. In one field: a form has a thousand at
    most."""
    lines = []
    for said in request.POST.get("lines", "").split():
        turn, _colon, shown = said.partition(":")
        if not turn.isdecimal() or len(turn) > 17 or len(shown) != 64:
            raise Http404
        lines.append((int(turn), shown))
    digest = digest_of_list(lines)
    try:
        proof = presence.prove(request, digest)
    except presence.NotProved as no:
        turns = circuits.Turn.objects.filter(pk__in=[turn for turn, _s in lines])
        folders = list(turns.values_list("run__subject_id", flat=True))
        found = tosign.lines(request.actor, folders, timezone.now())
        return page(request, found, problem=f"{no} {no.advice}")
    key = request.POST.get("key", "")
    row = authorise(actor=request.actor, lines=lines, proof=proof.kind, digest=digest, key=key, now=timezone.now())
    return redirect("parapheur:signing", row.pk)


@require_GET
@signing_engine.speaks_to_agent
def signing(request: HttpRequest, authorisation_id: int) -> HttpResponse:
    """How far it is, and the truth about each; asked again by the page until it is over."""
    row = Authorisation.objects.filter(pk=authorisation_id, person=request.user.pk).first()
    if row is None:
        raise Http404
    rows = Signature.objects.filter(authorisation=row).select_related("document__folder", "turn")
    counts = {state: rows.filter(state=state).count() for state in SignatureState}
    context: dict[str, Any] = {
        "authorisation": row,
        "page": Paginator(rows.order_by("pk"), PAGE).get_page(request.GET.get("page")),
        "waiting": counts[SignatureState.WAITING],
        "made": counts[SignatureState.MADE],
        "failed": counts[SignatureState.FAILED],
        "total": sum(counts.values()),
        "awaited": signing_engine.awaited(row.person_id, row.key) if counts[SignatureState.WAITING] else None,
        "agent": signing_engine.AGENT_ADDRESS,
        "country": country_of(request),
    }
    template = "parapheur/_signing.html" if request.htmx else "parapheur/signing.html"
    return render(request, template, context)
