"""The rows of the parapheur."""

from .folders import KEPT, Annotation, Authorisation, Document, Folder, PageSeen, Signature, posts_of
from .guests import TRIES, Guest, GuestLink

__all__ = [
    "KEPT",
    "TRIES",
    "Annotation",
    "Authorisation",
    "Document",
    "Folder",
    "Guest",
    "GuestLink",
    "PageSeen",
    "Signature",
    "posts_of",
]
