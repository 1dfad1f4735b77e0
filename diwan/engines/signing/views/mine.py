"""My signature: the keys of the person who is signed in, and how their stamp looks."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.limits import demand, note
from diwan.kit.refusals import Refusal

from .. import forms
from ..enums import Kind, State, Worth
from ..models import PersonKey
from ..operations import owning
from ..policies import may_have_a_key
from ..providers import csc, module, pkcs12
from ..queries.keys import card, keys_of, look_of
from ..signers import NoSignature

if TYPE_CHECKING:
    from django.http import HttpRequest

TRIES = 20  # files opened by one person in an hour: passwords are not guessed here
TONES = {State.GOOD: "ok", State.SOON: "soon", State.EXPIRED: "late", State.REVOKED: "late", State.CLOSED: "calm"}


def acting(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "now": timezone.now()}


def done(said: str, request: HttpRequest) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("signing:keys"))


def country(request: HttpRequest) -> str:
    """Whose calendar the dates of this person's pages follow."""
    seats = request.actor.seats
    return organisations.country_of(seats[0].administration_id) if seats else "MA"


def my_key(request: HttpRequest, key_id: int) -> PersonKey:
    """A key of this person that was not put away; nobody else's exists for them."""
    rows = PersonKey.objects.select_related("issued")
    return get_object_or_404(rows, pk=key_id, person=request.actor.person_id, closed_at=None)


