"""The language of a page: asked for in its address, else last chosen here, else the person's, else Arabic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

PARAMETER = "lang"


class LanguageMiddleware:
    """`?lang=fr` turns one page, and is remembered in a cookie; no account and no form are needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = known(request.GET.get(PARAMETER))
        user_language = getattr(getattr(request, "user", None), "language", None)
        language = (
            asked
            or known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
            or known(user_language)
            or settings.LANGUAGE_CODE
        )
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])  # a shared cache must not give one reader's language to another
        if asked:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=365 * 24 * 3600,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response


def known(code: str | None) -> str | None:
    """The code if it is one of ours."""
    return code if code in dict(settings.LANGUAGES) else None
