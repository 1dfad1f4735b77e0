"""The pages of errors: what happened and what to do, in the reader's language, without a query.

Not found and not yours are the same words (404), so that the page never tells whether a thing exists.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from diwan.core.accounts.api import keep_form

from .context import Shell

if TYPE_CHECKING:
    from django.http import HttpRequest

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when what was sent is too large."""
    if isinstance(exception, TOO_MUCH):
        return answer(
            request,
            413,
            _("What you sent is too large"),
            _("Nothing was kept. Send fewer or smaller files, then try again."),
        )
    return answer(
        request,
        400,
        _("We did not understand this request"),
        _("Nothing was done. Go back, check what you entered and try again."),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request,
        403,
        _("You do not have the right to do this"),
        _("Nothing was done. Ask the administrator of your administration if you think you should have this right."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the session, which its sender finds again (`/account/kept/`); or cookies are blocked."""
    if kept := keep_form(request):
        return kept
    return answer(
        request,
        403,
        _("This page has expired"),
        _("Nothing was done. Open the page again and resend the form; your browser must accept cookies."),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request,
        404,
        _("There is nothing for you at this address"),
        _("Check the address, or the number you were given. If you work here, your post may not give access to it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when it is the database that does not answer, which passes by itself."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return answer(
            request,
            503,
            _("We cannot reach our records right now"),
            _("What was confirmed to you is kept. Try again in a moment: what is sent twice is done once."),
        )
    return answer(
        request,
        500,
        _("Something broke on our side"),
        _("It is not your fault. What was confirmed to you is kept; try again in a few minutes."),
    )


def answer(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """The page, or JSON for programs. Rendered without context processors: no database is touched."""
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"code": str(status), "message": title, "advice": advice}, status=status)
    page = {"title": title, "advice": advice, "status": status, "shell": Shell.bare(request), "request": request}
    return HttpResponse(render_to_string("shell/error.html", page), status=status)
