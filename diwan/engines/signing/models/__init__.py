from .verdicts import FileVerdict

__all__ = ["FileVerdict"]
