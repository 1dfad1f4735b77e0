"""A process of its own: `unlock.py IN OUT` copies a PDF without its encryption, if it opens without a password."""

import resource
import sys

MEMORY, TIME, WRITTEN = 1 << 30, 5, 400 << 20  # bytes of addresses, seconds, bytes

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME, TIME))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    import pypdfium2
    import pypdfium2.raw

    document = pypdfium2.PdfDocument(sys.argv[1])
    document.save(sys.argv[2], flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
