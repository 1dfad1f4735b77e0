"""What every page of a letter being written needs: its draft from the browser's cookie, and what it is about."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.kit import puzzle
from diwan.kit.refusals import Refusal

from ..models.drafts import LIVES
from ..operations.drafts import DraftGone
from ..policies import sending_seats
from ..queries import handing_in as queries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ..models import Draft

COOKIE, DONE = "deposit_draft", "deposit_done"
DONE_LIVES = 3600  # seconds in which going back from the confirmation leads to it again
SAVED, STALE = "draft_version", "draft_stale"


class AnotherDraft(Refusal):
    """The window shows one letter, and the browser holds another begun since."""

    def __init__(self) -> None:
        super().__init__()
        self.message = _("Another letter was begun in this browser after this page was shown. Nothing was changed.")
        self.advice = _("Go on with the newer letter, or discard it and begin this one again.")


@dataclass
class Writing:
    """A draft, the office it goes to, and the procedure it asks for (None: a plain letter)."""

    draft: Draft
    office: organisations.OfficeCard
    card: procedures.ProcedureCard | None
    now: datetime

    @property
    def country(self) -> str:
        return self.office.country

    @property
    def first_step(self) -> str:
        """Where its address is changed."""
        return f"{reverse('deposits:new')}?office={self.draft.office_id}&edit=1"

    @property
    def identity(self) -> str:
        return self.card.identity if self.card else procedures.Identity.OPTIONAL

    def who_fields(self, request: HttpRequest) -> dict[str, Any]:
        seats = sending_seats(request.actor)  # type: ignore[attr-defined]
        return {"country": self.country, "identity": self.identity, "seats": seats}

    def context(self) -> dict[str, Any]:
        version = f"{self.draft.pk}:{self.draft.version}"
        bits = puzzle.bits_of(self.draft.puzzle)
        return {
            "writing": self,
            "house": self.office,
            "draft": self.draft,
            "version": version,
            "country": self.country,
            "bits": bits,
        }


def held(request: HttpRequest, now: datetime) -> Draft | None:
    return queries.draft_held(request.COOKIES.get(COOKIE, ""), request.actor, now)  # type: ignore[attr-defined]


def writes(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the `Writing` of this browser's draft. A page without one leads to the beginning."""

    @functools.wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        draft = held(request, now)
        if draft is None:
            if request.method == "POST":
                raise DraftGone
            messages.info(request, _("There is no letter to go on with: it was sent or discarded, or left too long."))
            return redirect("deposits:new")
        office = organisations.office_card(draft.office_id, now)
        assert office is not None  # offices are closed, never removed
        card = procedures.card(draft.procedure_version_id) if draft.procedure_version_id else None
        response = view(request, Writing(draft, office, card, now), *args, **kwargs)
        response["Cache-Control"] = "private, no-store"  # what was typed is nobody else's, and going back shows it anew
        return response

    return found


def seen_version(request: HttpRequest, draft: Draft) -> int:
    """The version of the draft that the page was made of.

    Raises:
        AnotherDraft: the page was made of another draft.
    """
    pk, _colon, version = request.POST.get(SAVED, "").partition(":")
    if pk != str(draft.pk):
        raise AnotherDraft
    return int(version) if version.isdecimal() else 0


def tell_if_stale(request: HttpRequest, draft: Draft) -> None:
    """The last writing wins; who wrote from an older page is told."""
    if seen_version(request, draft) != draft.version:
        messages.warning(
            request,
            _("This letter had also been changed in another window. What you have just sent is what is kept."),
        )


def shown(request: HttpRequest, template: str, writing: Writing, step: int, **context: Any) -> HttpResponse:
    """A page of the letter; with its mistakes, 422."""
    wrong = any(form.errors for form in context.values() if hasattr(form, "errors")) or context.get("problems")
    status = context.pop("status", 422 if wrong and request.method == "POST" else 200)
    return render(request, template, {**writing.context(), "step": step, **context}, status=status)


def typed(said: Mapping[str, str], form: type) -> dict[str, str]:
    """The fields of a form as they were typed, right or wrong, each no longer than it may be."""
    fields = form.base_fields  # type: ignore[attr-defined]
    return {
        name: said[name][: getattr(field, "max_length", None) or 60_000]
        for name, field in fields.items()
        if name in said
    }


def remember(response: HttpResponse, draft: Draft, request: HttpRequest) -> HttpResponse:
    """The browser holds the draft from now on."""
    age = int(LIVES.total_seconds()) * 5  # the row says when it ends
    response.set_cookie(
        COOKIE, draft.token, max_age=age, path="/deposits/", httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def forget(response: HttpResponse, request: HttpRequest, *, done: str = "") -> HttpResponse:
    """The browser holds no draft any more; for an hour it knows where what was sent is followed (`done`)."""
    response.delete_cookie(COOKIE, path="/deposits/", samesite="Lax")
    if done:
        kept = signing.dumps(done, salt=DONE)
        response.set_cookie(
            DONE,
            kept,
            max_age=DONE_LIVES,
            path="/deposits/draft/",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def done_before(request: HttpRequest) -> str:
    """Where the letter just sent from this browser is followed; empty when there is none."""
    try:
        return signing.loads(request.COOKIES.get(DONE, ""), salt=DONE, max_age=DONE_LIVES)
    except signing.BadSignature:
        return ""
