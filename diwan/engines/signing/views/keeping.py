"""The certificates of an administration, for those who keep them: found, exported, revoked; how the lists stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import csv_text

from .. import forms
from ..models import IssuedCertificate
from ..operations import owning
from ..policies import may_keep, may_revoke
from ..queries import keys as queries
from .mine import TONES, acting, country

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

PER_PAGE = 50
MOST = 20_000  # lines of an export


def found(request: HttpRequest) -> QuerySet:
    """What the words and the state of the address leave of the certificates this person keeps.

    Raises:
        NotAllowed
    """
    if not may_keep(request.actor):
        raise NotAllowed
    rows = IssuedCertificate.objects.visible_to(request.actor).select_related("person", "administration")
    said = {"text": request.GET.get("q", "").strip(), "state": request.GET.get("state", "")}
    return queries.certificates_found(rows, now=timezone.now(), **said)


@never_cache
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Every certificate given to the people of one's administration."""
    now = timezone.now()
    page = Paginator(found(request), PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.stands = row.state(now)
        row.tone = TONES[row.stands]
    context = {
        "page": page,
        "text": request.GET.get("q", "").strip(),
        "state": request.GET.get("state", ""),
        "states": queries.STATES,
        "authorities": queries.authorities(now),
        "query": request.GET.urlencode(),
        "country": country(request),
    }
    return render(request, "signing/certificates.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet program."""
    now = timezone.now()
    rows = [[str(one) for one in queries.HEADINGS]]
    for row in found(request)[:MOST]:
        dates = [f"{timezone.localtime(one):%Y-%m-%d %H:%M}" for one in (row.valid_from, row.valid_until)]
        said = [str(row.person), row.get_level_display(), row.serial, *dates]
        rows.append([*said, str(row.state(now).label), row.get_reason_display() if row.reason else ""])
    headers = {"Content-Disposition": 'attachment; filename="certificates.csv"'}
    return HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8", headers=headers)


def one_of(request: HttpRequest, certificate_id: int) -> IssuedCertificate:
    """Raises:
    NotAllowed, Http404
    """
    if not may_keep(request.actor):
        raise NotAllowed
    rows = IssuedCertificate.objects.visible_to(request.actor).select_related("person", "revoked_by", "administration")
    return get_object_or_404(rows, pk=certificate_id)


@never_cache
@require_safe
def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """What one certificate says, and the way to revoke it."""
    row = one_of(request, certificate_id)
    stands = row.state(timezone.now())
    context = {
        "row": row,
        "state": stands,
        "tone": TONES[stands],
        "may_revoke": row.revoked_at is None and may_revoke(request.actor, row),
        "form": forms.RevokeForm(),
    }
    return render(request, "signing/certificate.html", context)


@require_POST
@idempotent
def revoke(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """It no longer counts, from now on."""
    row, form = one_of(request, certificate_id), forms.RevokeForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else "unspecified"
    owning.revoke(certificate_id=row.pk, reason=reason, **acting(request))
    messages.success(request, _("The certificate is revoked; the lists and OCSP say so now."))
    return HttpResponseRedirect(reverse("signing:certificate", args=[row.pk]))
