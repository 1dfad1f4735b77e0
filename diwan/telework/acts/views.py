"""Pages of acts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def listed(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


exported = one = document = withdraw = check = listed
