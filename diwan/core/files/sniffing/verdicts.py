"""What may be wrong with a file. Each is a Refusal of its own to whoever sent it."""


class Unknown(Exception):
    """The content is not of the type that the extension names, or of none that is accepted."""


class Program(Exception):
    """The document carries a program: a macro, a script, an action that starts something."""


class Damaged(Exception):
    """The content is of the type, but its end is missing or its parts contradict each other."""


class Oversized(Exception):
    """Opened, it would fill the memory of whoever reads it."""


class Locked(Exception):
    """Nobody reads it without a password."""
