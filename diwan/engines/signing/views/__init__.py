"""RFC 3161 over HTTP (section 3.4): a protocol endpoint for programs. It writes nothing: no idempotency key."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from diwan.kit.readonly import reads_only

from .. import authority

LARGEST = 16 * 1024  # octets: a request is a digest and a few numbers


@csrf_exempt  # no session is looked at
@login_not_required
@require_POST
@reads_only
def time_stamp(request: HttpRequest) -> HttpResponse:
    """A time-stamp, or a refusal as RFC 3161 writes it, for whoever asks."""
    if request.content_type != "application/timestamp-query":
        return HttpResponse(status=415)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    return HttpResponse(authority.reply(request.read(LARGEST)), content_type="application/timestamp-reply")
