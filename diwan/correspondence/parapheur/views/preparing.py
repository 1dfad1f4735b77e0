"""A folder is prepared, from files or from a letter drafted here; its way is shown before it is sent."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.drafting import api as drafting
from diwan.engines.circuits import api as circuits
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import papers, policies
from ..enums import Role
from ..forms.preparing import FolderForm, initial_of
from ..models import Folder
from ..operations import preparing, sending
from ..operations.preparing import Said
from ..pages import seated
from .acting import posts_near
from .showing import shown

if TYPE_CHECKING:
    from diwan.core.organisations.api import Seat

with_files = functools.partial(idempotent, first=files.receive)


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """What kind of document: the types of the administrations where one sits."""
    kinds = types_for(request)
    return render(request, "parapheur/choose.html", {"kinds": kinds})


def types_for(request: HttpRequest) -> list[circuits.DocumentType]:
    """The types one may send."""
    administrations = {seat.administration_id for seat in policies.sending_seats(request.actor)}
    rows = circuits.DocumentType.objects.filter(administration__in=administrations, retired_at=None)
    return list(rows.select_related("parent__parent").order_by("code"))


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
def new(request: HttpRequest, type_id: int) -> HttpResponse:
    """Prepare a folder from files."""
    kind = type_here(request, type_id)
    form = form_for(request, kind)
    if request.method == "POST" and form.is_valid():
        folder = preparing.prepare(
            actor=request.actor,
            post_id=form.cleaned_data["post"],
            said=said_in(form, kind),
            main=[piece.pk for piece in request.received if signable(piece)],
            annexes=[piece.pk for piece in request.received if not signable(piece)],
            now=timezone.now(),
        )
        return redirect("parapheur:prepare", folder.pk)
    context = {"form": form, "kind": kind, "kept": kept(request), "problems": getattr(request, "problems", [])}
    return render(request, "parapheur/new.html", context, status=422 if form.errors else 200)


def signable(piece: Any) -> bool:
    return piece.media_type == papers.PDF or piece.media_type in papers.CONVERTIBLE


def kept(request: HttpRequest) -> list[tuple[str, Any]]:
    return [(files.ticket(piece), piece) for piece in getattr(request, "received", [])]


def type_here(request: HttpRequest, type_id: int) -> circuits.DocumentType:
    kind = next((one for one in types_for(request) if one.pk == type_id), None)
    if kind is None:
        raise Http404
    return kind


def form_for(request: HttpRequest, kind: circuits.DocumentType, **more: Any) -> FolderForm:
    seats = [s for s in policies.sending_seats(request.actor) if s.administration_id == kind.administration_id]
    posts = [(seat.post_id, f"{seat.title.here} · {seat.unit_name}") for seat in seats]
    units: list[tuple[str, str]] = []
    if any(one.type == circuits.Type.UNIT for one in kind.all_fields().values()):
        now = timezone.now()
        named = organisations.units_of([kind.administration_id], now)
        units = [(p.path, named[p.pk].here) for p in organisations.places(named, kind.administration_id, now)]
    return FolderForm(request.POST or None, kind=kind, posts=posts, units=units, **more)


def said_in(form: FolderForm, kind: circuits.DocumentType) -> Said:
    data = form.cleaned_data
    return Said(
        type=kind.pk,
        title=data["title"],
        note=data["note"],
        urgent=data["urgent"],
        values=form.values,
        chosen=form.chosen,
        guests=form.guests,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
def prepare(request: HttpRequest, folder_id: int) -> HttpResponse:
    """A folder with its author: what it says, its files, and the way it will go."""
    folder = shown(request, folder_id)
    seat = policies.author_seat(request.actor, folder)
    if seat is None:
        raise NotAllowed
    if folder.letter_id or not policies.is_with_author(folder):
        return redirect("parapheur:folder", folder.pk)
    way, no = way_of(folder, seat)
    form = form_for(
        request,
        folder.type,
        steps=chosen_steps(way, folder) if way else [],
        outside=outside_steps(way),
        initial={
            **initial_of(folder),
            **{name: getattr(folder, name) for name in ("title", "note", "urgent")},
            "post": folder.post_id,
        },
    )
    if request.method == "POST" and form.is_valid():
        now, actor = timezone.now(), request.actor
        preparing.describe(actor=actor, folder_id=folder.pk, said=said_in(form, folder.type), now=now)
        for role in (Role.MAIN, Role.ANNEX):
            ids = [one.pk for one in request.received if signable(one) == (role == Role.MAIN)]
            if ids:
                preparing.add_files(actor=actor, folder_id=folder.pk, file_ids=ids, role=role, now=now)
        return redirect("parapheur:prepare", folder.pk)
    documents = folder.documents.filter(withdrawn_at=None).select_related("file")
    context = {
        "form": form,
        "folder": folder,
        "documents": documents,
        "way": drawn(way),
        "no": no,
        "kept": kept(request),
        "outside": outside_steps(way),
        "ready": any(one.role == Role.MAIN and one.pages for one in documents),
        "counting": any(one.role == Role.MAIN and not one.pages for one in documents),
        "back": last_refusal(folder),
    }
    return render(request, "parapheur/prepare.html", context, status=422 if form.errors else 200)


def last_refusal(folder: Folder) -> Any:
    """Why it came back, if it did."""
    if folder.run is None:
        return None
    return folder.run.history.filter(verb="refused").select_related("person", "post").order_by("-pk").first()


def way_of(folder: Folder, seat: Seat) -> tuple[circuits.Way | None, Refusal | None]:
    said = {"type_id": folder.type_id, "values": folder.values, "chosen": folder.chosen}
    try:
        return circuits.way(seat=seat, now=timezone.now(), **said), None
    except Refusal as no:
        return None, no


def chosen_steps(way: circuits.Way, folder: Folder) -> list[tuple[str, str, list[tuple[int, str]]]]:
    """The steps whose post the author chooses, with the posts there are."""
    steps = [step for step, _post in way.steps if step.who.how == circuits.How.CHOSEN]
    if not steps:
        return []
    offered = posts_near(folder, circuits.Turn())
    return [(step.key, step.names.here, offered) for step in steps]


def outside_steps(way: circuits.Way | None) -> list[tuple[str, str]]:
    """The steps that a person outside signs."""
    steps = [step for step, _post in way.steps if step.kind == circuits.Kind.OUTSIDE] if way else []
    return [(step.key, step.names.here) for step in steps]


def drawn(way: circuits.Way | None) -> list[dict[str, str]]:
    """The way as a path: what each step asks, of which post, who sits there today."""
    if way is None:
        return []
    cards = organisations.post_cards({post for _step, post in way.steps if post}, timezone.now())
    found = []
    for step, post in way.steps:
        card = cards.get(post) if post else None
        people = seated(card) if card else ""
        found.append(
            {
                "title": f"{step.kind.label} · {card.title.here}" if card else str(step.kind.label),
                "detail": people or (step.names.here if not card else ""),
                "state": "next",
            }
        )
    return found


@require_POST
@idempotent
def withdraw(request: HttpRequest, folder_id: int, document_id: int) -> HttpResponse:
    folder = shown(request, folder_id)
    preparing.withdraw(actor=request.actor, folder_id=folder.pk, document_id=document_id, now=timezone.now())
    return redirect("parapheur:prepare", folder.pk)


@require_POST
@with_files
def annex(request: HttpRequest, folder_id: int) -> HttpResponse:
    """Files that go with a folder on its way, added by whoever has it before them."""
    folder = shown(request, folder_id)
    ids = [one.pk for one in request.received]
    if ids:
        now = timezone.now()
        preparing.add_files(actor=request.actor, folder_id=folder.pk, file_ids=ids, role=Role.ANNEX, now=now)
    return redirect("parapheur:folder", folder.pk)


@require_POST
@idempotent
def send(request: HttpRequest, folder_id: int) -> HttpResponse:
    folder = shown(request, folder_id)
    sending.send(actor=request.actor, folder_id=folder.pk, now=timezone.now())
    return redirect("parapheur:folder", folder.pk)


# --- a letter drafted here --------------------------------------------------------------------------------------------


def draft_shown(request: HttpRequest, draft_id: int) -> Any:
    draft = drafting.Draft.objects.visible_to(request.actor).filter(pk=draft_id).select_related("letter").first()
    if draft is None:
        raise Http404
    return draft


def set_paper(request: HttpRequest) -> None:
    """Set the letter before the transaction opens: a page takes its time."""
    request.paper, request.pages = None, 0  # type: ignore[attr-defined]
    match = request.resolver_match
    assert match is not None
    draft = draft_shown(request, match.kwargs["draft_id"])
    if not drafting.may_write(request.actor, draft.letter):
        raise NotAllowed
    now = timezone.now()
    way, _said, _seat = letter_way(request, draft, posted=True)
    if way is None:
        return
    made = drafting.paper(draft_id=draft.pk, post_id=signing_post(way), now=now)
    with files.open_file(made.file_id) as given:
        request.pages = papers.count(given)  # type: ignore[attr-defined]
    request.paper = made  # type: ignore[attr-defined]


def letter_way(
    request: HttpRequest, draft: Any, *, posted: bool
) -> tuple[circuits.Way | None, Folder | None, Seat | None]:
    """The way this letter would go, as posted or as its folder says; the folder it has; the seat it goes from."""
    folder = Folder.objects.filter(letter=draft.letter_id).select_related("type", "run").first()
    data = request.POST if posted else request.GET
    wanted = folder.type_id if folder else key_in(data.get("type"))
    post = folder.post_id if folder else key_in(data.get("post"))
    seats = [s for s in policies.sending_seats(request.actor) if s.administration_id == draft.letter.administration_id]
    seat = next((one for one in seats if one.post_id == post), seats[0] if seats else None)
    if seat is None:
        return None, folder, None
    kind = circuits.DocumentType.objects.filter(pk=wanted, administration=seat.administration_id).first()
    if kind is None:
        return None, folder, seat
    form = form_for(request, kind) if posted else None
    values = form.values if form is not None and form.is_valid() else (folder.values if folder else {})
    chosen = {
        name.removeprefix("chosen_"): key_in(value)
        for name, value in (data.items() if posted else ())
        if name.startswith("chosen_") and key_in(value)
    } or (folder.chosen if folder else {})
    try:
        return circuits.way(type_id=kind.pk, seat=seat, values=values, chosen=chosen, now=timezone.now()), folder, seat
    except Refusal:
        return None, folder, seat


def key_in(text: object) -> int:
    """The key somebody typed into an address, 0 for none."""
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 18 else 0


def signing_post(way: circuits.Way) -> int | None:
    """The post whose title stands at the end of the letter: the last that signs it."""
    return next((post for step, post in reversed(way.steps) if step.kind == circuits.Kind.SIGNATURE), None)


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=set_paper)
def letter(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Send a letter drafted here to those who visa and sign it."""
    draft = draft_shown(request, draft_id)
    if not drafting.may_write(request.actor, draft.letter):
        raise NotAllowed
    posted = request.method == "POST"
    way, folder, seat = letter_way(request, draft, posted=posted)
    if seat is None:
        raise NotAllowed
    kinds = [one for one in types_for(request) if one.administration_id == draft.letter.administration_id]
    kind = folder.type if folder else picked_type(request, kinds)
    if kind is None:
        return render(request, "parapheur/letter.html", {"draft": draft, "letter": draft.letter, "kinds": kinds})
    form = letter_form(request, kind, draft, folder, seat, way)
    if posted and form.is_valid() and request.paper:
        sent = sending.send_letter(
            actor=request.actor,
            post_id=form.cleaned_data["post"],
            draft_id=draft.pk,
            made=request.paper,
            signing=signing_post(way) if way else None,
            pages=request.pages,
            said=said_in(form, kind),
            now=timezone.now(),
        )
        return redirect("parapheur:folder", sent.pk)
    way, _folder, _seat = (way, None, None) if way else letter_way_of(kind, seat)
    context = {
        "draft": draft,
        "letter": draft.letter,
        "form": form,
        "kind": kind,
        "way": drawn(way),
        "back": last_refusal(folder) if folder else None,
        "no_way": way is None,
    }
    return render(request, "parapheur/letter.html", context, status=422 if form.errors else 200)


def letter_way_of(kind: circuits.DocumentType, seat: Seat) -> tuple[circuits.Way | None, None, None]:
    try:
        return circuits.way(type_id=kind.pk, seat=seat, values={}, chosen={}, now=timezone.now()), None, None
    except Refusal:
        return None, None, None


def picked_type(request: HttpRequest, kinds: list[circuits.DocumentType]) -> circuits.DocumentType | None:
    """The type that was chosen; the only one there is needs no choosing."""
    given = request.POST.get("type") or request.GET.get("type", "")
    found = next((one for one in kinds if str(one.pk) == given), None)
    return found or (kinds[0] if len(kinds) == 1 else None)


def letter_form(
    request: HttpRequest, kind: Any, draft: Any, folder: Folder | None, seat: Seat, way: circuits.Way | None
) -> FolderForm:
    initial: dict[str, Any] = {"title": draft.letter.subject, "post": seat.post_id}
    if folder:
        initial |= initial_of(folder) | {"note": folder.note, "urgent": folder.urgent}
    steps = []
    if way:
        about = Folder(administration_id=draft.letter.administration_id)
        steps = chosen_steps(way, about)
    return form_for(request, kind, steps=steps, outside=outside_steps(way), initial=initial)
