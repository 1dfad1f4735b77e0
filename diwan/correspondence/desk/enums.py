"""The folders of an inbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Folder(models.TextChoices):
    """What waits at a post, for what reason. The order is that of the page."""

    TODO = "todo", _("To do")
    LATE = "late", pgettext_lazy("letters", "Late")
    DISPATCH = "dispatch", _("To dispatch")
    HEADLESS = "headless", _("Units without a head")
    CHECK = "check", _("Answers to check")
    COPIES = "copies", _("For information")
    GIVEN = "given", _("Given by me")
    DRAFTS = "drafts", _("Drafts")
    DONE = "done", pgettext_lazy("letters", "Done")


OF_LETTERS = frozenset({Folder.DISPATCH, Folder.DRAFTS})  # the others hold instructions
KEPT_BY_OFFICES = frozenset({Folder.DISPATCH, Folder.HEADLESS})  # shown to posts that dispatch mail, and to no other
COUNTED = tuple(folder for folder in Folder if folder != Folder.DONE)
