"""The API of version 1: every wing's routers under one description, `/api/v1/openapi.json`."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from diwan.correspondence.deposits.views.programs import router as deposits
from diwan.kit.refusals import Refusal, respond

api = NinjaAPI(title="Diwan", version="1", urls_namespace="api-1", docs_decorator=login_not_required)
api.add_router("", deposits)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return respond(request, refusal)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every mistake in one sentence a person can read, field by field."""
    reasons = [f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors]
    return JsonResponse({"code": "invalid", "message": "; ".join(reasons)}, status=422)
