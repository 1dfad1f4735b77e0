"""The seal key, the invitations, the trial deposit and the look of an administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.engines.signing import api as signing
from diwan.kit import navigation
from diwan.kit.idempotency import idempotent

from ..forms import LookForm, TrialForm
from ..models import Trial
from ..operations.seal import make_seal
from ..operations.trial import annul_trial, hand_in_trial
from ..queries.board import open_offices
from .common import form_page, mine, taken, who

if TYPE_CHECKING:
    from django.http import HttpRequest

PER_PAGE = 50


def done(request: HttpRequest, said: str, to: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse(to))


# --- the seal key --------------------------------------------------------------------------------------------------


@require_safe
def seal(request: HttpRequest) -> HttpResponse:
    """Whether the seal key is there, and its certificate."""
    code = organisations.root_unit(mine(request)).administration.code
    context = {"certificate": signing.seal_certificate(code), "root": navigation.address("verification:root")}
    return render(request, "joining/seal.html", context)


@require_POST
@idempotent
def make(request: HttpRequest) -> HttpResponse:
    """Make the seal key."""
    make_seal(administration_id=mine(request), **who(request))
    return done(request, _("The seal key is made: receipts are sealed with it from now on."), "joining:seal")


# --- invitations ---------------------------------------------------------------------------------------------------


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Everybody of the administration: come in, invited and when, or not yet."""
    here, now = mine(request), timezone.now()
    text = request.GET.get("q", "").strip()
    people = accounts.people_with_invitations(here).matching(text)  # type: ignore[attr-defined]
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(person, now) for person in page]
    counts = accounts.counts(now).get(here, accounts.Counts())
    return render(request, "joining/invitations.html", {"page": page, "rows": rows, "counts": counts, "text": text})


TONES = {
    accounts.InvitationState.SENT: "mine",
    accounts.InvitationState.OPENED: "mine",
    accounts.InvitationState.EXPIRED: "late",
    accounts.InvitationState.REVOKED: "calm",
    accounts.InvitationState.ACCEPTED: "ok",
}


def _row(person: Any, now: Any) -> dict[str, Any]:
    last = person.invitations[0] if person.invitations else None
    active = person.has_usable_password() or person.last_login is not None or person.sign_in != "here"
    if active:
        return {"person": person, "tone": "ok", "state": _("Has come in"), "last": last, "active": True}
    if last is None:
        return {"person": person, "tone": "soon", "state": _("Not invited"), "last": None, "active": False}
    state = last.state(now)
    standing = state in {accounts.InvitationState.SENT, accounts.InvitationState.OPENED}
    row = {"person": person, "tone": TONES[state], "state": state.label, "last": last, "active": False}
    return row | {"standing": standing}


@require_POST
@idempotent
def invite_all(request: HttpRequest) -> HttpResponse:
    """Invite all who have no password and no invitation that still opens, and say what became of each."""
    told = accounts.invite_everybody(administration_id=mine(request), **who(request))
    sent = sum(not why for _person, why in told)
    said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent)
    messages.success(request, said % {"count": sent})
    for person, why in told:
        if why:
            messages.error(request, f"{person}: {why}")
    return HttpResponseRedirect(reverse("joining:invitations"))


@require_POST
@idempotent
def invite_one(request: HttpRequest, person_id: int) -> HttpResponse:
    """Invite one person, or invite them anew."""
    accounts.invite(person_id=_person(request, person_id), **who(request))
    return done(request, _("The invitation is on its way; a former one no longer opens."), "joining:invitations")


@require_POST
@idempotent
def revoke(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take an invitation back."""
    accounts.revoke_invitation(person_id=_person(request, person_id), **who(request))
    return done(request, _("The invitation no longer opens."), "joining:invitations")


def _person(request: HttpRequest, person_id: int) -> int:
    if not accounts.people_with_invitations(mine(request)).filter(pk=person_id).exists():
        raise Http404
    return person_id


# --- the trial deposit ---------------------------------------------------------------------------------------------


@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    """The trial that is under way, or the form of a new one, and those of before."""
    here, now = mine(request), timezone.now()
    all_of_them = list(Trial.objects.filter(administration_id=here).select_related("deposit").order_by("-at"))
    current = next((one for one in all_of_them if one.annulled_at is None), None)
    context = {
        "form": _trial_form(here, now),
        "current": current,
        "receipted": current is not None and deposits.has_receipt(current.deposit_id),
        "follow": request.session.get("trial", {}).get(str(current.pk), "") if current else "",
        "former": [one for one in all_of_them if one.annulled_at is not None],
        "address": _address(request),
    }
    return render(request, "joining/trial.html", context)


def _address(request: HttpRequest) -> str:
    """Where the person receives e-mail."""
    return getattr(request.user, "email", "")


def _trial_form(here: int, now: Any, data: Any = None) -> TrialForm:
    offices = [(office.id, office.names.here) for office in open_offices(here, now) if office.accepts_public]
    return TrialForm(data, offices=offices)


@require_POST
@idempotent
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in a trial letter, through the operation the public uses."""
    here = mine(request)
    form = _trial_form(here, timezone.now(), request.POST)
    office = int(form.cleaned_data["office"]) if form.is_valid() else 0
    made, code = hand_in_trial(
        administration_id=here,
        office_id=office,
        email=_address(request),
        language=request.LANGUAGE_CODE if request.LANGUAGE_CODE != "zgh" else "ar",
        **who(request),
    )
    # The register keeps a digest of the code; this session alone remembers the code, to show the follow-up.
    follow = reverse("deposits:followed", args=[made.deposit.reference, code])
    request.session["trial"] = {str(made.pk): follow}
    return done(request, _("The trial letter is in the register."), "joining:trial")


@require_POST
@idempotent
def annul(request: HttpRequest) -> HttpResponse:
    """Annul the trial in the register."""
    annul_trial(administration_id=mine(request), **who(request))
    return done(request, _("The register says that it was a trial."), "joining:trial")


# --- the look ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@idempotent
def look(request: HttpRequest) -> HttpResponse:
    """The emblem and the colour of the administration."""
    here = mine(request)
    tenant = organisations.root_unit(here).administration
    shown = {"emblem": tenant.emblem, "accent_colour": tenant.accent_colour}
    form = LookForm(request.POST or None, initial=shown)

    def do(data: dict[str, Any]) -> None:
        organisations.dress_administration(administration_id=here, **data, **who(request))

    back = "joining:board"
    title, act = _("Emblem and colour"), _("Record")
    return taken(request, form, do, _("Recorded."), back) or form_page(request, form, title=title, act=act, back=back)
