"""Notes beside a letter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.kit.idempotency import idempotent

from ..forms.acts import NoteForm
from ..models import Note
from ..operations import notes
from ..queries import choosing
from .shared import back_to, shown


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def write(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A note, and the posts it calls: found by the search of this page, or by `@` where there is JavaScript."""
    row, now = shown(request, letter_id), timezone.now()
    data = request.POST if request.method == "POST" else request.GET
    called = choosing.named(data.getlist("mention"), row.administration_id, now)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": data.get("text", "")})
    if request.method == "POST" and form.is_valid():
        mentions = [one.post for one in called if one.post is not None]
        notes.write_note(actor=request.actor, letter_id=row.pk, mentions=mentions, now=now, **form.cleaned_data)
        return back_to(row.pk)
    text = data.get("q", "")[:100]
    context = {
        "letter": row,
        "form": form,
        "called": called,
        "q": text,
        "found": [c for c in choosing.posts_found(row.administration_id, text, now) if c not in called],
    }
    return render(request, "circulation/note.html", context, status=422 if form.is_bound else 200)


@require_GET
def posts(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The posts that a note can call, as one types after `@`."""
    row = shown(request, letter_id)
    found = choosing.posts_found(row.administration_id, request.GET.get("q", "")[:100], timezone.now())
    return render(request, "circulation/_called.html", {"found": found})


@require_POST
@idempotent
def withdraw(request: HttpRequest, note_id: int) -> HttpResponse:
    note = Note.objects.filter(pk=note_id).first()
    if note is None:
        raise Http404
    shown(request, note.letter_id)
    notes.withdraw_note(actor=request.actor, note_id=note.pk, now=timezone.now())
    return back_to(note.letter_id)
