"""Which inbox is asked for, and what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.utils import timezone

from ..enums import Folder
from ..forms import AskedForm
from ..queries import folders
from ..queries.sitting import Sitting, sit

if TYPE_CHECKING:
    from django.http import QueryDict

    from ..queries.asking import Asked


def before(request: HttpRequest, data: QueryDict | None = None) -> tuple[Sitting, Asked]:
    """The inbox and what is asked of it. One for which this actor does not act does not exist; a folder that this post
    does not have is the first one."""
    asked = AskedForm((request.GET if data is None else data).dict()).asked
    sitting = sit(request.actor, asked.post or None, timezone.now())
    if sitting is None:
        raise Http404
    if asked.folder not in folders.shown(sitting):
        asked = asked.with_(folder=Folder.TODO)
    return sitting, asked
