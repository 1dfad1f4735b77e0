"""A letter through the four steps of its form, as a browser without scripts sends it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

NEW, WHO, LETTER, REVIEW = (
    "/deposits/new/",
    "/deposits/draft/who/",
    "/deposits/draft/letter/",
    "/deposits/draft/review/",
)
WRITER = {"applicant_kind": "person", "applicant_name": "فاطمة"}
WORDS = {"subject": "طلب", "body": ""}


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def version(client: Client) -> str:
    """What the pages of the draft carry."""
    return client.get("/deposits/draft/kept/").context["version"]


def begin(client: Client, office_id: int, procedure: int | str = "", **changes: Any) -> HttpResponse:
    return client.post(NEW, {"office": office_id, "procedure": procedure, **key(), **changes})


def write(client: Client, step: str, fields: dict[str, Any], **changes: Any) -> HttpResponse:
    return client.post(step, {**fields, "draft_version": version(client), **key(), **changes})


def read_back(
    client: Client, office_id: int, procedure: int | str = "", *, who: Any = None, letter: Any = None
) -> dict:
    """Up to the last page; the fields of its form."""
    assert begin(client, office_id, procedure).status_code == 302
    assert write(client, WHO, WRITER | (who or {})).status_code == 302
    assert write(client, LETTER, WORDS | (letter or {})).status_code == 302
    page = client.get(REVIEW)
    assert page.status_code == 200
    return {"draft_version": page.context["version"], "puzzle_answer": "", "website": "", **key()}
