"""Keeping a letter that is being written: saved while typing, left, found again, discarded; and one's own letters."""

from __future__ import annotations

import functools

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit import limits
from diwan.kit.idempotency import idempotent

from ..enums import State
from ..forms.handing_in import LetterForm, LinkForm, WhoForm
from ..models import MINE
from ..operations import drafts
from ..queries import handing_in as queries
from . import gate, writing
from .pieces import receive_pieces, said_to_be
from .writing import Writing, shown, typed, writes


@login_not_required
@require_POST
@functools.partial(idempotent, first=receive_pieces)
@writes
def save(request: HttpRequest, at: Writing, step: str) -> HttpResponse:
    """What is typed, kept while it is typed; a window that shows an older version is refused, and told."""
    if writing.seen_version(request, at.draft) != at.draft.version:
        raise drafts.DraftChanged
    said = {"actor": request.actor, "token": at.draft.token, "now": at.now}  # type: ignore[attr-defined]
    if step == "who":
        draft = drafts.save_who(who=typed(request.POST, WhoForm), **said)
    elif step == "letter":
        pairs = said_to_be(request, at.card)
        draft = drafts.save_letter(letter=typed(request.POST, LetterForm), pieces=pairs, **said)
    else:
        raise Http404
    return HttpResponse(status=204, headers={"Draft-Version": f"{draft.pk}:{draft.version}"})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
@writes
def kept(request: HttpRequest, at: Writing) -> HttpResponse:
    """How to find the letter again; on demand, by a link sent to an address."""
    form = LinkForm(request.POST or None, initial={"email": at.draft.who.get("email", "")})
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        for who in (address, gate.sender(request)):
            limits.demand(gate.MAILED, who, most=gate.MAILS_PER_HOUR)
        drafts.send_link(
            actor=request.actor,  # type: ignore[attr-defined]
            token=at.draft.token,
            email=address,
            language=get_language() or "ar",
            now=at.now,
        )
        for who in (address, gate.sender(request)):
            limits.note(gate.MAILED, who)
        messages.success(request, _("The link was sent. It opens the letter for seven days."))
        return redirect("deposits:draft_kept")
    return shown(request, "deposits/draft_kept.html", at, 0, form=form)


@login_not_required
@require_GET
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """Open a draft in this browser: from the link that was mailed, or from one's own list."""
    now = timezone.now()
    draft_id = drafts.resumed(key)
    draft = queries.draft_resumed(draft_id, request.actor, now) if draft_id else None  # type: ignore[attr-defined]
    if draft is None:
        messages.info(request, _("There is no letter to go on with: it was sent or discarded, or left too long."))
        return redirect("deposits:new")
    step = "letter" if draft.who else "who"
    response = writing.remember(redirect(f"deposits:draft_{step}"), draft, request)
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_POST
@idempotent
def discard(request: HttpRequest) -> HttpResponse:
    """Forget the letter, and its files."""
    token = request.COOKIES.get(writing.COOKIE, "")
    drafts.discard(actor=request.actor, token=token, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("The letter was discarded; nothing of it is kept."))
    return writing.forget(redirect("deposits:new"), request)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What this person, or the units they send for, deposited; and what they began."""
    now, state = timezone.now(), request.GET.get("state", "")
    found = queries.mine(
        actor=request.actor,  # type: ignore[attr-defined]
        state=state if state in State.values else "",
        q=request.GET.get("q", "")[:200],
        page=int(text) if (text := request.GET.get("page", "1")).isdecimal() else 1,
    )
    begun = [
        (draft, organisations.office_card(draft.office_id, now), drafts.resume_key(draft))
        for draft in queries.drafts_of(request.actor, now)  # type: ignore[attr-defined]
    ]
    states = [("", ""), *((s.value, s.label) for s in State if found.counts.get(s))]
    context = {"mine": found, "drafts": begun, "states": states, "code": MINE, "now": now}
    return render(request, "deposits/mine.html", context)
