"""What the views share: the draft that may be seen, its page, and files received before a form is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal

from .. import showing as queries
from ..enums import LIVE
from ..forms.writing import AnnexForm, CommentForm, ProposeForm, SourceForm
from ..models import ANNEX, SEALED, SOURCE
from ..text.fields import left
from ..text.markup import to_markup
from ..text.reading import read
from ..text.writing import for_editor
from ..ways import ways_for

if TYPE_CHECKING:
    from ..models import Draft, Version


def shown(request: HttpRequest, draft_id: int) -> Draft:
    """The draft, which for those who may not read its letter does not exist."""
    draft = queries.one(request.actor, draft_id)
    if draft is None:
        raise Http404
    return draft


def written(request: HttpRequest, draft_id: int) -> Draft:
    """The same, for who writes it."""
    draft = shown(request, draft_id)
    if not (can := queries.rights_on(request.actor, draft))["write"] and not can["take_up"]:
        raise NotAllowed
    return draft


def page(request: HttpRequest, draft: Draft, **more: Any) -> dict[str, Any]:
    """What the page of a draft shows."""
    now = timezone.now()
    version = queries.standing(draft)
    can = queries.rights_on(request.actor, draft)
    paragraphs = queries.paragraphs(version)
    signatories = queries.signatories(draft, now) if can["write"] else []
    return {
        "draft": draft,
        "letter": draft.letter,
        "version": version,
        "answered_url": answered_url(request, draft),
        "live": draft.state in LIVE,
        "can": can,
        "country": draft.letter.administration.country,
        "parties": list(draft.letter.parties.all()),
        "paragraphs": paragraphs,
        "comments": list(draft.comments.select_related("person").order_by("resolved_at", "paragraph", "at")),
        "opinions": queries.opinions(draft, now),
        "annexes": [(one, linked(one.file, ANNEX, request)) for one in draft.annexes.select_related("file")],
        "original": linked(draft.original, SOURCE, request) if draft.original else "",
        "letter_pdf": linked(draft.pdf, SOURCE, request) if draft.pdf else "",
        "sealed_pdf": linked(draft.sealed, SEALED, request) if draft.sealed else "",
        "fields_left": left(version.subject, version.body, version.second) if can["write"] else [],
        "comment_form": CommentForm(paragraphs=choices(paragraphs, draft), auto_id="comment_%s"),
        "annex_form": AnnexForm(auto_id="annex_%s"),
        "source_form": SourceForm(auto_id="source_%s"),
        "propose_form": ProposeForm(posts=signatories, auto_id="propose_%s", initial={"post": draft.signatory_id}),
        "signatories": signatories,
        "ways": ways_for(request.actor, draft) if can["write"] else [],
        **texts(version),
        **more,
    }


def answered_url(request: HttpRequest, draft: Draft) -> str:
    """The page of the letter answered, for who may read it."""
    if draft.answers_id is None:
        return ""
    seen = letters.Letter.objects.visible_to(request.actor).filter(pk=draft.answers_id).exists()
    return reverse("letters:letter", args=[draft.answers_id]) if seen else ""


def texts(version: Version) -> dict[str, str]:
    """The text for the editor, and as lines."""
    body, second = read(version.body)[0], read(version.second)[0]
    return {
        "editor_body": for_editor(body),
        "editor_second": for_editor(second),
        "markup": to_markup(body),
        "second_markup": to_markup(second),
    }


def choices(paragraphs: list[dict[str, Any]], draft: Draft) -> list[tuple[int, str]]:
    blocks = read(draft.versions.get(number=draft.version).body)[0]
    return [(one["number"], f"{one['number']}. {blocks[one['number'] - 1].text[:60]}") for one in paragraphs]


def linked(file: Any, purpose: str, request: HttpRequest) -> str:
    return files.link(file, purpose=purpose, actor=request.actor)


def receive(request: HttpRequest) -> None:
    """Store the bytes of what was sent before the transaction opens; a refusal of the file waits for the form."""
    request.received, request.problem = None, None  # type: ignore[attr-defined]
    upload = request.FILES.get("file")
    if upload is None:
        return
    try:
        request.received = files.store(upload, name=upload.name or "", now=timezone.now())  # type: ignore[attr-defined,arg-type]
    except Refusal as refusal:
        request.problem = refusal  # type: ignore[attr-defined]


def again(request: HttpRequest, draft: Draft, **more: Any) -> HttpResponse:
    """The page of the draft with a form that must be corrected."""
    return render(request, "drafting/draft.html", page(request, draft, **more), status=422)
