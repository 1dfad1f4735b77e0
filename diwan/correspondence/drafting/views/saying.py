"""Comments on a draft, and opinions asked of units."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diwan.kit.idempotency import idempotent

from .. import showing as queries
from ..forms.writing import CommentForm, OpinionForm
from ..operations import comments
from ..operations import opinions as asking
from .showing import again, choices, shown, written


@require_POST
@idempotent
def comment(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = shown(request, draft_id)
    paragraphs = choices(queries.paragraphs(queries.standing(draft)), draft)
    form = CommentForm(request.POST, paragraphs=paragraphs, auto_id="comment_%s")
    if not form.is_valid():
        return again(request, draft, comment_form=form)
    comments.comment(actor=request.actor, draft_id=draft.pk, now=timezone.now(), **form.cleaned_data)
    return redirect(reverse("drafting:draft", args=[draft.pk]) + "#comments")


@require_POST
@idempotent
def settle(request: HttpRequest, draft_id: int, comment_id: int) -> HttpResponse:
    draft = shown(request, draft_id)
    if not draft.comments.filter(pk=comment_id).exists():
        raise Http404
    comments.settle(actor=request.actor, draft_id=draft.pk, comment_id=comment_id, now=timezone.now())
    return redirect(reverse("drafting:draft", args=[draft.pk]) + "#comments")


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def opinions(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Choose the units, say what is asked and by when."""
    draft, now = written(request, draft_id), timezone.now()
    form = OpinionForm(request.POST or None, units=queries.askable(request.actor, draft, now))
    if request.method == "POST" and form.is_valid():
        asking.ask(actor=request.actor, draft_id=draft.pk, now=now, **form.cleaned_data)
        return redirect(reverse("drafting:draft", args=[draft.pk]) + "#opinions")
    context = {"form": form, "draft": draft, "letter": draft.letter}
    return render(request, "drafting/opinions.html", context, status=422 if form.errors else 200)
