"""Expected noes.

A refusal is not a fault: it says in plain words what happened and what to do. Anything else is a bug.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Refusal(Exception):
    """Base of every expected no. Subclasses stand beside the operation that raises them.

    `message` is a translatable sentence with `%(name)s` placeholders, filled with the keyword arguments.
    """

    message: Any = _("This cannot be done.")
    advice: Any = ""
    status = 409
    code = "refusal"
    headers: Mapping[str, str] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


class NotAllowed(Refusal):
    """The person is known and may see the thing, but not do this to it."""

    message = _("You do not have the right to do this.")
    advice = _("Ask the administrator of your administration if you think you should.")
    status = 403


def respond(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page, a fragment for htmx, or JSON for programs."""
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        said = {"code": refusal.code, "message": str(refusal)}
        return JsonResponse(said, status=refusal.status, headers=refusal.headers)
    template = "kit/_refusal.html" if getattr(request, "htmx", False) else "kit/refusal.html"
    response = render(request, template, {"refusal": refusal}, status=refusal.status)
    for name, value in refusal.headers.items():
        response[name] = value
    return response


class RefusalMiddleware:
    """Shows refusals that no view handled itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return respond(request, exception) if isinstance(exception, Refusal) else None
