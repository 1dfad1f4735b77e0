"""Reading of files."""

from __future__ import annotations

from .models import Upload


def upload(token: str) -> Upload | None:
    """An upload by its token, with its file once it is whole."""
    return Upload.objects.select_related("file").filter(token=token).first()
