"""The door of search."""

from .operations.indexing import put, put_at_the_end, touch
from .queries.asking import Asked
from .queries.finding import find
from .sources import EVERYWHERE, PARTIES, REFERENCE, TEXT, TITLE, Document, Facet, Source, register_source

__all__ = [
    "EVERYWHERE",
    "PARTIES",
    "REFERENCE",
    "TEXT",
    "TITLE",
    "Asked",
    "Document",
    "Facet",
    "Source",
    "find",
    "put",
    "put_at_the_end",
    "register_source",
    "touch",
]
