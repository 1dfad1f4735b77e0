"""The words of drafting, and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

TEMPLATES = "drafting.templates"  # the right to keep the templates and the formulae of an administration or a unit
SIGN = "drafting.sign"  # the right to sign the letters of units; asks for a second factor


class Layout(models.TextChoices):
    """The languages of a letter."""

    ARABIC = "ar", _("In Arabic")
    FRENCH = "fr", _("In French")
    BOTH = "both", _("In Arabic and in French, side by side")


class Source(models.TextChoices):
    """Where the letter itself comes from."""

    EDITOR = "editor", _("Written here")
    FILE = "file", _("A file written elsewhere")


class State(models.TextChoices):
    WRITING = "writing", _("Being written")
    PROPOSED = "proposed", _("Awaits signature")
    CIRCUIT = "circuit", _("In a circuit")
    SIGNED = "signed", _("Being sealed")
    SEALED = "sealed", _("Numbered and sealed")
    ABANDONED = "abandoned", _("Abandoned")


# What is signed has its number and cannot be written any more; its sealed document follows within seconds.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.WRITING: frozenset({State.PROPOSED, State.CIRCUIT, State.SIGNED, State.ABANDONED}),
    State.PROPOSED: frozenset({State.WRITING, State.CIRCUIT, State.SIGNED, State.ABANDONED}),
    # In a circuit the paper is made and nobody writes: it comes back, or is signed by people and then numbered.
    State.CIRCUIT: frozenset({State.WRITING, State.SIGNED}),
    State.SIGNED: frozenset({State.SEALED}),
    State.SEALED: frozenset(),
    State.ABANDONED: frozenset({State.WRITING}),
}
LIVE = (State.WRITING, State.PROPOSED)


class Conversion(models.TextChoices):
    """What became of a file written elsewhere."""

    NONE = "", _("None")
    WAITING = "waiting", _("Being made into a PDF")
    DONE = "done", _("Made into a PDF")
    FAILED = "failed", _("Could not be made into a PDF")
