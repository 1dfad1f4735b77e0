"""Files coming in piece by piece: tus 1.0 with its extensions creation, termination, expiration and checksum.

Nobody needs an account. The token in an upload's address is the right to go on with it; Django's CSRF token is asked
for like everywhere, in the header `X-CSRFToken`. The last piece is answered with what was stored, and with its ticket.
"""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from .. import links, queries
from ..operations import uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from ..models import Upload

VERSION = "1.0.0"
BYTES = "application/offset+octet-stream"
# Seconds without a byte, after which a line counts as broken: a telephone that changes its network says no goodbye, and
# its next request must not wait for the one that will never end.
STALLED = 30
ABOUT = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination,expiration,checksum",
    "Tus-Checksum-Algorithm": "sha256",
}


def speaks_tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The headers of the protocol on every answer, also on a refusal."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={**ABOUT, "Tus-Max-Size": str(settings.DIWAN_FILE_SIZE)})
        elif request.method != "GET" and request.headers.get("Tus-Resumable", VERSION) != VERSION:
            response = HttpResponse(status=412, headers={"Tus-Version": VERSION})
        else:
            try:
                response = view(request, *args, **kwargs)
            except Refusal as refusal:
                said = {"code": refusal.code, "message": str(refusal), "advice": str(refusal.advice)}
                response = JsonResponse(said, status=refusal.status)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answered


@login_not_required
@speaks_tus
@require_POST
@idempotent
def begin(request: HttpRequest) -> HttpResponse:
    """Announce a file: `Upload-Length` and its name in `Upload-Metadata`. Answers with the address to send it to."""
    try:
        length, name = int(request.headers.get("Upload-Length", "")), name_in(request.headers["Upload-Metadata"])
    except (ValueError, KeyError):
        return HttpResponse("Upload-Length and a filename in Upload-Metadata, please", status=400)
    upload = uploads.begin(
        name=name, length=length, client=client(request), network=digest("network", get_ip(request)), now=timezone.now()
    )
    response = HttpResponse(status=201)
    response["Location"] = reverse("files:upload", args=[upload.token])
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


@login_not_required
@speaks_tus
@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """Ask how far it is (HEAD, or GET for JSON), send more (PATCH), give it up (DELETE)."""
    if request.method == "PATCH":
        return more(request, token)
    if request.method == "DELETE":
        uploads.end(token=token)
        return HttpResponse(status=204)
    found = queries.upload(token)
    if found is None or found.expires_at < timezone.now():
        raise uploads.UploadGone
    return stands(found, whole=request.method == "GET")


def more(request: HttpRequest, token: str) -> HttpResponse:
    """Take the bytes sent. The offset makes it harmless to send them twice."""
    if request.content_type != BYTES:
        return HttpResponse(status=415, headers={"Accept": BYTES})
    try:
        offset = int(request.headers["Upload-Offset"])
        checksum = uploads.checksum_of(request.headers.get("Upload-Checksum", ""))
    except (KeyError, ValueError):
        return HttpResponse("Upload-Offset, and SHA-256 if any checksum, please", status=400)
    length = request.headers.get("Content-Length", "")
    if line := request.META.get("gunicorn.socket"):
        line.settimeout(STALLED)
    found = uploads.receive(
        token=token,
        offset=offset,
        stream=request,  # type: ignore[arg-type]  # it reads like a file
        announced=int(length) if length.isdecimal() else None,
        checksum=checksum,
        now=timezone.now(),
    )
    return stands(found, whole=found.file is not None)


def stands(found: Upload, *, whole: bool) -> HttpResponse:
    """Where the upload stands, and what became of it once it is whole."""
    file, offset = found.file, uploads.offset(found)
    said: dict[str, object] = {"name": found.name, "length": found.length, "offset": offset}
    if file is not None:
        said |= {"ticket": links.ticket(file), "name": file.name, "size": file.size, "sha256": file.sha256}
    response = JsonResponse(said) if whole else HttpResponse(status=204)
    response["Upload-Offset"], response["Upload-Length"] = offset, found.length
    response["Upload-Expires"] = http_date(found.expires_at.timestamp())
    return response


def name_in(metadata: str) -> str:
    """The file name in `filename ZG9jLnBkZg==,filetype …`.

    Raises:
        KeyError, ValueError: there is none, or it cannot be read.
    """
    pairs = dict(pair.strip().partition(" ")[::2] for pair in metadata.split(","))
    return base64.b64decode(pairs["filename"], validate=True).decode()


def client(request: HttpRequest) -> str:
    """Who sends: the person, or the browser by its CSRF cookie."""
    if request.user.is_authenticated:
        return digest("person", str(request.user.pk))
    return digest("browser", request.META.get("CSRF_COOKIE") or "")


def digest(kind: str, text: str) -> str:
    return salted_hmac(f"diwan.files.{kind}", text, algorithm="sha256").hexdigest()
