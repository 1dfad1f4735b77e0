"""What large files may cost, in one place. Tests hold it: tests/engines/signing/test_large.py."""

MEMORY = 256 << 20
"""Octets of memory of a process, all in all, that signs, seals, renews or judges a file, however large the file."""

IN_MEMORY = 8 << 20
"""Octets of a file that may be read whole: many small ones go together. A larger one is read a piece at a time."""

LARGEST = 600 << 20
"""Octets of a file that is judged at all."""

PIECE = 1 << 20
"""Octets of a file read at a time, and let go."""

DRAWN = 8 << 20
"""Octets read while drawing pages, after which what pdfium kept of them is let go."""
