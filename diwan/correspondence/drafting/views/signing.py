"""A letter is proposed, signed and numbered, or given up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import policies
from .. import showing as queries
from ..forms.writing import ProposeForm, SignForm
from ..operations import particulars, signing
from .showing import again, page, shown, written


@require_POST
@idempotent
def propose(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Put the letter before the post that is to sign it."""
    draft, now = written(request, draft_id), timezone.now()
    form = ProposeForm(request.POST, posts=queries.signatories(draft, now), auto_id="propose_%s")
    if not form.is_valid():
        return again(request, draft, propose_form=form)
    particulars.propose(actor=request.actor, draft_id=draft.pk, post_id=form.cleaned_data["post"], now=now)
    return redirect("drafting:draft", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def sign(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Read the letter once more as it will be printed, then sign that version and no other."""
    draft = shown(request, draft_id)
    if not policies.may_sign(request.actor, draft):
        raise NotAllowed
    form = SignForm(request.POST or None, initial={"version": draft.version})
    if request.method == "POST" and form.is_valid():
        signing.sign_off(
            actor=request.actor, draft_id=draft.pk, version=form.cleaned_data["version"], now=timezone.now()
        )
        return redirect("drafting:draft", draft.pk)
    context = page(request, draft, form=form, seat=request.actor.seat_for(policies.SIGN, draft.letter.unit))
    return render(request, "drafting/sign.html", context, status=422 if form.errors else 200)


@require_GET
def state(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Where the sealing or the conversion is; asked again by the page until it is over."""
    draft = shown(request, draft_id)
    return render(request, "drafting/_state.html", page(request, draft))


@require_POST
@idempotent
def abandon(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = shown(request, draft_id)
    particulars.abandon(actor=request.actor, draft_id=draft.pk, now=timezone.now())
    return redirect("drafting:drafts")


@require_POST
@idempotent
def take_up(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = shown(request, draft_id)
    particulars.take_up(actor=request.actor, draft_id=draft.pk, now=timezone.now())
    return redirect("drafting:draft", draft.pk)
