"""The words of signing."""

KEEP = "signing.keep"  # the right to see how long the signed documents of an administration last
