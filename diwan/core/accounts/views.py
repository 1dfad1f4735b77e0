"""Our own pages of an account, beside allauth's, and the accounts of an administration for who administers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.core.organisations import api as organisations
from diwan.kit import navigation
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from . import forms, kept, operations, policies, queries
from .enums import ADMINISTER
from .middleware import AccessEnded

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import User

PER_PAGE = 50


@login_not_required
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Why one was signed out: where htmx sends a page whose access was ended."""
    return render(request, "accounts/ended.html", {"refusal": AccessEnded()})


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where the menu of a person leads: their password, second factor and sessions."""
    return HttpResponseRedirect(reverse("mfa_index"))


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is asked for, and the two ways to set one up."""
    return render(request, "accounts/second_factor.html")


@require_safe
def kept_form(request: HttpRequest) -> HttpResponse:
    """What one was sending when the session ended: read it again, then send it, or let it go."""
    return render(request, "accounts/kept.html", {"kept": kept.kept_for(request)})


@require_POST
@idempotent
def drop_kept_form(request: HttpRequest) -> HttpResponse:
    """Forget what was not sent."""
    kept.forget(request)
    return HttpResponseRedirect("/")


@require_POST
@idempotent
def end_my_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too: for whoever lost a phone or doubts a computer."""
    operations.end_sessions(person_id=request.actor.person_id, **who(request))  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("account_login"))


# --- coming in for the first time ----------------------------------------------------------------------------------


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@idempotent
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the e-mail of an invitation leads: choose a password, and be in."""
    now = timezone.now()
    found = queries.invitation(token, now)
    if found is None:
        raise operations.InvitationOver
    form = forms.FirstPasswordForm(found.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = operations.accept_invitation(token=token, password=form.cleaned_data["new_password1"], now=now)
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return HttpResponseRedirect(navigation.address(settings.DIWAN_WELCOME) or settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "person": found.person, "token": token}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
@idempotent
def invitation_opened(request: HttpRequest, token: str) -> HttpResponse:
    """Sent by the page of the invitation itself, since a GET cannot write."""
    operations.note_opened(token=token, now=timezone.now())
    return HttpResponse(status=204)


# --- for administrators --------------------------------------------------------------------------------------------


def administrator(request: HttpRequest) -> Any:
    """The actor, if they administer accounts.

    Raises:
        NotAllowed
    """
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(ADMINISTER):
        raise NotAllowed
    return actor


def who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "now": timezone.now()}  # type: ignore[attr-defined]


def account(request: HttpRequest, person_id: int) -> User:
    return get_object_or_404(queries.accounts_for(administrator(request)), pk=person_id)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The accounts of one's administration, searched by name or address."""
    actor, text = administrator(request), request.GET.get("q", "").strip()
    found = queries.accounts_for(actor).matching(text)  # type: ignore[attr-defined]
    page = Paginator(found.order_by("name_ar", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "text": text})


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """An account: where its person sits, and what an administrator may do to it."""
    user, now = account(request, person_id), timezone.now()
    context = {
        "person": user,
        "seats": organisations.actor_for(user.pk, now, person=user).seats,
        "administers": policies.may_administer(request.actor, user, now),  # type: ignore[attr-defined]
        "form": forms.DisableForm(),
    }
    return render(request, "accounts/person.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account; its person receives a link to choose a password."""
    choices = queries.administrations_for(administrator(request), timezone.localdate())
    form = forms.OpenAccountForm(request.POST or None, administrations=choices)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            user = operations.open_account(administration_id=int(data.pop("administration")), **data, **who(request))
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The account is open. A link to choose a password was sent."))
            return HttpResponseRedirect(reverse("accounts:person", args=[user.pk]))
    return render(request, "accounts/open.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@idempotent
def disable_account(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close an account at once."""
    form = forms.DisableForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    operations.disable_account(person_id=account(request, person_id).pk, reason=reason, **who(request))
    return back(request, person_id, _("The account is closed: it is out of every session now."))


@require_POST
@idempotent
def enable_account(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let a person sign in again."""
    operations.enable_account(person_id=account(request, person_id).pk, **who(request))
    return back(request, person_id, _("The person may sign in again."))


@require_POST
@idempotent
def end_sessions(request: HttpRequest, person_id: int) -> HttpResponse:
    """Sign a person out everywhere."""
    operations.end_sessions(person_id=account(request, person_id).pk, **who(request))
    return back(request, person_id, _("The person is signed out everywhere."))


def back(request: HttpRequest, person_id: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("accounts:person", args=[person_id]))