@never_cache
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys I may sign with, those that no longer count, and the ways to have another."""
    cards = keys_of(request.actor.person_id, timezone.now(), all_of_them=True)
    context = {
        "cards": [(one, TONES[one.state]) for one in cards if one.state not in {State.REVOKED, State.CLOSED}],
        "past": [(one, TONES[one.state]) for one in cards if one.state in {State.REVOKED, State.CLOSED}],
        "may": may_have_a_key(request.actor),
        "country": country(request),
        "services": csc.services(),
        "modules": bool(module.tokens()),
        "look": look_of(request.actor.person_id) is not None,
        "revoke_form": forms.RevokeForm(),
    }
    return render(request, "signing/keys.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@idempotent
def ask_certificate(request: HttpRequest) -> HttpResponse:
    """A certificate of our own authority; the advanced level asks for a proof of presence."""
    digest = accounts.digest_of("certificate", str(request.actor.person_id))
    form = forms.CertificateForm(request.POST) if request.method == "POST" else forms.CertificateForm()
    if request.method == "POST" and form.is_valid():
        level = form.cleaned_data["level"]
        try:
            proof = accounts.presence.prove(request, digest) if level == Worth.ADVANCED else None
        except accounts.presence.NotProved as refusal:
            form.add_error(None, f"{refusal} {refusal.advice}")
        else:
            owning.ask_certificate(level=level, proof=proof, **acting(request))
            return done(_("Your certificate is ready: you can sign with it now."), request)
    context = {"form": form, "presence": accounts.presence.challenge(request, digest)}
    return render(request, "signing/ask_certificate.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@idempotent
def renew(request: HttpRequest, key_id: int) -> HttpResponse:
    """Another year, with a new key."""
    row = my_key(request, key_id)
    digest = accounts.digest_of("renew", str(row.pk))
    problem = ""
    if request.method == "POST":
        try:
            proof = accounts.presence.prove(request, digest) if row.level == Worth.ADVANCED else None
        except accounts.presence.NotProved as refusal:
            problem = f"{refusal} {refusal.advice}"
        else:
            owning.renew(key_id=row.pk, proof=proof, **acting(request))
            return done(_("Your certificate is renewed."), request)
    asked = accounts.presence.challenge(request, digest) if row.level == Worth.ADVANCED else None
    context = {
        "card": card(row, timezone.now()),
        "presence": asked,
        "problem": problem,
        "country": country(request),
    }
    return render(request, "signing/renew.html", context, status=422 if problem else 200)


def open_file(request: HttpRequest) -> None:
    """Opens the file before any transaction: hashing its password is slow on purpose."""
    form = forms.FileForm(request.POST, request.FILES)
    if not (form.is_valid() and may_have_a_key(request.actor)):
        return
    who = str(request.actor.person_id)
    demand("pkcs12", who, most=TRIES)
    note("pkcs12", who)
    try:
        request.brought = pkcs12.opened(
            form.cleaned_data["file"].read(pkcs12.LARGEST + 1), form.cleaned_data["password"]
        )
    except owning.KeyRefused as refusal:
        request.brought = refusal


@never_cache
@require_http_methods(["GET", "POST"])
@functools.partial(idempotent, first=open_file)
def import_file(request: HttpRequest) -> HttpResponse:
    """A key from a PKCS #12 file, kept here encrypted from now on."""
    form = forms.FileForm(request.POST, request.FILES) if request.method == "POST" else forms.FileForm()
    if request.method == "POST" and form.is_valid():
        brought = getattr(request, "brought", None)
        try:
            if isinstance(brought, Refusal):
                raise brought
            assert brought is not None  # opened before this view
            owning.take_in(kind=Kind.FILE, brought=brought, place={}, **acting(request))
        except (owning.KeyRefused, owning.AlreadyYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(_("The key was taken in. You can delete the file, or keep it in a safe."), request)
    return render(request, "signing/import_file.html", {"form": form}, status=422 if form.errors else 200)


def look_into_module(request: HttpRequest) -> None:
    """Asks the security module outside the transaction: it may be a device on the network."""
    try:
        request.found = module.keys_for(request.user.email)  # type: ignore[union-attr]  # signed in
    except NoSignature:
        request.found = None


@never_cache
@require_http_methods(["GET", "POST"])
@functools.partial(idempotent, first=look_into_module)
def module_keys(request: HttpRequest) -> HttpResponse:
    """The keys that the server's security module holds for me: the operator said whose is whose."""
    if request.method == "POST":
        chosen = request.POST.get("key", "")
        found = next((one for one in request.found or [] if f"{one.token}/{one.id}" == chosen), None)
        if found is None:
            raise Http404
        brought, place = owning.Brought(found.certificate), {"token": found.token, "id": found.id}
        owning.take_in(kind=Kind.MODULE, brought=brought, place=place, **acting(request))
        return done(_("You can sign with the key in the security module."), request)
    look_into_module(request)
    rows = [(f"{one.token}/{one.id}", one.certificate.subject.rfc4514_string()) for one in request.found or []]
    return render(request, "signing/module_keys.html", {"rows": rows, "silent": request.found is None})


@require_POST
@idempotent
def put_away(request: HttpRequest, key_id: int) -> HttpResponse:
    """I no longer sign with this key."""
    owning.put_away(key_id=my_key(request, key_id).pk, **acting(request))
    return done(_("The key is put away: nothing is signed with it any more."), request)


@require_POST
@idempotent
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """My certificate no longer counts, at once. No proof is asked: whoever fears for a key is not made to wait."""
    row = my_key(request, key_id)
    form = forms.RevokeForm(request.POST)
    if row.issued_id is None:
        raise owning.NotOurs
    reason = form.cleaned_data["reason"] if form.is_valid() else "unspecified"
    owning.revoke(certificate_id=row.issued_id, reason=reason, **acting(request))
    return done(_("The certificate is revoked. What you signed before stays valid."), request)


@never_cache
@require_http_methods(["GET", "POST"])
@idempotent
def look(request: HttpRequest) -> HttpResponse:
    """What my stamp shows beside my name."""
    form = forms.LookForm(request.POST, request.FILES) if request.method == "POST" else forms.LookForm()
    if request.method == "POST" and form.is_valid():
        owning.keep_look(image=form.cleaned_data["png"], **acting(request))
        return done(_("Your stamp will show this signature."), request)
    context = {"form": form, "look": look_of(request.actor.person_id) is not None}
    return render(request, "signing/look.html", context, status=422 if form.errors else 200)


@require_POST
@idempotent
def drop_look(request: HttpRequest) -> HttpResponse:
    owning.forget_look(**acting(request))
    return done(_("Your stamp shows your name alone."), request)


@never_cache
@require_safe
def look_image(request: HttpRequest) -> HttpResponse:
    """My own drawing; nobody else's."""
    image = look_of(request.actor.person_id)
    if image is None:
        raise Http404
    return HttpResponse(image, content_type="image/png")
