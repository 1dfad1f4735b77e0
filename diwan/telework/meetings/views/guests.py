"""The page of a guest: whoever has the link that was sent to them. It shows no more than they were invited to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.telework.acts import api as acts

from .. import guests
from ..enums import State
from ..forms import AnswerForm
from ..models import Participant
from .holding import through
from .shared import act_for_oneself, documents_of, room_context

if TYPE_CHECKING:
    from ..models import Meeting


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
        "paper": signed_paper(one.meeting),
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


def signed_paper(meeting: Meeting) -> str:
    """Where a guest reads the signed minutes; "" until then."""
    act = acts.Act.objects.filter(pk=meeting.act).first() if meeting.state == State.SIGNED else None
    return files.link(act.file_id, purpose="meetings.minutes") if act and act.file_id else ""


def no_index(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it is not told to where links lead, nor to search engines."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
