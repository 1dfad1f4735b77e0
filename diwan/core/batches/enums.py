"""Where a long work stands, and each of its items."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("long work", "Waiting")
    RUNNING = "running", pgettext_lazy("long work", "Running")
    DONE = "done", pgettext_lazy("long work", "Finished")
    STOPPED = "stopped", pgettext_lazy("long work", "Stopped")
    FAILED = "failed", pgettext_lazy("long work", "Failed")


LIVE = (State.WAITING, State.RUNNING)


class ItemState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("long work", "Waiting")
    DONE = "done", pgettext_lazy("long work", "Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", pgettext_lazy("long work", "Failed")
