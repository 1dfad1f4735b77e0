"""Help: the guide on a page that prints, the tours, and the welcome of whoever comes in for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from diwan.kit.idempotency import idempotent

from ..guides import guides, guides_for
from ..models import TourSeen
from ..operations.tours import note_seen

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The guides in words, without pictures, to read and to print; tours for those they concern."""
    context = {"guides": guides().values(), "tours": guides_for(request.actor)}
    return render(request, "joining/help.html", context)


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Where an invitation leads: who one is here, and the tour."""
    seen = set(TourSeen.objects.filter(person=request.user).values_list("tour", flat=True))
    tours = [guide for guide in guides_for(request.actor) if guide.code not in seen]
    return render(request, "joining/welcome.html", {"tours": tours, "seats": request.actor.seats})


@require_safe
@never_cache
def tour(request: HttpRequest, name: str) -> JsonResponse:
    """The steps of a tour in the language of the page, for the script that shows them."""
    guide = guides().get(name)
    if guide is None:
        raise Http404
    steps = [
        {
            "url": step.url,
            "select": step.select,
            "follow": step.follow,
            "title": step.title.here,
            "text": step.text.here,
        }
        for step in guide.open_steps
    ]
    words = {"next": _("Next"), "back": _("Back"), "leave": _("Leave the tour"), "end": _("Finish")}
    about = {
        "steps": steps,
        "words": words,
        "style": static("joining/tour.css"),
        "seen": reverse("joining:seen", args=[name]),
        "token": get_token(request),
    }
    return JsonResponse(about)


@require_POST
@idempotent
def seen(request: HttpRequest, name: str) -> HttpResponse:
    """Note that the tour was taken or left: it is not offered again."""
    if name not in guides():
        raise Http404
    note_seen(actor=request.actor, tour=name, now=timezone.now())
    return HttpResponse(status=204)
