"""A form sent after its session had ended waits, sealed, until its sender has signed in again.

It is kept on our side, encrypted, in the new session of the same browser; the browser itself holds nothing of it. It is
given back to nobody but the person whose session it was: a colleague who signs in at the same desk does not see it.
Files do not wait, and neither do passwords.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from diwan.kit.boxes import InvalidToken, box
from diwan.kit.idempotency import FIELD, FORMS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PLACE = "kept_form"  # in the session
PURPOSE = "diwan.core.accounts.kept_form"
LARGEST = 200_000  # octets of what was typed
LASTS = 3600  # seconds
NOT_KEPT = {"csrfmiddlewaretoken"}


@dataclass(frozen=True)
class Kept:
    """What somebody was about to send, and where."""

    person_id: int
    path: str
    fields: list[tuple[str, str]]
    files: list[str]  # names of those to be chosen again

    @property
    def typed(self) -> list[str]:
        """What is worth reading again: words, not keys and choices."""
        return [value for name, value in self.fields if name != FIELD and len(value.strip()) > 2]

    @property
    def key(self) -> str:
        return dict(self.fields).get(FIELD, "")


def whose(request: HttpRequest) -> int | None:
    """Whose session the browser believes in, even if it is over; None for a browser that never had one."""
    known = request.session.get(SESSION_KEY)
    if known is None and (name := request.COOKIES.get(settings.SESSION_COOKIE_NAME)):
        row = Session.objects.filter(session_key=name).first()  # over, and not yet swept away
        known = row.get_decoded().get(SESSION_KEY) if row else None
    return int(known) if known else None


def keep(request: HttpRequest, person_id: int | None) -> bool:
    """Keep this POST for that person; says whether there was something to keep."""
    if person_id is None or request.method != "POST" or request.content_type not in FORMS:
        return False
    if getattr(request, "htmx", False) or not ours(request):
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and "password" not in name
        for value in values
    ]
    files = [file.name or "" for name in request.FILES for file in request.FILES.getlist(name)]
    kept = Kept(person_id, request.get_full_path(), fields, files)
    text = json.dumps(asdict(kept)).encode()
    if len(text) > LARGEST or not kept.typed:
        return False
    request.session[PLACE] = box(PURPOSE).encrypt(text).decode()
    return True


def ours(request: HttpRequest) -> bool:
    """Whether the form stood on a page of ours: another site must not put words into somebody's mouth."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(said) and urlsplit(said).netloc == request.get_host()


def kept_for(request: HttpRequest) -> Kept | None:
    """What waits for the person who is signed in."""
    sealed: Any = request.session.get(PLACE)
    if not sealed or not request.user.is_authenticated:
        return None
    try:
        found = Kept(**json.loads(box(PURPOSE).decrypt(sealed.encode(), ttl=LASTS)))
    except InvalidToken:
        return None
    if found.person_id != request.user.pk or not url_has_allowed_host_and_scheme(found.path, allowed_hosts=None):
        return None
    return found


def keep_form(request: HttpRequest) -> HttpResponse | None:
    """Keep what was sent with a token of an earlier session, and lead its sender to it; None when there is nothing."""
    if not keep(request, whose(request)):
        return None
    there = reverse("accounts:kept")
    return HttpResponseRedirect(there) if request.user.is_authenticated else redirect_to_login(there)


def forget(request: HttpRequest) -> None:
    request.session.pop(PLACE, None)
