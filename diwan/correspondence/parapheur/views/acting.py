"""What is done with a folder: each address one operation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits
from diwan.kit.idempotency import idempotent

from ..forms.acting import AgreeForm, AnnotationForm, ReasonForm, RefuseForm, SeenForm, ToPostForm
from ..models import Annotation, Folder
from ..operations import deciding, sending
from ..operations import reading as reading_acts
from .showing import document_shown, listing, onwards, reading, shown, turn_shown


@require_POST
@idempotent
def agree(request: HttpRequest, turn_id: int) -> HttpResponse:
    """A visa, an opinion, a number."""
    _turn, folder = turn_shown(request, turn_id)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return again(request, folder, agree_form=form)
    deciding.agree(actor=request.actor, turn_id=turn_id, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Done: “%(title)s”.") % {"title": folder.title})
    return onwards(request, folder)


@require_POST
@idempotent
def refuse(request: HttpRequest, turn_id: int) -> HttpResponse:
    _turn, folder = turn_shown(request, turn_id)
    form = RefuseForm(request.POST, auto_id="refuse_%s")
    if not form.is_valid():
        return again(request, folder, refuse_form=form)
    back = circuits.Back(form.cleaned_data["back"] or circuits.Back.AUTHOR)
    said = {"shown": form.cleaned_data["shown"], "text": form.cleaned_data["text"], "back": back}
    deciding.refuse(actor=request.actor, turn_id=turn_id, now=timezone.now(), **said)
    messages.success(request, _("Refused: “%(title)s”.") % {"title": folder.title})
    return onwards(request, folder)


@require_POST
@idempotent
def take_back(request: HttpRequest, turn_id: int) -> HttpResponse:
    """The right of remorse."""
    _turn, folder = turn_shown(request, turn_id)
    deciding.take_back(actor=request.actor, turn_id=turn_id, now=timezone.now())
    return redirect("parapheur:folder", folder.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def hand_on(request: HttpRequest, turn_id: int) -> HttpResponse:
    """Let another post decide."""
    return to_post(request, turn_id, deciding.hand_on, "hand_on")


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def ask(request: HttpRequest, turn_id: int) -> HttpResponse:
    """Ask another post what it thinks."""
    return to_post(request, turn_id, deciding.ask, "ask")


def to_post(request: HttpRequest, turn_id: int, act: Any, name: str) -> HttpResponse:
    turn, folder = turn_shown(request, turn_id)
    form = ToPostForm(request.POST or None, posts=posts_near(folder, turn))
    if request.method == "POST" and form.is_valid():
        said = {"post_id": form.cleaned_data["post"], "text": form.cleaned_data["text"]}
        act(actor=request.actor, turn_id=turn_id, now=timezone.now(), **said)
        return onwards(request, folder) if name == "hand_on" else redirect("parapheur:folder", folder.pk)
    context = {"form": form, "folder": folder, "turn": turn, "act": name}
    return render(request, "parapheur/to_post.html", context, status=422 if form.errors else 200)


def posts_near(folder: Folder, turn: circuits.Turn) -> list[tuple[int, str]]:
    """The posts of the administration in which somebody sits."""
    now = timezone.now()
    units = organisations.units_of([folder.administration_id], now)
    cards = organisations.posts_in(units, now).values()
    return sorted(
        [
            (card.id, f"{card.title.here} · {card.unit_names.here}")
            for card in cards
            if card.id != turn.post_id and not card.is_vacant
        ],
        key=lambda one: one[1],
    )


@require_POST
@idempotent
def recall(request: HttpRequest, folder_id: int) -> HttpResponse:
    folder, form = shown(request, folder_id), ReasonForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    sending.recall(actor=request.actor, folder_id=folder.pk, text=text, now=timezone.now())
    return redirect("parapheur:folder", folder.pk)


@require_POST
@idempotent
def abandon(request: HttpRequest, folder_id: int) -> HttpResponse:
    folder, form = shown(request, folder_id), ReasonForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    sending.abandon(actor=request.actor, folder_id=folder.pk, text=text, now=timezone.now())
    return redirect("parapheur:folder", folder.pk)


@require_POST
@idempotent
def annotate(request: HttpRequest, document_id: int) -> HttpResponse:
    """Write on a page."""
    document = document_shown(request, document_id)
    form = AnnotationForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return again(request, shown(request, document.folder_id), note_form=form, noted=document.pk)
    said = {**form.cleaned_data, "x": form.cleaned_data["x"] or 0, "y": form.cleaned_data["y"] or 0}
    reading_acts.annotate(actor=request.actor, document_id=document.pk, now=timezone.now(), **said)
    return redirect("parapheur:folder", document.folder_id)


@require_POST
@idempotent
def settle(request: HttpRequest, annotation_id: int) -> HttpResponse:
    row = Annotation.objects.filter(pk=annotation_id).select_related("document").first()
    if row is None or (row.private and row.person_id != request.actor.person_id):
        raise Http404
    folder = shown(request, row.document.folder_id)
    reading_acts.settle(actor=request.actor, annotation_id=row.pk, now=timezone.now())
    return redirect("parapheur:folder", folder.pk)


@require_POST
@idempotent
def seen(request: HttpRequest, document_id: int) -> HttpResponse:
    """Pages came before somebody's eyes: sent by the page itself as they are scrolled through."""
    document, form = document_shown(request, document_id), SeenForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    said = {"file_id": form.cleaned_data["file"], "pages": form.numbers}
    reading_acts.see(actor=request.actor, document_id=document.pk, now=timezone.now(), **said)
    if not request.htmx:
        return redirect("parapheur:folder", document.folder_id)
    return render(request, "parapheur/_unread.html", reading(request, shown(request, document.folder_id)))


def again(request: HttpRequest, folder: Folder, **forms: Any) -> HttpResponse:
    """The folder with a form to be corrected."""
    context = listing(request) | reading(request, folder, **forms)
    return render(request, "parapheur/box.html", context, status=422)
