"""Who asks, read from the database at each request; and the second factor that some rights demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import FIELD
from diwan.kit.refusals import Refusal, respond

from . import kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

# Addresses one needs in order to sign in, sign out and set up a second factor: by the names allauth and we give them.
ALWAYS_OPEN = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_", "accounts:")


class AccessEnded(Refusal):
    message = _("Your access was ended. Nothing was done.")
    advice = _("Sign in again. If you cannot, ask the administrator of your administration.")
    status = 401


class SecondFactorNeeded(Refusal):
    message = _("Your rights ask for a second factor at sign-in.")
    advice = _("Open your account page and set up an authenticator app or a security key.")
    status = 403


class ActorMiddleware:
    """Sets `request.actor` from today's rows: a right withdrawn, a post lost, an account closed count at once.

    A session whose account is closed or whose access epoch has passed is destroyed, and this one request, which still
    believed in it, is answered with the reason instead of being taken as anonymous; the next one is anonymous.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        believed = request.session.get(SESSION_KEY)
        user = request.user
        request.access_ended = believed is not None and not user.is_authenticated  # type: ignore[attr-defined]
        if believed is not None and request.access_ended:  # type: ignore[attr-defined]
            request.session.flush()
            kept.keep(request, int(believed))
            request.user = AnonymousUser()
        request.actor = (  # type: ignore[attr-defined]
            organisations.actor_for(user.pk, timezone.now(), person=user)
            if user.is_authenticated
            else organisations.ANONYMOUS
        )
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Answers here and not above, so that the language and the page's other needs are known."""
        if not request.access_ended:  # type: ignore[attr-defined]
            return None
        if is_program(request):
            return respond(request, AccessEnded())
        if getattr(request, "htmx", False):
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("accounts:ended")})
        context = {"refusal": AccessEnded(), "waits": kept.PLACE in request.session}
        return render(request, "accounts/ended.html", context, status=401)


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks for sign-in; a form that was filled in meanwhile waits (see kept.py), and its address takes it once more."""

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if request.method == "POST" and kept.PLACE in request.session:
            waiting = kept.kept_for(request)
            if waiting and waiting.path == request.get_full_path() and waiting.key == request.POST.get(FIELD):
                kept.forget(request)
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponseRedirect:
        if kept.keep(request, kept.whose(request)):
            return redirect_to_login(reverse("accounts:kept"))
        return super().handle_no_permission(request, view_func)


class SecondFactorMiddleware:
    """Keeps those whose rights sign or administer out until this session has shown a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not settings.DIWAN_SECOND_FACTOR_REQUIRED or not organisations.needs_second_factor(request.actor):  # type: ignore[attr-defined]
            return None
        match = request.resolver_match
        if match is None or match.view_name.startswith(ALWAYS_OPEN):
            return None
        way = self.way_to_second_factor(request)
        if way is None:
            return None
        if is_program(request):
            return respond(request, SecondFactorNeeded())
        address = f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}"
        if getattr(request, "htmx", False):
            return HttpResponse(status=403, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)

    def way_to_second_factor(self, request: HttpRequest) -> str | None:
        """Where to send this person: to set one up, to show it, or nowhere since it was shown."""
        kinds = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
        kinds.discard(Authenticator.Type.RECOVERY_CODES)
        if not kinds:
            return "accounts:second_factor"
        if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
            return None
        return "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"


def is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")
