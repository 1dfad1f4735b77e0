"""Expected noes.

A refusal is not a fault: it says in plain words what happened and what to do. Anything else is a bug.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
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

    @property
    def plain(self) -> str:
        """The sentence as the source has it: for what is kept for technicians, whoever reads."""
        with translation.override(None):
            return str(self)


class NotAllowed(Refusal):
    """The person is known and may see the thing, but not do this to it."""

    message = _("You do not have the right to do this.")
    advice = _("Ask the administrator of your administration if you think you should.")
    status = 403


class Unstorable(Refusal):
    """Characters or numbers the database has no place for: U+0000, half a surrogate, 300 digits."""

    message = _("What was sent holds characters or numbers that cannot be kept. Nothing was done.")
    advice = _("Go back, check what you entered and try again.")
    status = 422


# PostgreSQL's own words (class 22) for values it cannot hold; any other error of data is a bug of ours.
UNSTORABLE = {"22003", "22007", "22008", "22021", "22P02", "22P05"}


def is_unstorable(exception: Exception) -> bool:
    """Whether the driver or the server refused a value because nothing can hold it."""
    cause = exception.__cause__
    if isinstance(exception, DataError):
        return getattr(cause, "sqlstate", None) in {None, *UNSTORABLE}
    return isinstance(exception, UnicodeEncodeError) and exception.reason == "surrogates not allowed"


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
        if isinstance(exception, Refusal):
            return respond(request, exception)
        return respond(request, Unstorable()) if is_unstorable(exception) else None
