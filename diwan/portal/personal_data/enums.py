"""Words of personal data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

DAYS = 10  # law 09-08, article 8: a rectification is answered within ten days


class State(models.TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    DONE = "done", _("Put right")
    REFUSED = "refused", _("Refused")


KINDS = {
    "personal_data.asked": _("Somebody asks for their data to be put right"),
    "personal_data.answered": _("My request for rectification is answered"),
}
