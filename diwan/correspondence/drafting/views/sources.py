"""Files: annexes of a letter, and a letter written elsewhere."""

from __future__ import annotations

import functools

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from .. import converting
from ..forms.writing import AnnexForm, SourceForm
from ..operations import particulars
from ..operations import sources as operations
from .showing import again, receive, shown

with_file = functools.partial(idempotent, first=receive)


@require_POST
@with_file
def annex(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Add a file that goes with the letter."""
    draft = shown(request, draft_id)
    form = AnnexForm(request.POST, request.FILES, auto_id="annex_%s")
    if request.problem:
        form.add_error("file", str(request.problem))
    if not form.is_valid():
        return again(request, draft, annex_form=form)
    said = {"file_ids": [request.received.pk], "label": form.cleaned_data["label"]}
    particulars.add_annexes(actor=request.actor, draft_id=draft.pk, now=timezone.now(), **said)
    return redirect(reverse("drafting:draft", args=[draft.pk]) + "#annexes")


@require_POST
@idempotent
def drop_annex(request: HttpRequest, draft_id: int, annex_id: int) -> HttpResponse:
    draft = shown(request, draft_id)
    if not draft.annexes.filter(pk=annex_id).exists():
        raise Http404
    particulars.drop_annex(actor=request.actor, draft_id=draft.pk, annex_id=annex_id, now=timezone.now())
    return redirect(reverse("drafting:draft", args=[draft.pk]) + "#annexes")


@require_POST
@with_file
def source(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Give the letter itself as a file."""
    draft = shown(request, draft_id)
    form = SourceForm(request.POST, request.FILES, auto_id="source_%s")
    if request.problem:
        form.add_error("file", str(request.problem))
    if form.is_valid():
        converts = converting.installed() is not None
        given = {"draft_id": draft.pk, "file_id": request.received.pk, "converts": converts, "now": timezone.now()}
        try:
            operations.give_file(actor=request.actor, **given)
            return redirect("drafting:draft", draft.pk)
        except (operations.NotALetter, operations.CannotConvertHere) as refusal:
            form.add_error("file", told(refusal))
    return again(request, draft, source_form=form)


def told(refusal: Refusal) -> str:
    return f"{refusal} {refusal.advice}"


@require_POST
@idempotent
def write_here(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take the file away and write in the page."""
    draft = shown(request, draft_id)
    operations.write_here(actor=request.actor, draft_id=draft.pk, now=timezone.now())
    return redirect("drafting:draft", draft.pk)
