"""The same request sent twice acts once: double click, back and resend, a retry after a lost answer.

Each form carries a key made when it was shown; programs send `Idempotency-Key`. The key is a row written in the same
transaction as the act: a second request with it waits for the first and gets the same answer, or, if it says something
else, a refusal. When the act is refused or fails, the key goes with it and the form can be sent again, corrected.
"""

from __future__ import annotations

import functools
import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import failpoints
from .refusals import Refusal
from .room import demand_room
from .transactions import acknowledged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .transactions import Ending

FIELD = "idempotency_key"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger")


class KeyMissing(Refusal):
    message = _("This page has expired or was sent incompletely. Nothing was done.")
    advice = _("Open the page again and resend it.")
    status = 400
    code = "idempotency_key_missing"


class KeyReused(Refusal):
    message = _("This form was already sent with other content. What was sent first stands.")
    advice = _("To send the new content as well, open the form again.")
    status = 409
    code = "idempotency_key_reused"


def idempotent(
    view: Callable[..., HttpResponse], *, first: Callable[[HttpRequest], None] | None = None
) -> Callable[..., HttpResponse]:
    """Make a write view act once per key. GET passes through, so that one view may show a form and take it.

    `first` runs before the transaction opens: the place for what is slow or must outlive a refusal, such as storing
    the bytes of uploads.
    """

    @functools.wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return view(request, *args, **kwargs)
        if first:
            first(request)
        return answer_once(request, functools.partial(view, request, *args, **kwargs))

    once.idempotent = True  # type: ignore[attr-defined]  # the house tests look for it
    return once


def answer_once(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run `act` in a transaction, or give again the answer it gave before.

    Only an answer that says the act was done is kept: a redirection, a 2xx to a program or an htmx fragment. An error
    (400 and above) undoes everything and frees the key; so does a whole page answered with 200, which by
    post-redirect-get is the form shown again with its mistakes. A fragment with mistakes answers 422.

    Raises:
        KeyMissing: no key, or not a UUID.
        KeyReused: the key was used for other content.
        DiskFull: nothing more can be kept for now.
    """
    demand_room()
    key, digest, scope = key_of(request), digest_of(request), scope_of(request)
    with acknowledged() as ending:
        row = claim(scope=scope, key=key, digest=digest, now=timezone.now())
        if row is not None:
            return restored(row)
        response = act()
        if response.status_code >= 400 or (response.status_code == 200 and awaits_page(request)):
            transaction.set_rollback(True)
            return response
        keep(ending, scope=scope, key=key, response=response)
    failpoints.reach("request.committed")
    return response


def key_of(request: HttpRequest) -> uuid.UUID:
    """The key of this request, from the header or the form."""
    text = request.headers.get("Idempotency-Key") or request.POST.get(FIELD, "")
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        raise KeyMissing from None


def awaits_page(request: HttpRequest) -> bool:
    """Whether the answer is a whole page for a person (and not data for a program or a fragment for htmx)."""
    htmx = getattr(request, "htmx", None)
    return not request.path.startswith("/api/") and not (htmx and not htmx.boosted)


def scope_of(request: HttpRequest) -> str:
    """Keys of one person never meet those of another; those of the public share one scope per route."""
    person = getattr(request.user, "pk", None) if hasattr(request, "user") else None
    return f"{person or 'public'}:{request.path}"[:120]


def digest_of(request: HttpRequest) -> bytes:
    """SHA-256 of what is asked: method, address, and fields and files without what changes at each display."""
    digest = hashlib.sha256(json.dumps([request.method, request.get_full_path()]).encode())
    if request.method != "POST" or request.content_type not in FORMS:
        digest.update(request.body)
        return digest.digest()
    for name in sorted(request.POST):
        if name not in {FIELD, "csrfmiddlewaretoken"}:
            digest.update(json.dumps([name, request.POST.getlist(name)]).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(json.dumps([name, file.name, file.size]).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.digest()


def claim(*, scope: str, key: uuid.UUID, digest: bytes, now: datetime) -> dict | None:
    """Take the key for this transaction; None when it is ours to act, the kept answer when it was used before.

    While another transaction holds the same key the INSERT waits for it, so two requests at once act once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kit_answeredrequest (scope, key, digest, created_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT ON CONSTRAINT answered_request_once DO NOTHING RETURNING id",
            [scope, key, digest, now],
        )
        if cursor.fetchone():
            return None
        cursor.execute("SELECT digest, answer FROM kit_answeredrequest WHERE scope = %s AND key = %s", [scope, key])
        kept_digest, answer = cursor.fetchone()
    if bytes(kept_digest) != digest:
        raise KeyReused
    return json.loads(answer) if isinstance(answer, str) else answer


def keep(ending: Ending, *, scope: str, key: uuid.UUID, response: HttpResponse) -> None:
    """Write the answer beside the key, in the transaction of the act."""
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    answer = {"status": response.status_code, "headers": headers, "body": response.content.decode()}
    ending.add(
        "UPDATE kit_answeredrequest SET answer = %s WHERE scope = %s AND key = %s", [json.dumps(answer), scope, key]
    )


def restored(answer: dict) -> HttpResponse:
    """The kept answer, marked as given again."""
    response = HttpResponse(answer["body"], status=answer["status"], headers=answer["headers"])
    response["Idempotency-Replayed"] = "true"
    return response


def forget_answers(*, before: datetime) -> int:
    """Delete what was answered before this moment, and say how much.

    An answer may hold what is told once, so it is kept no longer than a retry is likely.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_answeredrequest WHERE created_at < %s", [before])
        return cursor.rowcount
