"""A GET cannot write: its database connection refuses anything but reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READING = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|EXPLAIN|SHOW|DECLARE|FETCH|CLOSE|SET LOCAL)\b", re.I)
# A SELECT can still lock rows, make tables and move sequences; a common table expression can hold an INSERT.
HIDDEN_WRITE = re.compile(r"\bFOR\s+(NO\s+KEY\s+)?UPDATE\b|\bnextval\s*\(|\bsetval\s*\(|\bpg_advisory_", re.I)


class WroteOnGet(RuntimeError):
    """A view reached by GET tried to write. This is a bug in the view, never the user's fault."""


def refuse_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A Django `execute_wrapper` that lets only reading through."""
    text = sql if isinstance(sql, str) else str(sql)
    if not READING.match(text) or HIDDEN_WRITE.search(text):
        raise WroteOnGet(f"A GET tried to write: {text[:120]}")
    return execute(sql, params, many, context)


class ReadOnlyGetMiddleware:
    """Innermost middleware: guards the view itself; sessions and sign-in, outside it, keep their own writing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return self.get_response(request)
