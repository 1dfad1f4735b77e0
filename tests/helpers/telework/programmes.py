"""What `programmes` adds to the small world of the house."""

from __future__ import annotations


class Programmes:
    """Things of the holder's administration, made when a row of the table asks for them."""
