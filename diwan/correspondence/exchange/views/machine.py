"""What other instances ask of this one: JSON, no session, each call proved by the seal of its instance.

Nothing here needs a key of ours against being sent twice: the message, the fingerprint of a file and the identifier of
a piece of evidence are the keys.
"""

from __future__ import annotations

import functools
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.kit import failpoints, limits
from diwan.kit.refusals import Refusal

from .. import credentials, protocol
from ..models import IncomingMessage, Publication
from ..operations import balancing, incoming_files, news, peers, receiving
from ..operations import directory as directories

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from ..models import Instance

STALLED = 60  # seconds without an octet, after which a line counts as broken
UNPROVED = (credentials.NotKnown, credentials.ClockTooFar)
WRONG = (receiving.NotSealedBySender, receiving.OtherContent, receiving.NotForUs)


class TooLong(Refusal):
    message = _("More was sent than the protocol allows.")
    status = 413


def machine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An address for programs: a refusal is JSON, and who proves nothing too often is no longer heard."""

    @csrf_exempt
    @login_not_required
    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            limits.demand("exchange", limits.network(request), most=settings.DIWAN_EXCHANGE_REFUSED_PER_HOUR)
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            if isinstance(refusal, UNPROVED):
                limits.note("exchange", limits.network(request))
            said = {"code": refusal.code, "message": str(refusal)}
            response = JsonResponse(said, status=refusal.status, headers=dict(refusal.headers))
        response.setdefault("Cache-Control", "no-store")
        return response

    return answered


def of_instance(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for instances we trust; what one of them may not say is journalled."""

    @functools.wraps(view)
    def heard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        instance = credentials.caller(request.headers.get("Authorization", ""), now)
        if line := request.META.get("gunicorn.socket"):
            line.settimeout(STALLED)
        try:
            return view(request, instance, *args, **kwargs)
        except WRONG as refusal:
            message = str(kwargs.get("message_id", ""))
            peers.note_refused(instance, refusal.code, now, message=message)
            raise

    return machine(heard)


@require_safe
@machine
def directory(request: HttpRequest) -> HttpResponse:
    """Our bodies, sealed by the instance: public, and the same until they change."""
    row = Publication.objects.order_by("-version").first()
    if row is None:
        return HttpResponse(status=404, headers={"Retry-After": "60"})
    headers = {"ETag": row.etag, "Cache-Control": "public, max-age=300"}
    if request.headers.get("If-None-Match") == row.etag:
        return HttpResponse(status=304, headers=headers)
    return JsonResponse(directories.as_answer(row), headers=headers)


@require_http_methods(["PUT"])
@of_instance
def message(request: HttpRequest, instance: Instance, message_id: uuid.UUID) -> HttpResponse:
    """A message is announced, or asked about by announcing it again. With all its files it is taken over at once."""
    said = protocol.loaded(_body(request, protocol.ANNOUNCEMENT_SIZE))
    evidence = said.get("evidence")
    if not isinstance(evidence, list) or len(evidence) > 20:
        raise protocol.Malformed(what="evidence")
    row = receiving.announce(
        instance=instance,
        message_id=message_id,
        sealed=protocol.read_sealed(said.get("manifest")),
        evidence=[protocol.read_sealed(one) for one in evidence],
        now=timezone.now(),
    )
    whole = protocol.read_inline(said.get("files", []))
    if whole:
        row = incoming_files.take_whole(message=row, whole=whole, now=timezone.now())
        failpoints.reach("exchange.before_answer")
    else:
        incoming_files.reuse(message=row, now=timezone.now())
    return JsonResponse(_stands(row))


@require_http_methods(["PUT"])
@of_instance
def file(request: HttpRequest, instance: Instance, message_id: uuid.UUID, sha256: str) -> HttpResponse:
    """Octets of a file, from `Upload-Offset` on."""
    row = _message(instance, message_id)
    try:
        offset = int(request.headers.get("Upload-Offset", "0"))
        if not 0 <= offset < 1 << 50:
            raise ValueError(offset)
    except ValueError:
        raise protocol.Malformed(what="Upload-Offset") from None
    here = incoming_files.receive_file(message=row, sha256=sha256, offset=offset, stream=request, now=timezone.now())
    return JsonResponse({"offset": here})


@require_POST
@of_instance
def commit(request: HttpRequest, instance: Instance, message_id: uuid.UUID) -> HttpResponse:
    """The message is to be laid before its registry; answered with the evidence that it is."""
    row = receiving.commit(message=_message(instance, message_id), now=timezone.now())
    failpoints.reach("exchange.before_answer")
    return JsonResponse(_stands(row))


@require_POST
@of_instance
def balance(request: HttpRequest, instance: Instance) -> HttpResponse:
    """Which evidence each end holds of messages that came from there, and what we sealed that they lack."""
    said = protocol.loaded(_body(request, protocol.NEWS_SIZE))
    theirs = protocol.read_held(said.get("held"), balancing.BATCH)
    mine, gaps = balancing.answer(instance=instance, theirs=theirs)
    held = {key: sorted(uids) for key, uids in mine.items()}
    return JsonResponse({"held": held, "evidence": [one.as_json() for one in gaps]})


@require_POST
@of_instance
def push(request: HttpRequest, instance: Instance) -> HttpResponse:
    """Evidence about letters between us: which of it we have now."""
    said = protocol.loaded(_body(request, protocol.NEWS_SIZE))
    lines = said.get("evidence")
    if not isinstance(lines, list) or len(lines) > 500:
        raise protocol.Malformed(what="evidence")
    sealed = [protocol.read_sealed(one) for one in lines]
    taken, refused = news.take(instance=instance, sealed=sealed, now=timezone.now())
    return JsonResponse({"taken": taken, "refused": refused})


def _stands(row: IncomingMessage) -> dict[str, Any]:
    return {
        "stage": row.stage,
        "missing": incoming_files.missing(row),
        "evidence": [one.as_json() for one in news.proofs_about(row)],
    }


def _message(instance: Instance, message_id: uuid.UUID) -> IncomingMessage:
    row = IncomingMessage.objects.filter(instance=instance, message_id=message_id).select_related("instance").first()
    if row is None:
        raise receiving.NoSuchMessage
    return row


def _body(request: HttpRequest, most: int) -> bytes:
    """The whole body, if it is not larger than that."""
    try:
        body = request.read(most + 1)
    except OSError:  # the caller is gone
        raise protocol.Malformed(what="the body broke off") from None
    if len(body) > most:
        raise TooLong
    return body
