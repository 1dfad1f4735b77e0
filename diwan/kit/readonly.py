"""A GET cannot write: its database connection refuses anything but reading."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READING = re.compile(
    r"\s*\(*(SELECT|WITH|VALUES|SAVEPOINT|RELEASE|ROLLBACK|EXPLAIN|SHOW|DECLARE|FETCH|CLOSE|SET LOCAL)\b", re.I
)
# Quoted texts and names may hold any word; what remains is the statement itself.
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
# A SELECT can lock rows, make tables and move sequences; a WITH can hold an INSERT; a text can hold two statements.
HIDDEN_WRITE = re.compile(
    r"\b(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|INTO|CALL|COPY)\b"
    r"|\bFOR\s+(KEY\s+)?SHARE\b"
    r"|\b(nextval|setval|pg_(try_)?advisory\w*|pg_notify|pg_logical_emit_message|lo_\w+)\s*\("
    r"|;\s*\S",
    re.I,
)


class WroteOnGet(RuntimeError):
    """A view reached by GET, or one that promised to read only, tried to write: a bug in it, never the user's fault."""


def refuse_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A Django `execute_wrapper` that lets only reading through."""
    text = sql if isinstance(sql, str) else sql.as_string(context["connection"].connection)
    if not READING.match(text) or HIDDEN_WRITE.search(QUOTED.sub("''", text)):
        raise WroteOnGet(f"A view that may only read tried to write: {text[:120]}")
    return execute(sql, params, many, context)


def reads_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that takes a POST and writes nothing (a document sent to be checked), and hold it to its word.

    It needs no idempotency key: asking twice does no harm.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with connection.execute_wrapper(refuse_writes):
            return view(request, *args, **kwargs)

    guarded.reads_only = True  # type: ignore[attr-defined]
    return guarded


class ReadOnlyGetMiddleware:
    """Innermost middleware: guards the view itself; sessions and sign-in, outside it, keep their own writing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return self.get_response(request)
