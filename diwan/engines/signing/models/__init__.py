from .lasting import LastingFile
from .verdicts import FileVerdict

__all__ = ["FileVerdict", "LastingFile"]
