"""The pages of a document as light pictures, and the slip of a folder."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from diwan.core.files import api as files

from .. import papers, slips
from .showing import document_shown, shown


@require_GET
def picture(request: HttpRequest, document_id: int, number: int, width: int) -> HttpResponse:
    """A page, drawn for the width of the screen. `v` in the address is the file it is of: it never changes."""
    document = document_shown(request, document_id)
    if width not in papers.WIDTHS:
        raise Http404
    try:
        with files.open_file(document.file_id) as given:
            drawn = papers.picture(given, number, width)
    except papers.NoPages:
        raise Http404 from None
    kept = (
        "private, max-age=604800, immutable" if request.GET.get("v") == str(document.file_id) else "private, no-store"
    )
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(drawn, content_type="image/webp", headers=headers)


@require_GET
def slip(request: HttpRequest, folder_id: int) -> HttpResponse:
    """The slip of a folder: what it holds, its way, who did what."""
    folder, now = shown(request, folder_id), timezone.now()
    pdf = slips.slip(request.actor, folder, now)
    headers = {
        "Content-Disposition": f'inline; filename="folder-{folder.pk}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
