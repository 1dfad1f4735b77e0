"""The words of the parapheur."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SEND = "parapheur.send"  # the right to send folders for signature in the name of a unit
SUBJECT = "parapheur.folder"  # what circuits call a folder
LASTING = "parapheur.lasting"  # what signing calls a document that it keeps checkable, and why its files are kept


class Box(models.TextChoices):
    """The lists of the parapheur."""

    TO_ME = "to_me", _("Awaiting me")
    BACK = "back", _("With me to mend or send")
    SENT = "sent", _("Sent, on their way")
    DONE = "done", _("Through my hands")


class Role(models.TextChoices):
    """What a file is for in a folder."""

    MAIN = "main", _("To be signed")
    ANNEX = "annex", _("Goes with it")
    PROOF = "proof", _("Proof of a signature from outside")


class GuestState(models.TextChoices):
    """Where somebody outside is with what they are asked."""

    INVITED = "invited", _("Invited")
    SIGNING = "signing", _("Has signed, the signature is being made")
    SIGNED = "signed", _("Has signed")
    REFUSED = "refused", _("Has refused")
    REPLACED = "replaced", _("Replaced by another person")
    WITHDRAWN = "withdrawn", _("Invitation withdrawn")
    OVER = "over", _("Not needed any more")


class LinkFor(models.TextChoices):
    """What an address sent outside opens."""

    SIGN = "sign", _("To read and sign")
    RECEIPT = "receipt", _("To fetch what was signed")


class SignatureState(models.TextChoices):
    """What became of an authorised signature."""

    WAITING = "waiting", _("Authorised, being made")
    MADE = "made", _("Made")
    FAILED = "failed", _("Not made")


class Reason(models.TextChoices):
    """Why an authorised signature was not made."""

    CHANGED = "changed", _("The document changed after the list was shown: another signature was added, or a file.")
    NO_TITLE = "no_title", _("You have no title to sign it any more.")
    NOT_ITS_TURN = "not_its_turn", _("The folder was refused, called back or decided by another before.")
    UNREADABLE = "unreadable", _("The file cannot be signed: it is damaged, encrypted or forbids it.")
    REFUSED = "refused", _("The key refused to sign.")
    ABSENT = "absent", _("The key cannot be reached.")
    LOCKED = "locked", _("The key is locked, or its code was wrong.")
    REVOKED = "revoked", _("The certificate was revoked.")
    LATE = "late", _("The certificate is over, or does not hold yet.")
