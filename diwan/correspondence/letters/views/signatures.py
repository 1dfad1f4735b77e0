"""The signatures of a file of a letter: what they are worth and why, in words and in pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from diwan.engines.signing import api as signing

from .letters import shown

if TYPE_CHECKING:
    from ..models import Letter, Piece


def judged(request: HttpRequest, letter_id: int, file_id: int) -> tuple[Letter, Piece, signing.FileVerdict]:
    """The piece and its verdict, for those who may read the letter."""
    letter = shown(request, letter_id)
    piece = next((piece for piece in letter.pieces.all() if piece.file_id == file_id), None)
    kept = signing.verdicts_of([file_id]).get(file_id) if piece else None
    if piece is None or kept is None:
        raise Http404
    return letter, piece, kept


@require_GET
def signatures(request: HttpRequest, letter_id: int, file_id: int) -> HttpResponse:
    """Each signature, its reasons, its certificate, and what was changed since."""
    letter, piece, kept = judged(request, letter_id, file_id)
    context = {"letter": letter, "file": piece.file, "kept": kept, "report": kept.said}
    return render(request, "letters/signatures.html", context)


@require_GET
def picture(request: HttpRequest, letter_id: int, file_id: int) -> HttpResponse:
    """A page as it was signed, or as it is with what is different framed."""
    judged(request, letter_id, file_id)
    asked = request.GET
    if not (asked.get("signature", "").isdecimal() and asked.get("page", "").isdecimal()):
        raise Http404
    drawn = signing.page_drawn(
        file_id,
        signature=int(asked["signature"][:3]),
        page=int(asked["page"][:5]),
        signed=asked.get("side") == "signed",
    )
    if not drawn:
        raise Http404
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@require_GET
def report(request: HttpRequest, letter_id: int, file_id: int) -> HttpResponse:
    """The report as a file."""
    _letter, piece, kept = judged(request, letter_id, file_id)
    name = f"signatures-{piece.file.sha256[:12]}"
    if request.GET.get("form") == "json":
        answer: HttpResponse = JsonResponse({"sha256": piece.file.sha256, **kept.report})
        answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return answer
    content = signing.report_xml(kept.said, sha256=piece.file.sha256, judged_at=kept.judged_at)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xml"'}
    return HttpResponse(content, content_type="application/xml", headers=headers)
