"""The words of the mailroom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters.api import REGISTER

__all__ = ["REGISTER"]


class SourceKind(models.TextChoices):
    FOLDER = "folder", _("Watched folder")
    MAILBOX = "mailbox", _("Mailbox (IMAP)")


class Origin(models.TextChoices):
    """How a batch came in."""

    FOLDER = "folder", _("Watched folder")
    MAILBOX = "mailbox", _("By e-mail")
    UPLOAD = "upload", _("Sent from a computer")
    PHOTO = "photo", _("Photographed")


class IntakeState(models.TextChoices):
    ARRIVED = "arrived", _("Being prepared")
    SPLIT = "split", _("Ready")
    FAILED = "failed", _("Could not be opened")


class PageState(models.TextChoices):
    WAITING = "waiting", _("Waits to be read")
    READ = "read", _("Read")
    TYPED = "typed", _("Written by a machine: nothing to guess")
    UNREAD = "unread", _("Not read: no reader is installed")
    FAILED = "failed", _("Could not be read")


class DocumentState(models.TextChoices):
    READING = "reading", _("Being read")
    WAITING = "waiting", _("To confirm")
    REGISTERED = "registered", _("Registered")
    ASIDE = "aside", _("Set aside")


class Separator(models.TextChoices):
    """What a separator sheet says of the pages after it."""

    DOCUMENT = "d", _("A new document begins")
    WITH_ANNEXES = "a", _("A new document with its annexes begins")
    END = "e", _("End: what follows is no part of a document")


class Become(models.TextChoices):
    """What a document is registered as."""

    LETTER = "letter", _("A letter of an administration or company")
    DEPOSIT = "deposit", _("A request of a member of the public: a receipt is owed")
