"""The API of version 1: every wing's routers under one description, `/api/v1/openapi.json`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from diwan.correspondence.deposits.views.programs import router as deposits
from diwan.kit.refusals import Refusal, respond

REFUSAL = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
    "required": ["code", "message"],
}


class Api(NinjaAPI):
    """Says of every operation what all of them have in common."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for operation in (one for path in schema["paths"].values() for one in path.values()):
            # Whatever is asked can be unreadable: see `invalid` below, and Unstorable in the kit.
            unreadable = {"description": "Unreadable", "content": {"application/json": {"schema": REFUSAL}}}
            operation["responses"].setdefault(422, unreadable)
            operation["responses"].setdefault(403, unreadable | {"description": "Not yours to do"})
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == "Idempotency-Key":
                    parameter |= {"required": True, "schema": {"type": "string", "format": "uuid"}}
        return schema


api = Api(title="Diwan", version="1", urls_namespace="api-1", docs_decorator=login_not_required)
api.add_router("", deposits)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return respond(request, refusal)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every mistake in one sentence a person can read, field by field."""
    reasons = [f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors]
    return JsonResponse({"code": "invalid", "message": "; ".join(reasons)}, status=422)
