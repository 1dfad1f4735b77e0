"""The page of a person outside: whoever holds its address and reads the mailbox it was sent to, without an account.

Nothing happens by opening it: programs that follow the links of an e-mail ask for no code and sign nothing. Until the
mailbox is proved in this very browser, the page says who asks, and nothing of what.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from .. import addresses, bringing, papers
from ..enums import Role
from ..fingerprints import fingerprint
from ..forms.acting import SeenForm
from ..forms.guests import CodeForm, GuestRefuseForm, ShownForm, SignForm
from ..models import KEPT, Document, Signature
from ..operations import answering, guests
from ..queries import outside
from ..queries.outside import Standing
from .guest_gate import NotProved, demand_room, is_proved, known_of, note, remember

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..models import GuestLink

GONE = (Standing.EXPIRED, Standing.OVER)


def link_in(request: HttpRequest) -> GuestLink:
    """The link of this address; an address that is none of ours does not exist, and takes as long to say so."""
    assert request.resolver_match is not None
    link = outside.link_of(request.resolver_match.kwargs["token"])
    if link is None:
        raise Http404
    return link


def for_guests(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is refused is told in the page itself: a stranger knows no other."""

    @functools.wraps(view)
    def told(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        link = link_in(request)
        try:
            if refusal := getattr(request, "refusal", None):
                raise refusal
            return view(request, link, **named)
        except Refusal as no:
            return page(request, link_in(request), refusal=no)

    return told


def demand_proved(request: HttpRequest, link: GuestLink) -> None:
    """Raises NotProved."""
    if not is_proved(request, link, timezone.now()):
        raise NotProved


@login_not_required
@require_GET
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, and of whom; the documents once the mailbox is proved; afterwards what became of it."""
    return page(request, link_in(request))


@login_not_required
@require_POST
@idempotent
@for_guests
def code(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """Send the six digits to the mailbox."""
    if outside.standing(link, timezone.now()) != Standing.OPEN:
        raise answering.Answered
    demand_room(request, "code", link)
    answering.send_code(guest_id=link.guest_id, now=timezone.now())
    note(request, "code", link)
    return back(link)


def check_code(request: HttpRequest) -> None:
    """Before the transaction of the proof: a wrong code is counted, whatever is undone after it."""
    link, form = link_in(request), CodeForm(request.POST)
    try:
        demand_room(request, "try", link)
        note(request, "try", link)
        digits = form.cleaned_data["code"] if form.is_valid() else ""
        answering.check_code(guest_id=link.guest_id, code=digits, now=timezone.now())
    except Refusal as refusal:
        request.refusal = refusal  # type: ignore[attr-defined]


@login_not_required
@require_POST
@functools.partial(idempotent, first=check_code)
@for_guests
def prove(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """The code came back: this browser may read and sign."""
    form, now = CodeForm(request.POST), timezone.now()
    if outside.standing(link, now) != Standing.OPEN or not form.is_valid():
        raise answering.Answered
    answering.prove(guest_id=link.guest_id, code=form.cleaned_data["code"], now=now)
    remember(request, link, now)
    return back(link)


@login_not_required
@require_POST
@idempotent
@for_guests
def seen(request: HttpRequest, link: GuestLink, document_id: int) -> HttpResponse:
    """Pages came before the eyes of the guest: told by the page as they are scrolled through, or by its button."""
    demand_proved(request, link)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    said = {"file_id": form.cleaned_data["file"], "pages": form.numbers}
    answering.see(link_id=link.pk, document_id=document_id, now=timezone.now(), **said)
    if not request.htmx:
        response = back(link)
        response["Location"] += f"#page-{document_id}-{form.numbers[-1]}"
        return response
    return render(request, "parapheur/_unread.html", {"read": {"unread": reading(link)["unread"]}})


@login_not_required
@require_POST
@idempotent
@for_guests
def sign(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """Sign what was shown."""
    demand_proved(request, link)
    form = SignForm(request.POST)
    if not form.is_valid():
        return page(request, link, sign_form=form)
    shown = form.cleaned_data["shown"]
    answering.sign(link_id=link.pk, shown=shown, known=known_of(request), now=timezone.now())
    return back(link)


def receive_signed(request: HttpRequest) -> None:
    """Before the transaction: the files are stored and judged, which takes its time."""
    link = link_in(request)
    try:
        demand_proved(request, link)
        if outside.standing(link, timezone.now()) != Standing.OPEN:
            raise answering.Answered
        demand_room(request, "brought", link)
        note(request, "brought", link)
        files.receive(request)
        for name, problem in request.problems:  # type: ignore[attr-defined]
            raise bringing.NotAccepted(name=name, why=str(problem))
        main = [one for one in outside.shared(link.guest.folder) if one.role == Role.MAIN]
        request.judged = bringing.judged(main, request.received, outside.level_of(link.guest))  # type: ignore[attr-defined]
    except Refusal as refusal:
        request.refusal = refusal  # type: ignore[attr-defined]


@login_not_required
@require_POST
@functools.partial(idempotent, first=receive_signed)
@for_guests
def bring(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """Give back the files, signed with a certificate of one's own."""
    form = ShownForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    files_of, certificates = request.judged  # type: ignore[attr-defined]
    answering.bring(
        link_id=link.pk,
        shown=form.cleaned_data["shown"],
        files_of=files_of,
        certificates=certificates,
        known=known_of(request),
        now=timezone.now(),
    )
    return back(link)


@login_not_required
@require_POST
@idempotent
@for_guests
def refuse(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """Say no, and why."""
    demand_proved(request, link)
    form = GuestRefuseForm(request.POST)
    if not form.is_valid():
        return page(request, link, refuse_form=form)
    text = form.cleaned_data["text"]
    answering.refuse(link_id=link.pk, text=text, known=known_of(request), now=timezone.now())
    return back(link)


@login_not_required
@require_POST
@idempotent
@for_guests
def again(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """Have a new link sent, to the mailbox the first went to."""
    demand_room(request, "again", link)
    guests.give_another(link_id=link.pk, now=timezone.now())
    note(request, "again", link)
    response = back(link)
    response["Location"] += "?sent=1"
    return response


@login_not_required
@require_GET
def picture(request: HttpRequest, token: str, document_id: int, number: int, width: int) -> HttpResponse:
    """A page of a document that is shared, drawn for the width of the screen."""
    link = link_in(request)
    file_id = offered(request, link).get(document_id)
    if file_id is None or width not in papers.WIDTHS:
        raise Http404
    try:
        with files.open_file(file_id) as given:
            drawn = papers.picture(given, number, width)
    except papers.NoPages:
        raise Http404 from None
    return private(HttpResponse(drawn, content_type="image/webp", headers={"X-Content-Type-Options": "nosniff"}))


@login_not_required
@require_GET
def document(request: HttpRequest, token: str, document_id: int) -> HttpResponse:
    """The file itself: to be signed with a key of one's own, or, afterwards, as it was signed."""
    file_id = offered(request, link_in(request)).get(document_id)
    if file_id is None:
        raise Http404
    return private(redirect(files.link(files.StoredFile.objects.get(pk=file_id), purpose=KEPT)))


def offered(request: HttpRequest, link: GuestLink) -> dict[int, int]:
    """The file of each document that this browser may have now."""
    now = timezone.now()
    if outside.standing(link, now) == Standing.OPEN and is_proved(request, link, now):
        return {one.pk: one.file_id for one in outside.shared(link.guest.folder)}
    return {one.pk: file.pk for one, file in fetched(link)} if outside.fetches(link, now) else {}


def fetched(link: GuestLink) -> list[tuple[Document, files.StoredFile]]:
    """What the guest signed, as they signed it, and the proof of it (2 queries)."""
    rows = Signature.objects.filter(guest=link.guest, after__isnull=False).select_related("document", "after")
    found = [(row.document, row.after) for row in rows.order_by("pk") if row.after]
    proof = Document.objects.filter(folder=link.guest.folder, file=link.guest.proof_id, role=Role.PROOF)
    return [*found, *((one, one.file) for one in proof.select_related("file"))]


def back(link: GuestLink) -> HttpResponse:
    return redirect("parapheur:guest", addresses.token_of(link.word))


def reading(link: GuestLink) -> dict[str, Any]:
    """The documents with their pages, those that are still to be read, and the word for what is shown."""
    documents = outside.shared(link.guest.folder)
    asked = outside.must_read(link.guest)
    read = outside.seen_by(link.guest, documents) if asked else set()
    for one in documents:
        one.sheets = [  # type: ignore[attr-defined]
            (number, asked and one.role == Role.MAIN and (one.pk, number) not in read)
            for number in range(1, one.pages + 1)
        ]
    main = [one for one in documents if one.role == Role.MAIN]
    left = sum(unread for one in main for _number, unread in one.sheets)  # type: ignore[attr-defined]
    return {"documents": documents, "main": main, "unread": left, "shown": fingerprint(link.guest.folder, documents)}


def page(request: HttpRequest, link: GuestLink, *, refusal: Refusal | None = None, **forms: Any) -> HttpResponse:
    """The page as it stands now, with what was refused or is to be corrected."""
    now, asked = timezone.now(), link.guest
    standing, folder = outside.standing(link, now), asked.folder
    proved = standing == Standing.OPEN and is_proved(request, link, now)
    fetches = outside.fetches(link, now)
    context: dict[str, Any] = {
        "link": link,
        "guest": asked,
        "token": addresses.token_of(link.word),
        "standing": standing,
        "proved": proved,
        "refusal": refusal,
        "who": organisations.administration_name(folder.administration_id, now.date(), request.LANGUAGE_CODE),
        "masked": addresses.masked(asked.email),
        "country": folder.administration.country,
        "again": standing == Standing.EXPIRED or (standing == Standing.SIGNED and not fetches),
        "sent": "sent" in request.GET,
        "code_sent": answering.code_is_over(asked, now) is False,
        "code_form": CodeForm(),
        "got": fetched(link) if fetches else [],
    }
    if proved:
        read = reading(link)
        simple = outside.level_of(asked) == circuits.Level.SIMPLE
        context |= {"folder": folder, "read": read, "simple": simple, "refuse_form": GuestRefuseForm()}
        context |= {"sign_form": SignForm(initial={"shown": read["shown"]})} | forms
    wrong = any(one.errors for one in forms.values())
    status = refusal.status if refusal else 422 if wrong else 410 if standing in GONE else 200
    return private(render(request, "parapheur/guest.html", context, status=status), form=True)


def private(response: HttpResponse, *, form: bool = False) -> HttpResponse:
    """Kept by nobody, listed by nobody. The secret is in the address, so it is told to no other site; a page with a
    form tells it to ours, without which browsers send no origin, and the form is refused."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin" if form else "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
