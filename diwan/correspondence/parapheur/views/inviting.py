"""Who is asked to sign from outside, as the author of a folder changes it while the turn is open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diwan.engines.circuits import api as circuits
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import policies
from ..forms.guests import FIELDS, GuestForm
from ..models import Folder, Guest
from ..operations import guests
from .showing import document_shown, turn_shown


def outside_turn(request: HttpRequest, turn_id: int) -> tuple[circuits.Turn, Folder]:
    """A turn for a person outside, of a folder whose author asks."""
    turn, folder = turn_shown(request, turn_id)
    if turn.kind != circuits.Kind.OUTSIDE or policies.author_seat(request.actor, folder) is None:
        raise NotAllowed
    return turn, folder


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def guest_of_turn(request: HttpRequest, turn_id: int) -> HttpResponse:
    """Correct who is asked, or have another person asked: the link sent before is dead at once."""
    turn, folder = outside_turn(request, turn_id)
    guest = Guest.objects.live().filter(turn=turn).first()
    initial = {name: getattr(guest, name) for name in FIELDS} if guest else folder.guests.get(turn.step, {})
    form = GuestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        guests.put(actor=request.actor, turn_id=turn.pk, said=form.said, now=timezone.now())
        return redirect("parapheur:folder", folder.pk)
    context = {"form": form, "folder": folder, "turn": turn, "guest": guest}
    return render(request, "parapheur/guest_of_turn.html", context, status=422 if form.errors else 200)


@require_POST
@idempotent
def resend(request: HttpRequest, turn_id: int) -> HttpResponse:
    """Send a new link; it can be copied from the folder for a few minutes."""
    turn, folder = outside_turn(request, turn_id)
    guests.resend(actor=request.actor, turn_id=turn.pk, now=timezone.now())
    return redirect("parapheur:folder", folder.pk)


@require_POST
@idempotent
def withdraw_guest(request: HttpRequest, turn_id: int) -> HttpResponse:
    """Ask nobody for now."""
    turn, folder = outside_turn(request, turn_id)
    guests.withdraw(actor=request.actor, turn_id=turn.pk, now=timezone.now())
    return redirect("parapheur:folder", folder.pk)


@require_POST
@idempotent
def show_outside(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show an annex to whoever signs from outside, or not."""
    document = document_shown(request, document_id)
    shown = request.POST.get("shown") == "1"
    guests.show_outside(actor=request.actor, document_id=document.pk, shown=shown, now=timezone.now())
    folder = Folder.objects.select_related("run").get(pk=document.folder_id)
    return redirect("parapheur:prepare" if policies.is_with_author(folder) else "parapheur:folder", folder.pk)
