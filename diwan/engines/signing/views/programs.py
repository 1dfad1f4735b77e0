"""Endpoints of the certification authority for programs: OCSP (RFC 6960, appendix A) and lists. They write nothing."""

import base64
import binascii

from cryptography.hazmat.primitives.serialization import Encoding
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from diwan.kit.readonly import reads_only

from ..pki import hierarchy, lists
from ..queries import keys as queries

LARGEST = 16 * 1024  # octets: a request is a digest and a few numbers


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
@reads_only
def ocsp(request: HttpRequest, request_text: str = "") -> HttpResponse:
    """Whether a certificate of ours counts. By GET the request stands in the address, in base 64 (RFC 6960, A.1)."""
    if request.method == "POST":
        if request.content_type != "application/ocsp-request":
            return HttpResponse(status=415)
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return HttpResponse(status=413)
        asked = request.read(LARGEST)
    else:
        asked = _in_address(request_text)
    now = timezone.now()
    authorities = map(hierarchy.authority, hierarchy.issuing_names())
    body, for_one = lists.answer(asked, authorities, queries.known, now=now)
    response = HttpResponse(body, content_type="application/ocsp-response")
    response["Cache-Control"] = "no-store" if for_one or request.method == "POST" else "public, max-age=300"
    return response


def _in_address(text: str) -> bytes:
    try:
        return base64.b64decode(text[:LARGEST].replace(" ", "+"), validate=True)
    except (binascii.Error, ValueError):
        return b""


@login_not_required
@require_safe
def revocation_list(request: HttpRequest, name: str) -> HttpResponse:
    """The revocation list of an authority, as DER (RFC 5280, 5)."""
    try:
        body = queries.revocation_list(name, timezone.now())
    except KeyError:
        raise Http404 from None
    if not body:
        raise Http404
    return HttpResponse(body, content_type="application/pkix-crl", headers={"Cache-Control": "public, max-age=300"})


@login_not_required
@require_safe
def authority_certificate(request: HttpRequest, name: str) -> HttpResponse:
    """The certificate of an authority, as DER, for whoever checks a signature without us."""
    if not hierarchy.exists():
        raise Http404
    try:
        found = hierarchy.root_certificate() if name == hierarchy.ROOT else hierarchy.authority(name).certificate
    except KeyError:
        raise Http404 from None
    body = found.public_bytes(Encoding.DER)
    return HttpResponse(body, content_type="application/pkix-cert", headers={"Cache-Control": "public, max-age=300"})
