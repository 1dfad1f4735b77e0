"""The pages by which a member of the public opens an account, and what keeps robots off them.

Like the deposit of a letter (docs/decisions/bots-without-captcha.md): a proof of work found while one types; without a
script an honest delay, a field no person sees and a lower limit.
"""

from __future__ import annotations

import functools
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diwan.kit import limits, navigation, puzzle
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from . import forms, operations, queries
from .models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

ASKED, PLAIN, USED = "accounts.join", "accounts.join.plain", "accounts.join.puzzle"
PER_ADDRESS = 3  # e-mails an hour
GOOD_FOR = timedelta(hours=1)  # from the form shown to the form sent
TRAP = "website"


class NotByHand(Refusal):
    message = _("This form came quicker than anybody writes, or a field that people do not see was filled in.")
    advice = _("Nothing was sent. Go back, wait ten seconds, leave the field “Website” empty and send it again.")
    status = 422


def for_the_public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page exists only where the public may open accounts."""

    @functools.wraps(view)
    def open_(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DIWAN_PUBLIC_ACCOUNTS:
            raise Http404
        return view(request, *args, **kwargs)

    return open_


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@for_the_public
@idempotent
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an account: the address and the language. The answer is the same for every address."""
    form = forms.JoinForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        let_through(request, form.cleaned_data["email"].lower())
        operations.ask_to_join(**form.cleaned_data, now=timezone.now())
        return HttpResponseRedirect(reverse("accounts:join_sent"))
    subject = secrets.token_urlsafe(16)
    bits = puzzle.weight(settings.DIWAN_PUZZLE_BITS, limits.counted(ASKED, limits.network(request)))
    context = {"form": form, "subject": subject, "puzzle": puzzle.pose(subject, bits=bits), "bits": bits}
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
@for_the_public
def sent(request: HttpRequest) -> HttpResponse:
    """What to do next, in the same words for every address."""
    return render(request, "accounts/join_sent.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@for_the_public
@idempotent
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Where the e-mail leads: choose a name and a password, and be in."""
    now = timezone.now()
    asked = queries.asked_to_join(token, now)
    if asked is None:
        raise operations.JoiningOver
    form = forms.JoinWithForm(User(email=asked.email), request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = operations.join(
            token=token,
            name_ar=form.user.name_ar,
            name_latin=form.user.name_latin,
            phone=form.cleaned_data["phone"],
            password=form.cleaned_data["new_password1"],
            now=now,
        )
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return HttpResponseRedirect(navigation.address(settings.DIWAN_WELCOME_PUBLIC) or settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "email": asked.email}
    return render(request, "accounts/join_with.html", context, status=422 if form.errors else 200)


def let_through(request: HttpRequest, email: str) -> None:
    """Let somebody ask for an account, and count it.

    Raises:
        TooMany, NotByHand
    """
    who = limits.network(request)
    limits.demand(ASKED, who, most=settings.DIWAN_JOINS_PER_HOUR)
    limits.demand(ASKED, email, most=PER_ADDRESS)
    posed, answer, subject = (request.POST.get(name, "") for name in ("puzzle", "puzzle_answer", "subject"))
    if request.POST.get(TRAP):
        raise NotByHand
    if puzzle.solved(posed, answer, subject=subject, lives=GOOD_FOR):
        limits.demand(USED, subject, most=1)
        limits.note(USED, subject)
    elif puzzle.younger_than(posed, timedelta(seconds=settings.DIWAN_PLAIN_DEPOSIT_SECONDS)):
        raise NotByHand
    else:
        limits.demand(PLAIN, who, most=settings.DIWAN_PLAIN_DEPOSITS_PER_HOUR)
        limits.note(PLAIN, who)
    limits.note(ASKED, who)
    limits.note(ASKED, email)
