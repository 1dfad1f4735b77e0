"""Handing out files: never rendered by the browser as a page of ours, whatever they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from .. import links, stores

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from ..models import StoredFile

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@login_not_required  # the link is the right; see links.py
@require_safe
def fetch(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """The file, whole or the part asked for (PDF viewers read the end first)."""
    actor = getattr(request, "actor", None)
    file = links.opened(token, person_id=actor.person_id if actor else None)
    if file is None:
        raise Http404
    etag = f'"{file.sha256}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _guarded(HttpResponseNotModified(), file, etag)
    asked = request.headers.get("Range", "") if request.headers.get("If-Range", etag) == etag else ""
    span = _span(asked, file.size)
    if span is None:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
        return _guarded(refused, file, etag)
    start, length = span
    body = stores.store().read(file.sha256, start, length) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(body, content_type=file.media_type, status=206 if length < file.size else 200)
    response["Content-Length"] = length
    if length < file.size:
        response["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size}"
    return _guarded(response, file, etag)


def _guarded(response: HttpResponseBase, file: StoredFile, etag: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # kept by the browser, asked again each time: links expire
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """Start and length; the whole for no range, several or one we do not understand; None when it lies outside."""
    match = RANGE.fullmatch(asked.replace(" ", ""))
    if not match or match[1] == match[2] == "":
        return 0, size
    if not match[1]:
        length = min(int(match[2]), size)
        return (size - length, length) if length else None
    start, end = int(match[1]), min(int(match[2] or size), size - 1)
    if match[2] and int(match[2]) < start:
        return 0, size  # RFC 9110: an invalid range is ignored
    return (start, end - start + 1) if start < size else None
