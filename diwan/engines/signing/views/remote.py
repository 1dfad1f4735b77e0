"""Linking a remote signing service (CSC): its keys stay there, we keep what lets us ask for signatures, encrypted."""

from __future__ import annotations

import functools
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..enums import Kind
from ..models import PersonKey, Relayed
from ..operations import owning, relaying
from ..providers import csc
from ..signers import NoSignature
from .mine import done, my_key

if TYPE_CHECKING:
    from django.http import HttpRequest

PLACE = "signing.remote"  # in the session: what was sent to the service


class NoAnswer(Refusal):
    message = gettext_lazy("The signing service did not let us in, or holds no key for you. Nothing was done.")
    advice = gettext_lazy("Try again, or ask whoever runs the service.")
    status = 502


def service_of(name: str) -> csc.Service:
    found = csc.service_named(name)
    if found is None:
        raise Http404
    return found


def _named(request: HttpRequest) -> str:
    """The service that the address names."""
    assert request.resolver_match is not None  # a view is reached by an address
    return request.resolver_match.kwargs["service"]


def back_address(name: str) -> str:
    return settings.DIWAN_PUBLIC_URL.rstrip("/") + reverse("signing:remote_back", args=[name])


def ask_by_address(request: HttpRequest) -> None:
    """A service that knows people by their e-mail address is asked outside the transaction."""
    service = csc.service_named(_named(request))
    request.found, request.refresh = [], ""
    if service is None or service.grant != "client_credentials":
        return
    try:
        mail = request.user.email  # type: ignore[union-attr]  # signed in
        request.found = csc.credentials_of(service, csc.service_access(service), person=mail)
    except NoSignature:
        request.found = []


@never_cache
@require_http_methods(["GET", "POST"])
@functools.partial(idempotent, first=ask_by_address)
def link(request: HttpRequest, service: str) -> HttpResponse:
    """Why and where one goes; the service itself asks its owner."""
    found = service_of(service)
    if request.method == "POST":
        return _taken(request, found)
    address = ""
    if found.grant == "authorization_code":
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        request.session[PLACE] = {"service": service, "state": state, "verifier": verifier}
        address = found.authorize_address(back_address(service), state, verifier)
    return render(request, "signing/remote.html", {"service": found, "address": address})


@never_cache
@require_safe
def confirm(request: HttpRequest, key_id: int) -> HttpResponse:
    """What waits for a key whose service asks its owner in the browser, and the way there."""
    row = my_key(request, key_id)
    onwards = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onwards, allowed_hosts={request.get_host()}):
        onwards = reverse("signing:keys")
    rows = Relayed.objects.filter(key=row, signature=None).order_by("pk")
    waiting, address, signer = rows.count(), "", signer_of(row)
    if waiting:
        try:
            some = list(rows[: signer.most_at_once()])
        except NoSignature as no:
            raise NoAnswer from no
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        held = {"service": signer.service.name, "state": state, "verifier": verifier}
        request.session[PLACE] = {**held, "key": row.pk, "asked": [one.pk for one in some], "next": onwards}
        way = {"back": back_address(signer.service.name), "state": state, "verifier": verifier}
        address = signer.confirm_address([bytes(one.octets) for one in some], **way)
    context = {"service": signer.service, "waiting": waiting, "address": address, "onwards": onwards}
    return render(request, "signing/remote_confirm.html", context)


def signer_of(row: PersonKey) -> csc.Remote:
    """The key at its service; a key that lives elsewhere has none."""
    if row.kind != Kind.REMOTE:
        raise Http404
    try:
        return csc.signer_of(row, {})
    except NoSignature as no:
        raise NoAnswer from no


def redeem(request: HttpRequest) -> None:
    """Tokens and keys, or signatures, for the code the browser brought back, outside the transaction."""
    service = csc.service_named(_named(request))
    held = request.session.pop(PLACE, {})
    request.found, request.refresh, request.made = [], "", None
    same = secrets.compare_digest(str(held.get("state", "")).encode(), request.POST.get("state", "").encode())
    if service is None or not held or not same or held.get("service") != service.name:
        return
    way = {"code": request.POST.get("code", ""), "back": back_address(service.name), "verifier": held["verifier"]}
    if "key" in held:
        request.made = confirmed(request, held, way)
        return
    try:
        said = csc.redeem(service, **way)
        request.found = csc.credentials_of(service, said["access_token"])
        request.refresh = str(said.get("refresh_token", ""))
    except NoSignature:
        request.found = []


def confirmed(request: HttpRequest, held: dict[str, Any], way: dict[str, str]) -> Made | None:
    """What the service signed of what its owner confirmed; none where it did not."""
    row = PersonKey.objects.filter(pk=held["key"], person=request.actor.person_id, closed_at=None).first()
    if row is None:
        return None
    rows = list(Relayed.objects.filter(key=row, pk__in=held["asked"]).order_by("pk"))
    try:
        signatures = csc.signer_of(row, {}).confirmed([bytes(one.octets) for one in rows], **way)
    except NoSignature:
        return None
    return Made(row.pk, dict(zip((one.digest for one in rows), signatures, strict=True)), held["next"])


@dataclass(frozen=True)
class Made:
    """Signatures that were confirmed, by digest, and the page that waits for them."""

    key: int
    signatures: dict[str, bytes]
    onwards: str


@never_cache
@require_http_methods(["GET", "POST"])
@functools.partial(idempotent, first=redeem)
def back(request: HttpRequest, service: str) -> HttpResponse:
    """Where the service sends the browser back. Linking writes, so this page sends its address on as a POST."""
    found = service_of(service)
    if request.method == "POST" and request.made is not None:
        relaying.give(
            actor=request.actor, key_id=request.made.key, signatures=request.made.signatures, now=timezone.now()
        )
        return redirect(request.made.onwards)
    if request.method == "POST":
        return _taken(request, found)
    context = {"service": found, "code": request.GET.get("code", ""), "state": request.GET.get("state", "")}
    return render(request, "signing/remote_back.html", context)


def _taken(request: HttpRequest, service: csc.Service) -> HttpResponse:
    if not request.found:
        raise NoAnswer
    for one in request.found:
        owning.take_in(
            actor=request.actor,
            kind=Kind.REMOTE,
            brought=owning.Brought(one.certificate, one.others),
            place={"service": service.name, "credential": one.id},
            secret=request.refresh.encode(),
            now=timezone.now(),
        )
    return done(_("You can sign with the keys of the remote service."), request)
