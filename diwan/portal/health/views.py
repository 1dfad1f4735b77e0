"""Whether this instance works, part by part."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diwan.core.facts import api as facts
from diwan.core.files import api as files

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when every part works; 503 names those that do not."""
    parts = {
        "database": works(database_answers),
        "storage": works(files.storage_works),
        "worker": works(lambda: facts.worker_alive(timezone.now())),
    }
    return JsonResponse({"healthy": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def works(part: Callable[[], bool]) -> bool:
    """A part that raises does not work; why goes to the log, not to the stranger who asks."""
    try:
        return bool(part())
    except Exception:
        log.exception("health: a part does not answer")
        return False
