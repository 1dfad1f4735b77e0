"""The words of the registry office's counter, and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


# What may follow what; an annulled register entry is the register's business, not a state here.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.REGISTERED: frozenset({State.ACCEPTED, State.RETURNED}),
    State.ACCEPTED: frozenset(),
    State.RETURNED: frozenset(),
}


class StepKind(models.TextChoices):
    """What the depositor is told has happened."""

    REGISTERED = "registered", _("Entered in the register")
    RECEIPTED = "receipted", _("Receipt sealed and time-stamped")
    OPENED = "opened", _("Opened by the registry office")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class ApplicantKind(models.TextChoices):
    PERSON = "person", _("A person")
    COMPANY = "company", _("A company or association")
    ADMINISTRATION = "administration", _("An administration")


class IdentityKind(models.TextChoices):
    NONE = "none", _("No number")
    CIN = "cin", _("National identity card (Morocco)")
    CIVIL_ID = "civil_id", _("Civil ID (Kuwait)")
    PASSPORT = "passport", _("Passport")
    COMPANY = "company", _("Company number (ICE, commercial register)")
