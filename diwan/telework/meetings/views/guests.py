"""The page of a guest: whoever has the link that was sent to them. It shows no more than they were invited to."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent

from .. import guests
from ..enums import State
from ..forms import AnswerForm
from ..models import Participant
from .holding import through
from .shared import act_for_oneself, documents_of, room_context


def invited(key: str) -> Participant:
    found = guests.guest_of(key)
    if found is None or found.meeting.state == State.DRAFT:
        raise Http404
    return found


@require_GET
@login_not_required
def guest(request: HttpRequest, key: str) -> HttpResponse:
    one = invited(key)
    context = room_context(one.meeting, one, chairs=False, guest_key=key) | {
        "me": one,
        "items": one.meeting.items.all(),  # type: ignore[attr-defined]
        "documents": documents_of(one.meeting, None),
        "answer_form": AnswerForm(initial={"word": one.answer_note}),
        "convened": one.meeting.state == State.CONVENED,
        "signed": one.meeting.state == State.SIGNED,
    }
    return no_index(render(request, "meetings/guest.html", context))


@require_GET
@login_not_required
def live(request: HttpRequest, key: str) -> HttpResponse:
    one = invited(key)
    return render(request, "meetings/_live.html", room_context(one.meeting, one, chairs=False, guest_key=key))


@require_GET
@login_not_required
def enter(request: HttpRequest, key: str) -> HttpResponse:
    one = invited(key)
    return through(one.meeting, one)


@require_POST
@login_not_required
@idempotent
def me(request: HttpRequest, key: str, act: str) -> HttpResponse:
    one = invited(key)
    form = AnswerForm(request.POST)
    act_for_oneself(request, one, act, form.cleaned_data["word"] if form.is_valid() else "")
    return redirect("meetings:guest", key)


def no_index(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it is not told to where links lead, nor to search engines."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
