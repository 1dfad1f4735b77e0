"""The words of circuits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

DESIGN = "circuits.design"  # the right to draw circuits, keep types of documents and ceilings
MANDATES = "circuits.mandates"  # the right to see the mandates of a unit, and to recall them


class Kind(models.TextChoices):
    """What a step asks for."""

    VISA = "visa", _("Visa")
    OPINION = "opinion", _("Opinion")
    SIGNATURE = "signature", _("Signature")
    SEAL = "seal", _("Seal of the administration")
    OUTSIDE = "outside", _("Signature from outside")
    NUMBERING = "numbering", _("Numbering")
    DELIVERY = "delivery", _("Delivery")


LASTING = frozenset({Kind.SIGNATURE, Kind.SEAL, Kind.OUTSIDE, Kind.NUMBERING, Kind.DELIVERY})
"""What is done cannot be taken back: a signature was given, a number was taken, a letter left."""

FINAL = frozenset({Kind.NUMBERING, Kind.DELIVERY})
"""After these nothing is refused or recalled any more: others know the document by its number."""


MANDATED = frozenset({Kind.VISA, Kind.OPINION, Kind.SIGNATURE})
"""What a mandate may lend: acts of a person."""


class How(models.TextChoices):
    """How a step finds its post."""

    POST = "post", _("A post named here")
    HEAD = "head", _("The head of the unit that writes")
    ABOVE = "above", _("The head of a unit above it")
    AUTHOR = "author", _("The post of the author")
    CHOSEN = "chosen", _("A post the author chooses when sending")
    ITSELF = "itself", _("Diwan, by itself")
    GUEST = "guest", _("A person outside, by a link")


class Silence(models.TextChoices):
    """What happens when the time of a step is over and nobody answered."""

    WAIT = "wait", _("It waits, and is recalled each day")
    PASS = "pass", _("It counts as agreed")
    RAISE = "raise", _("It goes to the head above")
    RETURN = "return", _("It goes back to the author")


class Level(models.TextChoices):
    """Of a signature (law 43.20, articles 4 to 6)."""

    SIMPLE = "simple", _("Simple")
    ADVANCED = "advanced", _("Advanced")
    QUALIFIED = "qualified", _("Qualified")


class RunState(models.TextChoices):
    RUNNING = "running", _("On its way")
    RETURNED = "returned", _("Sent back to the author")
    RECALLED = "recalled", _("Called back by the author")
    DONE = "done", _("Through")
    ABANDONED = "abandoned", _("Given up")


WITH_AUTHOR = (RunState.RETURNED, RunState.RECALLED)


class TurnState(models.TextChoices):
    WAITING = "waiting", _("Its turn will come")
    OPEN = "open", _("Awaits")
    AGREED = "agreed", _("Agreed")
    PASSED = "passed", _("Agreed by silence")
    REFUSED = "refused", _("Refused")
    NOT_NEEDED = "not_needed", _("Not needed")
    HANDED_ON = "handed_on", _("Handed on")
    CANCELLED = "cancelled", _("Called off")


TAKEN = (TurnState.AGREED, TurnState.PASSED)


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Being drawn")
    ACTIVE = "active", _("In use")
    RETIRED = "retired", _("Out of use")


class Basis(models.TextChoices):
    """By what title somebody acts for a post."""

    HOLDER = "holder", _("holder")
    INTERIM = "interim", _("by interim")
    MANDATE = "mandate", _("by delegation")
    RAISED = "raised", _("as the head above")
