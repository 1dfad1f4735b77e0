"""What the views share: the folder or the turn that may be seen, the list beside it, the pane."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits

from .. import pages, policies
from ..enums import SUBJECT, Box
from ..forms.acting import AgreeForm, AnnotationForm, RefuseForm
from ..models import KEPT, Document, Folder
from ..queries import boxes
from ..queries.mine import mine
from ..queries.sentences import values_of

VERBS = {  # the first thing offered for each kind of step: what the button says is in the template
    circuits.Kind.VISA: "visa",
    circuits.Kind.OPINION: "opinion",
    circuits.Kind.SIGNATURE: "signature",
    circuits.Kind.NUMBERING: "numbering",
}


def shown(request: HttpRequest, folder_id: int) -> Folder:
    """The folder, which for those who may not read it does not exist."""
    folder = pages.one(request.actor, folder_id)
    if folder is None:
        raise Http404
    return folder


def turn_shown(request: HttpRequest, turn_id: int) -> tuple[circuits.Turn, Folder]:
    """A turn of a folder that may be read."""
    turn = circuits.Turn.objects.filter(pk=turn_id, run__subject_kind=SUBJECT).select_related("run").first()
    if turn is None:
        raise Http404
    return turn, shown(request, turn.run.subject_id)


def document_shown(request: HttpRequest, document_id: int) -> Document:
    readable = Folder.objects.visible_to(request.actor).values("pk")
    row = Document.objects.filter(pk=document_id, folder__in=readable).select_related("file", "given").first()
    if row is None:
        raise Http404
    return row


def listing(request: HttpRequest) -> dict[str, Any]:
    """The list as the address asks for it, and what leads to others."""
    now, asked = timezone.now(), boxes.asked_in(request.GET)
    own = mine(request.actor, now)
    rows = boxes.folders(request.actor, asked, now, own)
    filtering = "filter" in request.GET or asked.type or asked.post or asked.kind
    counts = boxes.counts(request.actor, now, own)
    unfiltered = boxes.folders(request.actor, boxes.Asked(box=asked.box), now, own)
    return {
        "asked": asked,
        "box": Box(asked.box),
        "page": Paginator(rows, boxes.PAGE).get_page(request.GET.get("page")),
        "tabs": [(box, box.label, boxes.Asked(box=box).query, counts.get(box)) for box in Box],
        "spans": [(code, asked.with_(only=code).query, asked.only == code) for code in ("", "late", "urgent")],
        "filtering": filtering,
        "offers": boxes.offers(unfiltered) if filtering else {},
        "kinds": circuits.Kind.choices,
        "today": boxes.today_of(request.actor, now),
        "country": country_of(request),
        "may_send": bool(policies.sending_seats(request.actor)),
        "side_more": "parapheur/_boxes.html",
    }


def country_of(request: HttpRequest) -> str:
    seats = request.actor.seats
    return organisations.country_of(seats[0].administration_id) if seats else "MA"


def reading(request: HttpRequest, folder: Folder, **more: Any) -> dict[str, Any]:
    """What the pane shows of a folder."""
    now = timezone.now()
    read = pages.page(request.actor, folder, now)
    for one in read.documents:
        one.url = files.link(one.file, purpose=KEPT, actor=request.actor)  # type: ignore[attr-defined]
    agree = {"shown": read.fingerprint}
    return {
        "folder": folder,
        "read": read,
        "verb": VERBS.get(circuits.Kind(read.turn.kind)) if read.turn else "",
        "agree_form": AgreeForm(initial=agree, auto_id="agree_%s"),
        "refuse_form": RefuseForm(initial=agree, auto_id="refuse_%s"),
        "note_form": AnnotationForm(auto_id="note_%s", initial={"page": 1}),
        "country": folder.administration.country,
        "values": values_of(folder),
        "here": request.GET.urlencode(),
        **more,
    }


def onwards(request: HttpRequest, folder: Folder) -> HttpResponse:
    """After an act: to the next folder that awaits the actor in the list they came from, else to the folder itself."""
    if request.POST.get("stay"):
        return redirect("parapheur:folder", folder.pk)
    asked = boxes.asked_in(request.GET)
    then = request.POST.get("then", "")
    rows = boxes.folders(request.actor, asked, timezone.now())
    if asked.box == Box.TO_ME:
        if then.isdecimal() and len(then) < 18 and rows.filter(pk=int(then)).exists():
            return redirect(f"{reverse('parapheur:folder', args=[int(then)])}?{asked.query}")
        first = rows.values_list("pk", flat=True).first()
        if first is None:
            return redirect(f"{reverse('parapheur:box')}?{asked.query}")
        return redirect(f"{reverse('parapheur:folder', args=[first])}?{asked.query}")
    return redirect("parapheur:folder", folder.pk)
