"""The rows of the parapheur."""

from .folders import Annotation, Authorisation, Document, Folder, PageSeen, Signature

__all__ = ["Annotation", "Authorisation", "Document", "Folder", "PageSeen", "Signature"]
