"""The public hands in a letter, in four steps, and sees its number. No account and no script are needed.

1. to whom and for what; 2. who writes; 3. the letter and its pieces; 4. read back, and one button.
"""

from __future__ import annotations

import functools
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..enums import ApplicantKind, IdentityKind
from ..forms.handing_in import AddressForm, LetterForm, WhoForm
from ..operations import drafts, handing_in
from ..queries import handing_in as queries
from . import gate, writing
from .pieces import checklist, receive_pieces, said_to_be, stored
from .writing import Writing, shown, tell_if_stale, typed, writes

BODIES_A_PAGE = 20
STEP = require_http_methods(["GET", "HEAD", "POST"])


# --- 1. to whom, and for what ----------------------------------------------------------------------------------------


@login_not_required
@STEP
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """Choose the administration, its office, and the procedure or a plain letter."""
    now = timezone.now()
    if request.method == "POST":
        return begun(request)
    draft = writing.held(request, now)
    context: dict[str, Any] = {"step": 1, "q": request.GET.get("q", "").strip(), "draft": draft}
    office = organisations.open_office(number(request.GET.get("office", "")), now)
    if draft:
        context["draft_office"] = organisations.office_card(draft.office_id, now)
    if office is None:
        found = queries.bodies(at=now, text=context["q"])
        page = Paginator(found, BODIES_A_PAGE).get_page(request.GET.get("page"))
        countries = len({body.country for body in found})
        return render(request, "deposits/new.html", {**context, "page": page, "countries": countries})
    chosen = draft.procedure_version_id if draft and "edit" in request.GET else number(request.GET.get("procedure", ""))
    offered = procedures.offered_at(office, now, context["q"])
    plain = next((card for card in offered if card.code == procedures.PLAIN_LETTER), None)
    context |= {
        "office": office,
        "house": office,
        "country": office.country,
        "editing": draft is not None and "edit" in request.GET,
        "offered": sorted(offered, key=lambda card: card is not plain),
        "plain": plain,
        "chosen": chosen or (plain.version_id if plain else None),
    }
    return render(request, "deposits/new_procedure.html", context)


