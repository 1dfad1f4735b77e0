"""The sealed documents of a letter: `receipts`, `forwarding` (its proof), `silence` (the certificate).

Each says what its page holds; `making` is the one road from there to a sealed file joined to its letter.
"""
