"""Linking a remote signing service (CSC): its keys stay there, we keep what lets us ask for signatures, encrypted."""

from __future__ import annotations

import functools
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..enums import Kind
from ..operations import owning
from ..providers import csc
from ..signers import NoSignature
from .mine import done

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


def redeem(request: HttpRequest) -> None:
    """Tokens and keys for the code the browser brought back, outside the transaction."""
    service = csc.service_named(_named(request))
    held = request.session.pop(PLACE, {})
    request.found, request.refresh = [], ""
    same = secrets.compare_digest(str(held.get("state", "")).encode(), request.POST.get("state", "").encode())
    if service is None or not held or not same or held.get("service") != service.name:
        return
    try:
        said = csc.redeem(
            service, code=request.POST.get("code", ""), back=back_address(service.name), verifier=held["verifier"]
        )
        request.found = csc.credentials_of(service, said["access_token"])
        request.refresh = str(said.get("refresh_token", ""))
    except NoSignature:
        request.found = []


@never_cache
@require_http_methods(["GET", "POST"])
@functools.partial(idempotent, first=redeem)
def back(request: HttpRequest, service: str) -> HttpResponse:
    """Where the service sends the browser back. Linking writes, so this page sends its address on as a POST."""
    found = service_of(service)
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
