from .lasting import LastingFile

__all__ = ["LastingFile"]
