"""The rows of circuits."""

from .circuits import Ceiling, Circuit, CircuitVersion, DocumentType
from .mandates import Mandate
from .runs import Act, Run, Turn

__all__ = ["Act", "Ceiling", "Circuit", "CircuitVersion", "DocumentType", "Mandate", "Run", "Turn"]
