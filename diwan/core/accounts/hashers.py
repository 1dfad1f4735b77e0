"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id as OWASP advises at least (19 MiB, two passes, one lane).

    Django's own takes 100 MiB for each check: sixteen people who sign in at once, or a stranger who tries sixteen
    passwords at once, would take more memory than everything else together.
    """

    memory_cost = 19_456  # KiB
    time_cost = 2
    parallelism = 1