def begun(request: HttpRequest) -> HttpResponse:
    """The letter has an address: a draft of it is kept from here on."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        raise handing_in.OfficeClosed
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    said = {"office_id": form.cleaned_data["office"], "procedure": form.cleaned_data["procedure"]}
    if request.POST.get("editing") and (draft := writing.held(request, now)):
        draft = drafts.address(actor=actor, token=draft.token, now=now, **said)
    else:
        draft = drafts.start(actor=actor, bits=gate.bits_for(request), now=now, **said)
    return writing.remember(redirect("deposits:draft_who"), draft, request)


def number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


# --- 2. who writes ---------------------------------------------------------------------------------------------------


@login_not_required
@STEP
@idempotent
@writes
def who(request: HttpRequest, at: Writing) -> HttpResponse:
    """Who writes, and how to reach them."""
    if request.method != "POST":
        said = at.draft.who or from_account(request)
        form = WhoForm(said if "check" in request.GET else None, initial=said, **at.who_fields(request))
        return shown(request, "deposits/draft_who.html", at, 2, form=form)
    form = WhoForm(request.POST, **at.who_fields(request))
    tell_if_stale(request, at.draft)
    later = "later" in request.POST
    if not later and not form.is_valid():
        return shown(request, "deposits/draft_who.html", at, 2, form=form)
    drafts.save_who(actor=request.actor, token=at.draft.token, who=typed(request.POST, WhoForm), now=at.now)  # type: ignore[attr-defined]
    return redirect("deposits:draft_kept" if later else "deposits:draft_letter")


def from_account(request: HttpRequest) -> dict[str, Any]:
    """What the account of whoever is signed in already says."""
    user = request.user
    if not user.is_authenticated:
        return {}
    return {"applicant_name": str(user), "email": user.email, "phone": user.phone}


# --- 3. the letter and its pieces ------------------------------------------------------------------------------------


@login_not_required
@STEP
@functools.partial(idempotent, first=receive_pieces)
@writes
def letter(request: HttpRequest, at: Writing) -> HttpResponse:
    """What is written, what is joined, and which file is which needed piece."""
    if request.method != "POST":
        said, pairs = at.draft.letter, [(f, needed) for f, needed in at.draft.pieces]
        form = LetterForm(said if "check" in request.GET else None, initial=said)
        return letter_page(request, at, form, stored(at.draft), pairs)
    form, pairs = LetterForm(request.POST), said_to_be(request, at.card)
    received, problems, fresh = request.received, request.problems, request.fresh  # type: ignore[attr-defined]
    tell_if_stale(request, at.draft)
    later = "later" in request.POST
    if not later and (problems or not form.is_valid()):
        return letter_page(request, at, form, received, pairs, problems)
    try:
        drafts.save_letter(
            actor=request.actor,  # type: ignore[attr-defined]
            token=at.draft.token,
            letter=typed(request.POST, LetterForm),
            pieces=pairs,
            now=at.now,
        )
    except (files.FileGone, files.TooManyFiles) as refusal:
        form.add_error(None, str(refusal))
        return letter_page(request, at, form, received, pairs)
    if later:
        return redirect("deposits:draft_kept")
    if fresh and at.card and at.card.needed:  # without a script: the files are here, now say which is which
        return redirect(reverse("deposits:draft_letter") + "?which=1#needed")
    return redirect("deposits:draft_review")


def letter_page(
    request: HttpRequest, at: Writing, form: LetterForm, received: list, pairs: list, problems: list | None = None
) -> HttpResponse:
    for name, refusal in problems or ():
        form.add_error(None, _("%(name)s: %(refusal)s") % {"name": name, "refusal": refusal})
    kept = [(files.ticket(file), file) for file in received]
    needed = checklist(at.card, pairs)
    return shown(request, "deposits/draft_letter.html", at, 3, form=form, kept=kept, needed=needed)


# --- 4. read back, and deposit ---------------------------------------------------------------------------------------


@login_not_required
@STEP
@idempotent
def review(request: HttpRequest) -> HttpResponse:
    """Everything read back, who will receive it, what the law promises, and one button."""
    before = writing.done_before(request) if request.method != "POST" else ""
    if before and writing.held(request, timezone.now()) is None:
        return redirect(before)  # back from the confirmation
    return read_back(request)


@writes
def read_back(request: HttpRequest, at: Writing) -> HttpResponse:
    who_form = WhoForm(at.draft.who, **at.who_fields(request))
    letter_form = LetterForm(at.draft.letter)
    for form, step in ((who_form, "who"), (letter_form, "letter")):
        if not form.is_valid():
            return redirect(reverse(f"deposits:draft_{step}") + "?check=1")
    if request.method != "POST":
        return review_page(request, at, who_form, letter_form)
    applicant = parsed_applicant(who_form.cleaned_data)
    try:
        plain = gate.let_through(request, at.draft, email=applicant.email, now=at.now)
        done = drafts.hand_in(
            actor=request.actor,  # type: ignore[attr-defined]
            token=at.draft.token,
            version=writing.seen_version(request, at.draft),
            applicant=applicant,
            letter=parsed_letter(at.draft, letter_form.cleaned_data),
            now=at.now,
        )
    except drafts.DraftGone:
        raise
    except Refusal as refusal:
        return review_page(request, at, who_form, letter_form, refusal)
    gate.noted(request, email=applicant.email, plain=plain)
    followed = reverse("deposits:followed", args=[done.deposit.reference, done.code])
    return writing.forget(redirect(followed), request, done=followed)


def review_page(
    request: HttpRequest, at: Writing, who_form: WhoForm, letter_form: LetterForm, refusal: Refusal | None = None
) -> HttpResponse:
    """The letter read back; after a refusal, with its words and its status, and as the letter stands now."""
    pairs = [(f, needed) for f, needed in at.draft.pieces]
    needed, pieces = checklist(at.card, pairs), stored(at.draft)
    names = {row["file_id"]: row["needed"].names for row in needed}
    response = shown(
        request,
        "deposits/draft_review.html",
        at,
        4,
        status=refusal.status if refusal else 200,
        refusal=refusal,
        who=who_form.cleaned_data,
        letter=letter_form.cleaned_data,
        kind=ApplicantKind(who_form.cleaned_data["applicant_kind"]).label,
        identity=IdentityKind(who_form.cleaned_data["identity_kind"]).label,
        pieces=[(file, names.get(file.pk)) for file in pieces],
        missing=[row["needed"] for row in needed if row["needed"].required and row["file_id"] is None],
        clock=handing_in.start_clock(at.card, at.country, calendars.local_day(at.now, at.country)),
        question=gate.spelt(at.draft) if gate.asks(request) else None,
    )
    for name, value in refusal.headers.items() if refusal else ():
        response[name] = value
    return response


def parsed_applicant(data: dict[str, Any]) -> handing_in.Applicant:
    """Who writes, in the words of the operation."""
    names = ("identity_number", "email", "phone", "address", "representative", "sender_unit")
    return handing_in.Applicant(
        name=data["applicant_name"],
        kind=ApplicantKind(data["applicant_kind"]),
        identity_kind=IdentityKind(data["identity_kind"]),
        **{name: data[name] for name in names},
    )


def parsed_letter(draft: Any, data: dict[str, Any]) -> handing_in.Letter:
    """What is written, in the words of the operation."""
    return handing_in.Letter(
        subject=data["subject"],
        body=data["body"],
        language=get_language() or "ar",
        pieces=tuple(draft.file_ids),
        procedure=draft.procedure_version_id,
        needed={file_id: needed for file_id, needed in draft.pieces if needed},
        sender_reference=draft.who.get("sender_reference", "").strip()[:80],
    )
