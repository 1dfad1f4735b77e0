"""The rows of the parapheur."""

from .folders import KEPT, Annotation, Authorisation, Document, Folder, PageSeen, Signature, posts_of

__all__ = ["KEPT", "Annotation", "Authorisation", "Document", "Folder", "PageSeen", "Signature", "posts_of"]
